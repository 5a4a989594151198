# Largest relative error over time of each case (figure 4).
set terminal pngcairo size 720,440 font "sans,11"
set style data histograms
set style histogram clustered gap 1
set style fill solid 0.9
set logscale y
set yrange [0.2:30]
set ylabel "largest relative error over time (%)"
set key top right
set grid ytics lc rgb "#dddddd"
set xtics ("A = 1.0 (training)" 0, "A = 1.2 (test)" 1, "A = 1.4 (training)" 2)
cases(stage) = sprintf("< grep -E '^ +[0-9]' %s/errors-%d.txt", model, stage)
plot cases(1) using 2 lc rgb "#1f77b4" title "one stage", cases(2) using 2 lc rgb "#d62728" title "two stages"
