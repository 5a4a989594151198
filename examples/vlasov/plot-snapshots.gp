# The distribution at t = 5 between the training points: full order, and the error of one and two stages.
# Each file: truth and prediction at 64 x 64 points, x running fastest.
set terminal pngcairo size 1500,420 font "sans,11"
set multiplot layout 1,3
set xlabel "x"
set ylabel "velocity v"
set xrange [0:2*pi]
set yrange [-7:7]
set tics out nomirror
x(point) = 2*pi*(int(point) % 64)/64
v(point) = -7 + 14.0*int(point/64)/64
file(stage) = sprintf("%s/shown-%d.txt", R, stage)
set palette defined (0 "white", 0.3 "#9ecae1", 0.7 "#2171b5", 1 "#08306b")
set title "full order, T = 0.98, k = 1.08, t = 5"
set cblabel "distribution f(x, v)"
plot file(1) using (x($0)):(v($0)):1 with image notitle
set palette defined (-1 "#2166ac", 0 "white", 1 "#b2182b")
set cblabel "f predicted less f"
stats file(1) using ($2-$1) nooutput
largest = STATS_max > -STATS_min ? STATS_max : -STATS_min
set cbrange [-largest:largest]
do for [stage = 1:2] {
  set title stage == 1 ? "error of one stage" : "error of two stages"
  plot file(stage) using (x($0)):(v($0)):($2-$1) with image notitle
}
