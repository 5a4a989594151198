# Largest relative error over time at each parameter, after one and two stages (figure 8).
set terminal pngcairo size 1100,480 font "sans,11"
set multiplot layout 1,2
set xlabel "wavenumber k"
set ylabel "temperature T"
set xrange [0.995:1.205]
set yrange [0.895:1.105]
set cblabel "largest relative error over time (%)"
set palette defined (0 "#fffbe0", 0.35 "#fdb863", 0.7 "#d7301f", 1 "#4d0000")
set tics out nomirror
cases(file) = sprintf("< grep -E '^ +[0-9]' %s/paper/%s", R, file)
k(case) = 1 + 0.01 * (int(case) % 21)
T(case) = 0.9 + 0.01 * int(case / 21)
trained(case) = int(case) % 21 % 5 == 0 && int(case / 21) % 5 == 0
do for [stage = 1:2] {
  set title stage == 1 ? "one stage" : "two stages"
  file = cases(sprintf("errors-%d.txt", stage))
  set cbrange [0:*]
  plot file using (k($1)):(T($1)):2 with image notitle, \
       file using (trained($1) ? k($1) : NaN):(T($1)) with points pt 4 ps 1.4 lw 1.5 lc rgb "#1f4fd8" title "training"
}
