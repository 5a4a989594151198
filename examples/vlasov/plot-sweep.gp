# Figure 9: largest, median and least error over the 441 parameters against the time of training, for each configuration.
# Variables: file (columns of table.py sweep), unit (epochs to a unit of the budget).
set terminal pngcairo size 1100,560 font "sans,11"
set datafile separator "\t"
set multiplot layout 1,2 title sprintf("Two-stream instability, %d epochs to a unit of the budget: median over 441 parameters, bars from least to largest", unit)
set logscale xy
set xlabel "time of training (s, one thread)"
set ylabel "largest relative error over time (%)"
set grid back lc rgb "#dddddd"
set tics out nomirror
set key top right
stats file using 5 skip 1 nooutput
top = STATS_max
stats file using 7 skip 1 nooutput
set yrange [STATS_min * 0.8:top * 1.2]
stats file using 9 skip 1 nooutput
set xrange [STATS_min * 0.8:STATS_max * 1.2]
do for [method in "gplasdi mlasdi"] {
  set title method eq "mlasdi" ? "mLaSDI: two stages" : "GPLaSDI: one stage, 1.5 times as wide"
  plot for [units = 1:4] file using 9:(strcol(1) eq method && $4 == units ? $6 : NaN):7:5 with yerrorbars \
    pt 4 + units ps 1 lc units title sprintf("%d unit%s", units, units > 1 ? "s" : "")
}
