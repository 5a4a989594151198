# Figure B.11: linear against quadratic dynamics: largest, median and least error over the 441 parameters, for each
# architecture. Variables: file (columns of table.py sweep), unit (epochs to a unit of the budget).
set terminal pngcairo size 1100,480 font "sans,11"
set datafile separator "\t"
set title sprintf("Two-stream instability, one stage of %d epochs: median over 441 parameters, bars from least to largest", 2 * unit)
set logscale y
set ylabel "largest relative error over time (%)"
set xlabel "hidden layers, latent dimension"
set grid y lc rgb "#dddddd"
set tics out nomirror
set xtics rotate by -45
set bmargin 8
set key top left
rows(method) = sprintf("< grep ^%s %s", method, file)
set xrange [-1:20]
plot rows("linear") using ($0 - 0.12):6:7:5:xtic(strcol(2).", ".strcol(3)) with yerrorbars pt 7 ps 1 lc rgb "#1f4fd8" title "1, z_i", \
     rows("quadratic") using ($0 + 0.12):6:7:5 with yerrorbars pt 5 ps 1 lc rgb "#d7301f" title "1, z_i, z_i^2"
