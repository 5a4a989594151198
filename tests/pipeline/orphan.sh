# However rom-plot ends, the gnuplot that it has started ends too.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" -c 'import numpy as np; np.save("e.npy", np.array([[0.1, 0.2, 0.3]]))'
mkdir bin
mkfifo alive  # has an end when nobody holds it
printf '#!/bin/sh\nexec 3>alive\necho $$ >&3\nexec sleep 600\n' >bin/gnuplot
chmod +x bin/gnuplot
for signal in TERM HUP KILL; do
  PATH=$PWD/bin:$PATH rom-plot e.npy -o a.png 2>err.txt 4<&- &
  exec 4<alive
  read -r gnuplot <&4
  kill -"$signal" $!
  wait $! 2>shell.txt && fail "it goes on after SIG$signal"
  timeout 60 cat <&4 || { kill "$gnuplot"; fail "gnuplot lives on after SIG$signal"; }
done
[ ! -e a.png ] || fail "a picture is left"
