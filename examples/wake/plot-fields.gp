# Velocity magnitude of the test case at t = 10.5, flow to the right: truth, predictions and their errors (figure 7).
# Columns: y, x, truth, one stage, two stages, two stages of three latent variables.
set terminal pngcairo size 1400,600 font "sans,10"
set multiplot layout 2,3 margins 0.05,0.93,0.09,0.94 spacing 0.035,0.17
set pm3d map corners2color mean border retrace
set xrange [0:2]
set yrange [0:1]
set xlabel "y" offset 0,0.5
set ylabel "x" offset 1,0
unset key
unset colorbox
set tics out nomirror
file = R."/fields.txt"
set palette defined (0 "#08306b", 0.5 "#6baed6", 1 "#fff7bc")
set cbrange [0:1.5]
set title "truth, viscosity 0.00043, t = 10.5"
splot file using 1:2:3
unset ylabel
set title "mLaSDI, two stages"
splot file using 1:2:5
set colorbox
set cblabel "|u|"
set title "three latent variables, fitted start"
splot file using 1:2:6
unset colorbox
set ylabel "x" offset 1,0
set palette defined (-1 "#2166ac", 0 "white", 1 "#b2182b")
set cbrange [-0.3:0.3]
set title "error of GPLaSDI, one stage"
splot file using 1:2:($4-$3)
unset ylabel
set title "error of mLaSDI, two stages"
splot file using 1:2:($5-$3)
set colorbox
set cblabel "|u| predicted less truth"
set title "error of three latent variables, fitted start"
splot file using 1:2:($6-$3)
