# Loss of both stages over their epochs (figure 2, left).
set terminal pngcairo size 720,440 font "sans,11"
set logscale y
set format y "10^{%T}"
set xlabel "epoch"
set ylabel "reconstruction loss (snapshots of unit deviation)"
set key top right
set grid ytics lc rgb "#dddddd"
# Stage 2 starts where stage 1 ended; its loss is that of the residual, of which epsilon is the scale.
epsilon = real(system("grep -o '\"epsilon\": [0-9.e-]*' ".model."/decoder/model.json | sed -n '2s/.*: //p'"))
scale = real(system("grep -o '\"epsilon\": [0-9.e-]*' ".model."/decoder/model.json | sed -n '1s/.*: //p'"))
last = real(system("tail -n 1 ".model."/1/training-1.tsv | cut -f 1"))
plot model."/1/training-1.tsv" every ::1 using 1:3 with lines lc rgb "#1f77b4" lw 1.5 title "stage 1", \
     model."/decoder/training-2.tsv" every ::1 using ($1+last):($3*(epsilon/scale)**2) with lines lc rgb "#d62728" lw 1.5 title "stage 2, a decoder"
