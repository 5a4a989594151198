# A test case at the end of the time of training: truth, two stages, plain interpolation. Variable: file, a line for each point.
set terminal pngcairo size 1200,380 font "sans,11"
set multiplot layout 1,3
set size ratio -1
set xrange [-1:1]
set yrange [-1:1]
set cbrange [0:1]
set palette defined (0 "#ffffff", 0.35 "#fdb863", 0.7 "#d7301f", 1 "#4d0000")
set tics out nomirror
x(point) = -1 + 2 * (int(point) % 64 + 0.5) / 64
y(point) = -1 + 2 * (int(point / 64) + 0.5) / 64
do for [panel = 1:3] {
  set title panel == 1 ? "solved" : panel == 2 ? "two stages" : "plain interpolation"
  plot file using (x($0)):(y($0)):panel with image notitle
}
