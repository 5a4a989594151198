# rom-export and rom-import destroy nothing: a full disk, a signal, folders, devices and inputs that would be written over.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
np.save("p.npy", np.random.default_rng(0).standard_normal((2, 4, 6)))
np.save("large.npy", np.zeros((1, 10, 40000)))
np.save("points.npy", np.random.default_rng(0).standard_normal((6, 2)))
np.save("t.npy", np.arange(4.0))
PY
rom-import --formats >formats.txt
built() { grep -q "^$1 .*yes$" formats.txt; }
endings="csv"
built HDF5 && built XDMF && endings+=" h5 xdmf"
built NetCDF && endings+=" nc"
built "NumPy archive" && endings+=" npz"

# What is longer than the disk has room for.
limited() (ulimit -f 500 && exec "$@")
remember_files
for ending in $endings; do
  got=0
  (limited rom-export large.npy -o "long.$ending") 2>../said.$$ || got=$?
  [ $got = 1 ] && [ "$(wc -l <../said.$$)" = 1 ] && grep -qE "^rom-export: long.$ending.*cannot be written( \(|; is the disk full\?)" ../said.$$ ||
    fail "$ending on a full disk: status $got, $(cat ../said.$$)"
  rm ../said.$$
done
assert_untouched

# A signal in the middle of it.
mkdir large
"$PYTHON" -c "
import numpy as np
np.lib.format.open_memmap('large/p.npy', 'w+', float, (16, 500, 4000))
np.save('large/points.npy', np.zeros((4000, 3)))"
for ending in $endings vtu; do
  mkdir "stop-$ending"
  to=()
  [ "$ending" != vtu ] || to=(--to vtu-series --points large/points.npy)
  [ "$ending" != csv ] || to=(--case 0)
  rom-export large/p.npy -o "stop-$ending/out.$ending" "${to[@]}" 2>said.txt &
  until [ -n "$(ls -A "stop-$ending")" ] || [ "$(cut -d ' ' -f 14 /proc/$!/stat)" -ge 5 ]; do sleep 0.002; done
  kill -TERM $!
  got=0
  wait $! || got=$?
  [ $got = 143 ] && [ "$(cat said.txt)" = "rom-export: stopped; nothing was written" ] || fail "$ending: status $got, $(cat said.txt)"
  [ -z "$(ls -A "stop-$ending")" ] || fail "$ending: left $(ls -A "stop-$ending")"
done

# A folder that is not all rom-export's own.
series() { rom-export p.npy --points points.npy --to vtu-series -q -o "$1"; }
series solver && series solver
for foreign in restart.bin case-0/log.txt case-a.pvd; do
  touch "solver/$foreign"
  remember_files
  expect 1 "solver: holds .*is no part of a series" rom-export p.npy --points points.npy --to vtu-series -o solver
  assert_untouched
  rm "solver/$foreign"
done
sed -i "s/'Collection'/\"Collection\"/" solver/series.pvd  # of another program
expect 1 "solver: holds series.pvd" rom-export p.npy --points points.npy --to vtu-series -o solver

# Devices and pipes, which a rename would replace.
mkfifo pipe
remember_files
for to in hdf5 netcdf xdmf npz; do
  rom-export p.npy -q --to $to -o probe 2>said.txt || { grep -q "built without" said.txt && continue; }
  rm -f probe probe.h5
  expect 2 "pipe: is a device, a pipe or a socket" rom-export p.npy --to $to -o pipe
  expect 2 "/dev/stdout: is a device" rom-export p.npy --to $to -o /dev/stdout
  expect 2 "only tables go to standard output" rom-export p.npy --to $to -o -
done
rm -f said.txt
[ -p pipe ] || fail "the pipe is gone"
rom-export p.npy -q -o p.csv
cat pipe >piped.csv &
rom-export p.npy -q --to csv -o pipe
wait $!
cmp p.csv piped.csv
rom-export p.npy -q --to csv -o /dev/stdout >piped.csv
cmp p.csv piped.csv
[ -L /dev/stdout ] || fail "/dev/stdout is gone"
rom-import t.npy -q -o /dev/stdout >piped.npy && cmp piped.npy <(rom-import t.npy -q -o -)

# Inputs stay, however they are spelled; so do results beside each other.
ln t.npy hard.npy
ln -s t.npy soft.npy
mkdir inner
series inner/series
remember_files
for name in t.npy ./t.npy "$work/t.npy" hard.npy soft.npy inner/../t.npy; do
  expect 2 "would take the place of (an input|the input t.npy)" rom-import t.npy -o "$name"
  expect 2 "would take the place of" rom-import t.npy -o x.npy --times "$name"
  expect 2 "would take the place of" rom-export p.npy --times t.npy --to csv -o "$name"
done
expect 2 "p.npy: would take the place of an input" rom-export p.npy --to hdf5 -o p.npy
expect 2 "points.npy: would take the place of an input" rom-export p.npy --points points.npy --to csv -o points.npy
expect 2 "would take the place of the input inner/series/case-0/00000.vtu" \
  rom-export p.npy --mesh inner/series/case-0/00000.vtu --to vtu-series -o inner/series
printf 't.npy\n' >list.txt
expect 2 "list.txt: would take the place of" rom-import --list list.txt -o list.txt
rm list.txt
expect 2 "./x.npy is to hold two results" rom-import p.npy -o x.npy --times ./x.npy
expect 2 "inner/../x.npy is to hold two results" rom-import p.npy -o x.npy --times inner/../x.npy
assert_untouched
