# Largest relative error over time at each of 9 x 9 parameters. Variables: one, two, plain (tables of rom-error).
cases(file) = "< grep -E '^ +[0-9]' ".file
stats cases(one) using 2 nooutput
set terminal pngcairo size 1400,440 font "sans,11"
set multiplot layout 1,3
set xlabel "width w"
set ylabel "log_{10} diffusivity D"
set xrange [0.0244:0.1256]
set yrange [-2.364:-1.238]
set cblabel "largest relative error over time (%)"
set palette defined (0 "#fffbe0", 0.35 "#fdb863", 0.7 "#d7301f", 1 "#4d0000")
set tics out nomirror
set cbrange [0:STATS_max]
set key above
d(case) = -2.30103 + 0.125 * int(case / 9)
w(case) = 0.03 + 0.01125 * (int(case) % 9)
array trained[16]
do for [panel = 1:3] {
  set title panel == 1 ? "one stage" : panel == 2 ? "two stages" : "plain interpolation"
  file = cases(panel == 1 ? one : panel == 2 ? two : plain)
  plot file using (w($1)):(d($1)):2 with image notitle, \
       trained using (0.03 + 0.03 * (int($1 - 1) % 4)):(-2.30103 + int(($1 - 1) / 4) / 3.0) with points pt 4 ps 1.4 lw 1.5 lc rgb "#1f4fd8" title "training"
}
