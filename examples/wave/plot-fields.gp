set terminal pngcairo size 1100,620 font "Sans,11"
set multiplot layout 2,3
set xlabel "time"
set ylabel "x"
set xrange [0:8]
set yrange [0:1]
set palette defined (0 "#2166ac", 1 "white", 2 "#b2182b")
set arrow 1 from 4,0 to 4,1 nohead front dashtype 2
file = R."/fields.txt"
do for [b = 0:1] {
  what = b == 0 ? "first order" : "second order"
  set cbrange [-1:1]
  set title "exact (trained to the dashed line)"
  plot file index b using 1:($2 / 63):3 with image notitle
  set title what.": predicted"
  plot file index b using 1:($2 / 63):4 with image notitle
  stats file index b using 5 nooutput
  m = STATS_max > -STATS_min ? STATS_max : -STATS_min
  set cbrange [-m:m]
  set title what.": difference"
  plot file index b using 1:($2 / 63):5 with image notitle
}
