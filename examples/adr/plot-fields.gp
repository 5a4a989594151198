set terminal pngcairo size 1100,620 font "Sans,11"
set multiplot layout 2,3
set xlabel "time"
set ylabel "x"
set xrange [0:5]
set yrange [-1:1]
set palette defined (0 "#2166ac", 1 "white", 2 "#b2182b")
x(j) = -1 + 0.02 * j
file = R."/fields.txt"
do for [b = 0:1] {
  what = b == 0 ? "three parameters" : "three signals"
  stats file index b using 3 nooutput
  m = STATS_max > -STATS_min ? STATS_max : -STATS_min
  set cbrange [-m:m]
  set title what.": exact"
  plot file index b using 1:(x($2)):3 with image notitle
  set title "predicted"
  plot file index b using 1:(x($2)):4 with image notitle
  stats file index b using 5 nooutput
  m = STATS_max > -STATS_min ? STATS_max : -STATS_min
  set cbrange [-m:m]
  set title "difference"
  plot file index b using 1:(x($2)):5 with image notitle
}
