# Largest error and largest standard deviation over time at each of 21 x 21 parameters, and one against the other.
# Variables: table (of rom-error --std), points (parameters of the training cases, a line each).
set terminal pngcairo size 1500,480 font "sans,11"
set multiplot layout 1,3
set xlabel "width w"
set ylabel "amplitude a"
set xrange [0.895:1.105]
set yrange [0.695:0.905]
set palette defined (0 "#fffbe0", 0.35 "#fdb863", 0.7 "#d7301f", 1 "#4d0000")
set tics out nomirror
set key above
set cblabel "%"
cases = "< grep -E '^ +[0-9]' ".table
a(case) = 0.7 + 0.01 * int(case / 21)
w(case) = 0.9 + 0.01 * (int(case) % 21)
do for [field in "2 7"] {
  set title field eq "2" ? "largest relative error over time" : "largest standard deviation over time, relative"
  plot cases using (w($1)):(a($1)):(column(int(field))) with image notitle, \
       points using 2:1 with points pt 4 ps 1.4 lw 1.5 lc rgb "#1f4fd8" title "training, chosen one by one"
}
set title "each of the 441 parameters"
set xlabel "standard deviation (%)"
set ylabel "error (%)"
set autoscale
set xrange [0:*]
set yrange [0:*]
plot cases using 7:2 with points pt 7 ps 0.4 lc rgb "#444444" notitle, x with lines lc rgb "#d7301f" title "equal"
