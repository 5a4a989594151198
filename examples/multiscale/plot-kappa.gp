# Error after two stages against the scale of the second stage's sine layer (figure A.10).
set terminal pngcairo size 720,440 font "sans,11"
set logscale xy
set xlabel "scale kappa of the sine layer"
set ylabel "largest relative error over time (%)"
set xrange [0.007:140]
set key top left
set grid lc rgb "#dddddd"
errors = '< sed -n "s/^. kappa = //p" '.R.'/kappa.txt | tr -d "|%"'
plot errors using 1:($2 > $4 ? $2 : $4) with linespoints pt 7 lc rgb "#1f77b4" title "training cases (the larger of the two)", \
     errors using 1:3 with linespoints pt 5 lc rgb "#d62728" title "test case A = 1.2"
