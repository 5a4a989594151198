set terminal pngcairo size 1100,900 font "Sans,11"
set multiplot layout 3,3
set xlabel "time"
set ylabel "x"
set xrange [0:500]
set yrange [0:100]
set palette defined (0 "white", 0.5 "#fdae61", 1 "#d7191c")
file = R."/fields.txt"
do for [b = 0:2] {
  what = b == 0 ? "LDNet" : b == 1 ? "LDNet, second order" : "mLaSDI"
  set palette defined (0 "white", 0.5 "#fdae61", 1 "#d7191c")
  set cbrange [0:1.1]
  set title "full order"
  plot file index b using 1:($2 * 0.5):3 with image notitle
  set title what
  plot file index b using 1:($2 * 0.5):4 with image notitle
  set title what.": difference"
  set palette defined (0 "#2166ac", 1 "white", 2 "#b2182b")
  set cbrange [-1:1]
  plot file index b using 1:($2 * 0.5):5 with image notitle
}
