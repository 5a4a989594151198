# What a tool would have to ignore is refused or told of: times that are not the model's, options that do not go with what is
# asked for, and the same warning of every member of an ensemble.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
"$PYTHON" -c '
import numpy as np
t = np.linspace(0, 6, 61)
np.save("t.npy", t + 0.03 * np.sin(t))'
rom-encode train.npy --times t.npy --latent 3 --hidden 20 --epochs 30 -q -o uneven
warning="warning: this fit has dt 0.1 but the model of uneven/latent.npy has times that are unevenly apart: later tools refuse"
expect 0 "$warning" rom-sindy uneven/latent.npy --dt 0.1 -o xi-dt.npy
rom-sindy uneven/latent.npy --times t.npy -o xi.npy >table.txt 2>said.txt
[ ! -s said.txt ] || { cat said.txt >&2; fail "a warning about the times of the model"; }
expect 2 "--dt: this fit has dt 0.1 but xi.json has times that are unevenly apart; leave it out" \
  rom-gpfit mu.npy xi.npy --dt 0.1 -o gp.json
expect 2 "--library is cubic but xi.json says linear; leave it out" rom-gpfit mu.npy xi.npy --library cubic -o gp.json
expect 2 "--derivative is sbp48 but xi.json says sbp24; leave it out" rom-gpfit mu.npy xi.npy --derivative sbp48 -o gp.json
assert_missing gp.json
rom-gpfit mu.npy xi.npy --times t.npy --library linear -q -o gp.json 2>said.txt

remember_files
apply=(rom-encode train.npy --apply uneven -o latent.npy)
for option in "--epochs 5" "--latent 3" "--dt 0.1" "--params mu.npy" "--seed 1" "--optimiser adam" --resume "--warm-start uneven"; do
  read -ra words <<<"$option"
  expect 2 "^rom-encode: ${words[0]} is given, but --apply trains nothing; leave it out" "${apply[@]}" "${words[@]}"
done
expect 2 "unknown option --one-case" rom-stage uneven train.npy --gp gp.json --params mu.npy --one-case -o out
assert_untouched

# Of the members' warnings that differ by numbers alone one is said.
for seed in 1 2 3; do
  rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 300 --seed $seed -q -o m$seed
  rom-sindy m$seed/latent.npy --dt 0.1 -o xi$seed.npy >table.txt 2>said.txt
  rom-gpfit mu.npy xi$seed.npy -q -o gp$seed.json 2>said.txt
done
rom-ensemble m1 m2 m3 --gp gp1.json gp2.json gp3.json -q -o three >table.txt 2>said.txt
"$PYTHON" -c '
import numpy as np
u = np.load("initial.npy")
np.save("strange.npy", u + np.random.default_rng(0).normal(size=u.shape).astype("f4"))'
rom-predict three test-mu.npy --initial strange.npy -o out.npy 2>said.txt
[ "$(grep -c "misses the initial states" said.txt)" = 1 ] || { cat said.txt >&2; fail "not one warning of strange states"; }
grep -q "warning: 2 warnings like these, of other members, left out" said.txt || { cat said.txt >&2; fail "the others are not counted"; }

# Times that no machine can reach, and threads that none has.
"$PYTHON" -c 'import numpy as np; np.save("x.npy", np.linspace(0, 1, 40))'
rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.1 --latent 2 --adam 3 --bfgs 0 -q -o net
expect 1 "out of memory: latent states up to time 1e.300 would take" rom-predict net test-mu.npy --points x.npy --times 0:1e300:2 -o far.npy
expect 2 "--threads is 100000; it must be a whole number from 1 to 1024" rom-error train.npy train.npy --threads 100000
rom-error train.npy train.npy --threads 1 >one.txt
for threads in 100000 0 -3 abc 1e9 99999999999999999999 ""; do
  OMP_NUM_THREADS=$threads rom-error train.npy train.npy >other.txt
  assert_same one.txt other.txt
done
rom-error train.npy train.npy --threads 1024 >other.txt
assert_same one.txt other.txt
