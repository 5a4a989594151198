# Ranks that mpirun starts share the work: the same bytes for any number of them, stopped and resumed with another number,
# and an error or a death of one takes all down with one sentence.
source "$ROM_SOURCE/tests/pipeline/common.sh"
if [ -z "$(ldd "$ROM_BIN/rom-encode" | grep libmpi)" ]; then
  OMPI_COMM_WORLD_SIZE=2 expect 2 "started as one of 2 ranks, but built without MPI" rom-encode train.npy --latent 2 -o model
  echo "built without MPI"; exit 77
fi
command -v mpirun >/dev/null || { echo "no mpirun"; exit 77; }
export OMP_NUM_THREADS=1 OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# Ranks that were killed may still be on their way out of this folder.
trap 'rm -rf "$work" 2>/dev/null || { sleep 2; rm -rf "$work"; }' EXIT
on() { mpirun --quiet -np "$@"; }
on 2 true 2>probe.txt || { cat probe.txt; echo "mpirun starts nothing here"; exit 77; }

# expect_one STATUS PATTERN COMMAND...: as expect, of a job: of what its ranks say, one line, which matches.
expect_one() {
  local status=$1 pattern=$2 got=0 begin=$SECONDS
  shift 2
  timeout 60 "$@" >stdout.txt 2>stderr.txt </dev/null || got=$?
  [ "$got" = "$status" ] || { cat stderr.txt >&2; fail "$*: exit status $got instead of $status"; }
  [ $((SECONDS - begin)) -le 20 ] || fail "$*: ended after $((SECONDS - begin)) s"
  [ "$(grep '^rom-' stderr.txt | grep -cv warning)" = 1 ] || { cat stderr.txt >&2; fail "$*: not one sentence"; }
  grep -qE "^rom-.*$pattern" stderr.txt || { cat stderr.txt >&2; fail "$*: no '$pattern'"; }
  rm -f stdout.txt stderr.txt
}

# States of 20,000 entries, which four ranks share, and of two fields.
"$PYTHON" - <<'EOF'
import numpy as np
x, t = np.linspace(0, 1, 10000), np.linspace(0, 2, 41)
def run(m):
    u = [np.exp(-((x - 0.3 - 0.2 * np.sin(m * s)) / 0.1) ** 2) for s in t]
    return np.stack([u, [3 + np.sin(2 * np.pi * x) * np.cos(m * s) for s in t]], 1)
mu = np.array([1.0, 1.25, 1.5, 1.75, 2.0])
np.save("train.npy", np.stack([run(m) for m in mu]).astype("f4"))
np.save("mu.npy", mu)
np.save("test.npy", np.stack([run(m) for m in (1.1, 1.6)]).astype("f4"))
np.save("new.npy", np.array([1.1, 1.6]))
np.save("initial.npy", np.load("test.npy")[:, 0])
EOF

# pipeline FOLDER LAUNCHER...: all tools that share work.
pipeline() {
  local d=$1
  shift
  mkdir "$d"
  "$@" rom-encode train.npy --dt 0.05 --latent 4 --hidden 30 --epochs 30 --batch 2 --params mu.npy --fields u,v -q -o "$d/model" 2>/dev/null
  "$@" rom-sindy "$d/model/latent.npy" --dt 0.05 -o "$d/xi.npy" >"$d/sindy.txt" 2>/dev/null
  "$@" rom-gpfit mu.npy "$d/xi.npy" -q -o "$d/gp.json" >"$d/gpfit.txt" 2>/dev/null
  "$@" rom-stage "$d/model" train.npy --gp "$d/gp.json" --params mu.npy --kind decoder --epochs 20 -q -o "$d/model-2" >"$d/stage.txt" 2>/dev/null
  "$@" rom-stage "$d/model" train.npy --gp "$d/gp.json" --params mu.npy --kind decoder --optimiser adam --epochs 10 -q -o "$d/adam" >"$d/adam.txt" 2>/dev/null
  "$@" rom-predict "$d/model-2" new.npy --gp "$d/gp.json" --initial initial.npy --samples 4 --std "$d/std.npy" -q -o "$d/p.npy" 2>/dev/null
  "$@" rom-error test.npy "$d/p.npy" --std "$d/std.npy" --fields u,v --series "$d/series.npy" >"$d/error.txt" 2>/dev/null
  "$@" rom-baseline train.npy mu.npy --dt 0.05 -q -o "$d/baseline" >"$d/baseline.txt" 2>/dev/null
  "$@" rom-predict "$d/baseline" new.npy -q -o "$d/interpolated.npy" 2>/dev/null
}
pipeline alone env
for ranks in 2 3 4; do
  pipeline "on-$ranks" on "$ranks"
  for file in xi.npy p.npy std.npy series.npy interpolated.npy sindy.txt gpfit.txt stage.txt adam.txt error.txt baseline.txt; do
    assert_same "alone/$file" "on-$ranks/$file"
  done
  for model in model model-2 adam baseline; do assert_same_arrays "alone/$model" "on-$ranks/$model"; done
