# Latent trajectories of the autoencoder and of the fitted dynamics, training case A = 1.4 (figure 2, right).
# Two training cases, 201 times, 10 latent variables; the header of the .npy files takes 128 bytes.
set terminal pngcairo size 720,440 font "sans,11"
set xlabel "time t"
set ylabel "latent variables z_1 ... z_{10}"
set xrange [0:2*pi]
set grid lc rgb "#dddddd"
set key top right
reals = "%float%float%float%float%float%float%float%float%float%float"
plot for [i=1:10] model."/1/latent.npy" binary skip=128+201*10*4 record=201 format=reals using ($0*dt):(column(i)) with lines lc rgb "#1f77b4" lw 1.5 title (i == 1 ? "encoded snapshots" : ""), \
     for [i=1:10] R."/simulated.npy" binary skip=128+201*10*4 record=201 format=reals using ($0*dt):(column(i)) with lines lc rgb "#d62728" dt 2 lw 1.5 title (i == 1 ? "z' = b + A z" : "")
