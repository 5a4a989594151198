set terminal pngcairo size 1200,430 font "Sans,11"
set multiplot layout 1,3
set size ratio -1
set xrange [-0.02:1.02]
set yrange [-0.02:1.02]
set xlabel "x"
set ylabel "y"
set cblabel "speed"
set palette defined (0 "#f7fbff", 1 "#6baed6", 2 "#08306b")
file = R."/fields.txt"
stats file using (sqrt($3**2 + $4**2)) nooutput
set cbrange [0:STATS_max]
scale = 0.3
every(i) = int(i) % 41 % 4 == 0 && int(i) / 41 % 4 == 0
set title "full order, t = 35"
plot file using 1:2:(sqrt($3**2 + $4**2)) with image notitle, \
  file using (every($0) ? $1 : NaN):2:(scale * $3):(scale * $4) with vectors lc rgb "#d94801" notitle
set title "latent dynamics network"
plot file using 1:2:(sqrt($5**2 + $6**2)) with image notitle, \
  file using (every($0) ? $1 : NaN):2:(scale * $5):(scale * $6) with vectors lc rgb "#d94801" notitle
set title "length of the difference"
set cblabel ""
stats file using 7 nooutput
set cbrange [0:STATS_max]
plot file using 1:2:7 with image notitle
