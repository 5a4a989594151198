# One snapshot of the training case A = 1.4, whole and without its large wave (figure 3).
# Three cases, 201 times, 600 points, 4 bytes each; the header of the .npy files takes 128 bytes.
set terminal pngcairo size 1100,440 font "sans,11"
set multiplot layout 1,2
start = 128 + (2*201 + shown)*600*4
x(k) = -3 + 6.0*k/599
wave(k) = 1.4*sin(2*x(k) - shown*dt)*exp(-x(k)**2)
set xlabel "x"
set xrange [-3:3]
set grid lc rgb "#dddddd"
set key top left
set title sprintf("snapshot at t = %.2f", shown*dt)
set ylabel "f(x, t)"
set yrange [-1.7:2.2]
plot R."/all.npy" binary skip=start record=600 format="%float" using (x($0)):1 with lines lc rgb "black" lw 2 title "data", \
     R."/prediction-1.npy" binary skip=start record=600 format="%float" using (x($0)):1 with lines lc rgb "#1f77b4" title "one stage", \
     R."/prediction-2.npy" binary skip=start record=600 format="%float" using (x($0)):1 with lines lc rgb "#d62728" dt 2 title "two stages"
set title "without the large wave"
set xrange [-1.5:1.5]
set ylabel "f(x, t) - A sin(2x - t) exp(-x^2)"
set yrange [-0.2:0.3]
plot R."/all.npy" binary skip=start record=600 format="%float" using (x($0)):($1-wave($0)) with lines lc rgb "black" lw 2 title "data", \
     R."/prediction-1.npy" binary skip=start record=600 format="%float" using (x($0)):($1-wave($0)) with lines lc rgb "#1f77b4" title "one stage", \
     R."/prediction-2.npy" binary skip=start record=600 format="%float" using (x($0)):($1-wave($0)) with lines lc rgb "#d62728" dt 2 title "two stages"
