# Cases over space and time, a row each: truth, prediction, difference.
# Variables: file, of space-time.py; titles, an array, three to a row. Optional: low and high, the range of the fields, and
# difference, the range of the difference (without them the data say); trained, the time at which the training data end.
# Set xrange (time) and yrange before.
rows = |titles| / 3
set terminal pngcairo size 1100,60+280*rows font "Sans,11"
set multiplot layout rows,3
set xlabel "time"
set ylabel "x"
diverging = 'set palette defined (0 "#2166ac", 1 "white", 2 "#b2182b")'
sequential = 'set palette defined (0 "white", 0.5 "#fdae61", 1 "#d7191c")'
largest(least, most) = most > -least ? most : -least
if (exists("trained")) set arrow from trained,graph 0 to trained,graph 1 nohead front dashtype 2
do for [row = 0:rows-1] {
  eval exists("low") && low == 0 ? sequential : diverging
  stats file index row using 3 nooutput
  bound = largest(STATS_min, STATS_max)
  set cbrange [exists("low") ? low : -bound:exists("high") ? high : bound]
  set title titles[3 * row + 1]
  plot file index row using 1:2:3 with image notitle
  set title titles[3 * row + 2]
  plot file index row using 1:2:4 with image notitle
  eval diverging
  stats file index row using 5 nooutput
  bound = exists("difference") ? difference : largest(STATS_min, STATS_max)
  set cbrange [-bound:bound]
  set title titles[3 * row + 3]
  plot file index row using 1:2:5 with image notitle
}