done
assert_close alone/p.npy test.npy 2 # it predicts something

# What is put together from parts of the states is what NumPy makes of whole ones.
on 3 rom-error test.npy alone/p.npy --series plain.npy >plain.txt 2>/dev/null
on 3 rom-encode train.npy --dt 0.05 --latent 2 --hidden none --epochs 2 -q -o plain 2>/dev/null
"$PYTHON" - <<'EOF'
import json
import numpy as np
flat = lambda name, cases: np.load(name).astype(float).reshape(cases, 41, -1)
t, p = flat("test.npy", 2), flat("alone/p.npy", 2)
error = np.linalg.norm(p - t, axis=2) / np.linalg.norm(t, axis=2)
assert np.allclose(np.load("plain.npy"), error, rtol=1e-12), abs(np.load("plain.npy") / error - 1).max()
u = flat("train.npy", 5).reshape(205, -1)
mean, basis = (np.load("plain/%s.npy" % name).astype(float) for name in ("mean", "basis"))
described = json.load(open("plain/model.json"))["coordinates"]
assert np.allclose(mean.ravel(), u.mean(0), atol=1e-6)
basis, u = basis.reshape(len(basis), -1), u - u.mean(0)
assert np.isclose(described["scale"], u.std(), rtol=1e-10)
assert np.allclose(basis @ basis.T, np.eye(len(basis)), atol=1e-6)
left = np.linalg.norm(u - u @ basis.T @ basis) / np.linalg.norm(u)
assert np.isclose(left, described["discarded"], rtol=1e-3) and left <= 1e-3, (left, described["discarded"])
EOF

# More ranks than there is work for: one case, three points.
"$PYTHON" -c "
import numpy as np
t = np.linspace(0, 6, 60)
np.save('one.npy', np.stack([np.sin(t), np.cos(t), np.sin(2 * t)], 1))"
small() { "$@" rom-encode one.npy --one-case --dt 0.1 --latent 2 --hidden 4 --epochs 20 -q -o "$model" 2>/dev/null; }
model=small-1 small env
model=small-4 small on 4
assert_same_arrays small-1 small-4

# Stopped with two ranks and resumed with three; the launcher passes the signal on.
train="rom-encode train.npy --dt 0.05 --latent 4 --hidden 30 --epochs 12000 --batch 2 --params mu.npy --fields u,v -q"
$train -o whole 2>/dev/null
stop() { # FOLDER SIGNAL: stops a training of two ranks once it has a checkpoint
  mpirun --quiet -np 2 $train --checkpoint 0.2 -o "$1" 2>"$1.txt" &
  local job=$!
  for ((k = 0; k < 400; ++k)); do [ ! -e "$1.checkpoint/checkpoint.json" ] || break; sleep 0.05; done
  [ -e "$1.checkpoint/checkpoint.json" ] || fail "no checkpoint of $1"
  if [ "$2" = KILL ]; then pkill -KILL -n -f -- "-o $1\$"; else kill -"$2" $job; fi
  local begin=$SECONDS
  if wait $job; then fail "$1 was not stopped"; fi
  [ $((SECONDS - begin)) -le 10 ] || fail "$1: its job ended after $((SECONDS - begin)) s"
  [ ! -e "$1/model.json" ] || { cat "$1.txt" >&2; fail "$1 was trained to its end"; }
}
for signal in TERM KILL; do
  stop "stopped-$signal" $signal
  on 3 $train --resume -o "stopped-$signal" 2>resumed.txt || { cat resumed.txt "stopped-$signal.txt" >&2; fail "the training stopped by $signal does not go on"; }
  assert_same_arrays whole "stopped-$signal"
done

# What is wrong with one rank, or with all.
expect_one 1 "nothing.npy" mpirun --quiet -np 3 rom-encode nothing.npy --dt 0.05 --latent 4 -o bad
mkdir empty
expect_one 1 "train.npy" mpirun --quiet -np 1 $train -o bad : -np 1 -wdir empty $train -o bad
expect_one 2 "ranks are not the same" mpirun --quiet -np 1 $train -o bad : -np 1 $train --seed 3 -o bad
expect_one 2 "is standard input, of which only one rank would have any" mpirun --quiet -np 2 rom-encode - --dt 0.05 --latent 4 -o bad
expect_one 2 "--dry-run tells of one process; leave the launcher out" mpirun --quiet -np 2 $train --dry-run -o bad
expect_one 2 "several ranks" mpirun --quiet -np 2 rom-predict alone/model new.npy --gp alone/gp.json --initial initial.npy -o -
limited="ulimit -f 200; trap '' XFSZ; exec rom-predict alone/model new.npy --gp alone/gp.json --initial initial.npy -o bad.npy"
expect_one 1 "bad.npy: cannot be written" mpirun --quiet -np 1 bash -c "${limited#*XFSZ; exec }" : -np 1 bash -c "$limited"
assert_missing bad
assert_missing bad.npy
