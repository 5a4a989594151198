# Nothing half-written is left: not by a limit of the size of files, and what a killed run leaves is removed by the next.
export ROM_FSYNC=1
source "$ROM_SOURCE/tests/pipeline/common.sh"
inputs_of_every_tool
every_run >runs.txt

# Beyond the limit, writing is an error in one line; no signal ends the run.
while read -r line; do
  rm -rf out && mkdir out
  status=$(bash -c "ulimit -f 0; { $line </dev/null 2>&1 >/dev/null; echo status \$?; } | cat")
  [ "$(tail -1 <<<"$status")" = "status 1" ] && [ "$(grep -cv -e warning -e '^status' <<<"$status")" = 1 ] &&
    grep -q "^${line%% *}: .*cannot be written" <<<"$status" || fail "$line: $status"
  [ -z "$(ls -A out)" ] || fail "$line: left $(ls -A out)"
done <runs.txt

# What is there of processes that are gone, and of nobody for long, goes; what may be in use stays.
true &
gone=$!
wait $gone
here=$(cut -c -40 /proc/sys/kernel/hostname).$(readlink /proc/self/ns/pid | tr -dc 0-9)
while read -r line; do
  for checkpoint in '' .checkpoint; do
    case "$checkpoint $line" in *-o\ out/model*) ;; .*) continue ;; esac
    rm -rf out && mkdir out
    for word in $line; do
      case $word in out/*) ;; *) continue ;; esac
      part="out/.${word#out/}$checkpoint.part"
      mkdir "$part-$here-$gone-0a0a0a" "$part-elsewhere.1-77-0a0a0a" "$part-$here-$$-0a0a0a"
      touch "$part-$here-$gone-0b0b0b" "$part-elsewhere.1-77-0b0b0b" "$part-$here-$$-0b0b0b" "$part-4194304" "$part-of-mine"
      touch -d '8 days ago' "$part-elsewhere.1-77-0b0b0b" "$part-4194304"
    done
    $line >report.txt
    for word in $line; do
      case $word in out/*) ;; *) continue ;; esac
      left=$(cd out && find . -maxdepth 1 -name ".${word#out/}$checkpoint.part*" | sort | xargs)
      name="./.${word#out/}$checkpoint.part"
      [ "$left" = "$(printf '%s\n' "$name-elsewhere.1-77-0a0a0a" "$name-$here-$$-0a0a0a" "$name-$here-$$-0b0b0b" "$name-of-mine" | sort | xargs)" ] ||
        fail "$line: there is $left"
    done
  done
done <runs.txt
rm -rf out

# A run that is killed while it writes.
mkdir large
"$PYTHON" -c "
import numpy as np
np.lib.format.open_memmap('large/p.npy', 'w+', float, (16, 500, 4000))"
for ending in h5 nc npz; do
  grep -q "out/p.$ending\$" runs.txt || continue
  mkdir out
  rom-export large/p.npy -q -o out/p.$ending &
  until [ -n "$(ls -A out)" ]; do kill -0 $! || break; sleep 0.002; done
  kill -KILL $! 2>/dev/null || true
  wait $! || true
  ls -A out | grep -q '^\.p\..*part-' || fail "$ending: the run ended too early"
  rom-export p.npy -q -o out/p.$ending
  [ "$(ls -A out)" = p.$ending ] || fail "$ending: still there: $(ls -A out)"
  rm -r out
done
