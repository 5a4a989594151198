set terminal pngcairo size 700,430 font "Sans,11"
set logscale y
set format y "10^{%T}"
set xlabel "iteration"
set ylabel "mean square error of the fields in [-1, 1]"
set key top right
plot R."/a-published/1/training-1.tsv" every ::1 using 1:3 with lines lw 2 title "50 of Adam, 150 of BFGS", \
  R."/a-marquardt/1/training-1.tsv" every ::1 using 1:3 with lines lw 2 title "50, 100, 50 of Levenberg-Marquardt", \
  R."/a-alone/1/training-1.tsv" every ::1 using 1:3 with lines lw 2 title "50, 0, 150"
