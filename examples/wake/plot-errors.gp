# Relative error over time of the training and test cases (figure 6). The .npy files hold float64 after 128 bytes.
set terminal pngcairo size 1300,420 font "sans,11"
set multiplot layout 1,3
set logscale y
set yrange [0.1:100]
set xrange [10:11]
set xlabel "time t"
set grid lc rgb "#dddddd"
set key inside top left Left reverse samplen 2
t(k) = 10 + 0.01*k
series(name, case) = sprintf("%s/series-%s-%s.npy", R, name, case)
do for [panel = 1:3] {
  set title panel == 1 ? "viscosity 0.00032 (training)" : panel == 2 ? "viscosity 0.00043 (test)" : "viscosity 0.00054 (training)"
  set ylabel panel == 1 ? "relative error (%)" : ""
  case = panel == 2 ? "test" : "train"
  from = 128 + (panel == 3 ? 101*8 : 0)
  plot series("gplasdi", case) binary skip=from record=101 format="%double" using (t($0)):(100*$1) with lines lc rgb "#999999" lw 2 title "GPLaSDI, 10,000 epochs", \
       series("sbp24", case) binary skip=from record=101 format="%double" using (t($0)):(100*$1) with lines lc rgb "#d62728" lw 2 title "mLaSDI, two stages", \
       series("three", case) binary skip=from record=101 format="%double" using (t($0)):(100*$1) with lines lc rgb "#1f77b4" lw 2 title "three latent variables, fitted start"
}
