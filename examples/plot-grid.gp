# Largest relative error over time at each of 21 x 21 parameters, after one and two stages; the steps are 0.01.
# Variables: first, second (names of the parameters), a0, b0 (their least values), one, two (tables of rom-error).
cases(file) = "< grep -E '^ +[0-9]' ".file
# Before the ranges are set, because stats leaves out what is beyond them.
stats cases(one) using 2 nooutput
set terminal pngcairo size 1100,480 font "sans,11"
set multiplot layout 1,2
set xlabel second
set ylabel first
set xrange [b0-0.005:b0+0.205]
set yrange [a0-0.005:a0+0.205]
set cblabel "largest relative error over time (%)"
set palette defined (0 "#fffbe0", 0.35 "#fdb863", 0.7 "#d7301f", 1 "#4d0000")
set tics out nomirror
set key above
a(case) = a0 + 0.01 * int(case / 21)
b(case) = b0 + 0.01 * (int(case) % 21)
trained(case) = int(case) % 21 % 5 == 0 && int(case / 21) % 5 == 0
set cbrange [0:STATS_max]
do for [stage = 1:2] {
  set title stage == 1 ? "one stage" : "two stages"
  file = cases(stage == 1 ? one : two)
  plot file using (b($1)):(a($1)):2 with image notitle, \
       file using (trained($1) ? b($1) : NaN):(a($1)) with points pt 4 ps 1.4 lw 1.5 lc rgb "#1f4fd8" title "training"
}
