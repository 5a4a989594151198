# Sourced by every pipeline test: the tools on the PATH, a folder of its own, and what to check with.
set -euo pipefail
export PATH="$ROM_BIN:$PATH" OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}"
export ROM_FSYNC="${ROM_FSYNC:-0}"  # a fifth of the time of these small pipelines; the unit tests see to it
export PYTHONPATH="$ROM_SOURCE/tests/pipeline" PYTHONDONTWRITEBYTECODE=1
work=$(mktemp -d "${TMPDIR:-/tmp}/rom-pipeline-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "FAILED: $*" >&2; exit 1; }

# The checks of a test, as commands. With set -e, "! command" never fails and neither does the first of "a && b"; these do.
# assert_close A.npy B.npy TOLERANCE; assert_that EXPRESSION NAME=FILE...: see assert.py.
assert_close() { "$PYTHON" "$ROM_SOURCE/tests/pipeline/assert.py" close "$@" || fail "assert_close $*"; }
assert_that() { "$PYTHON" "$ROM_SOURCE/tests/pipeline/assert.py" that "$@" || fail "assert_that $*"; }
# assert_same A B: the same bytes, of files or of whole folders. assert_differ A B: two files with other bytes.
assert_same() { diff -r "$1" "$2" >&2 || fail "$1 and $2 are not the same"; }
assert_differ() {
  [ -s "$1" ] && [ -s "$2" ] || fail "$1 or $2 is missing or empty"
  if cmp -s "$1" "$2"; then fail "$1 and $2 are the same"; fi
}
# assert_same_arrays MODEL OTHER: each array of a model has the same bytes in the other one.
assert_same_arrays() {
  local array
  [ -e "$1/model.json" ] || fail "$1 is not a model"
  for array in "$1"/*.npy; do cmp "$array" "$2/$(basename "$array")" || fail "$1 and $2 are not the same"; done
}
assert_missing() { [ ! -e "$1" ] || fail "$1 is there"; }

# by_hand FILE...: says of JSON files that their user has changed them, so that their checksums do not count.
by_hand() {
  sed -i -E 's/^(  "sha256": )"[0-9a-f]*"$/\1null/; $s/"sha256": "[0-9a-f]*"\}$/"sha256": null}/' "$@"
}

# expect STATUS PATTERN COMMAND...: the exit status, and one line on standard error that matches the pattern.
expect() {
  local status=$1 pattern=$2 got=0
  shift 2
  "$@" >stdout.txt 2>stderr.txt </dev/null || got=$?
  [ "$got" = "$status" ] || { cat stderr.txt >&2; fail "$*: exit status $got instead of $status"; }
  [ -z "$pattern" ] || grep -qE -- "$pattern" stderr.txt || { cat stderr.txt >&2; fail "$*: no '$pattern' on standard error"; }
  if [ "$status" = 1 ] || [ "$status" = 2 ]; then
    [ "$(grep -cv warning stderr.txt)" = 1 ] || { cat stderr.txt >&2; fail "$*: more than one line of error"; }
    grep -q "^$(basename "$1"): " stderr.txt || fail "$*: the error does not begin with the tool's name"
    [ ! -s stdout.txt ] || fail "$*: wrote to standard output"
  fi
  rm -f stdout.txt stderr.txt
}

# remember_files; ...; assert_untouched: no file or folder came, went or changed in between, hidden ones included.
files_and_sums() { find . -type d | sort && find . -type f | sort | xargs -d '\n' sha256sum; }
remember_files() { remembered=$(files_and_sums); }
assert_untouched() {
  local now
  now=$(files_and_sums)
  [ "$remembered" = "$now" ] || { diff <(echo "$remembered") <(echo "$now") >&2; fail "files came, went or changed"; }
}

# stopped_by SIGNAL STATUS COMMAND...: starts a training, stops it once it has computed for a tenth of a second (before
# SIGKILL, once its last word has a checkpoint), and wants this exit status and word of the stop.
stopped_by() {
  local signal=$1 status=$2 got=0
  shift 2
  "$@" 2>stopped.txt &
  wait_until_busy $!
  [ "$signal" != KILL ] || wait_for_checkpoint $! "${!#}"
  kill -"$signal" $!
  wait $! || got=$?
  [ $got = "$status" ] || { cat stopped.txt >&2; fail "$*: exit status $got instead of $status after SIG$signal"; }
  [ "$signal" = KILL ] || grep -q "stopped by SIG$signal at .* go on with --resume" stopped.txt || fail "no word of the stop"
}
# wait_until_busy PID: returns when the process has used a tenth of a second, however busy the machine is.
wait_until_busy() {
  local ticks=0
  until [ "$ticks" -ge 10 ]; do
    sleep 0.01
    ticks=$(cut -d ' ' -f 14 "/proc/$1/stat" 2>/dev/null) || fail "it ended before it was to be stopped"
  done
}

# wait_for_checkpoint PID OUTPUT
wait_for_checkpoint() {
  until [ -e "$2.checkpoint/checkpoint.json" ]; do
    sleep 0.01
    kill -0 "$1" 2>/dev/null || fail "it ended before its first checkpoint"
  done
}

# problem NAME: writes the data of problems.py.
problem() { "$PYTHON" "$ROM_SOURCE/tests/pipeline/problems.py" "$1"; }

# model, xi.npy, gp.json and model-2 of the small problem.
small_pipeline() {
  rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs "${1:-300}" -q -o model
  rom-sindy model/latent.npy --dt 0.1 -o xi.npy >sindy.txt
  rom-gpfit mu.npy xi.npy -o gp.json
  rom-stage model train.npy --gp gp.json --params mu.npy --epochs "${1:-300}" -q -o model-2 >stage.txt
}

# needs_format NAME MODULE...: skips the test (status 77) if rom-import was built without a format, or Python has not one of
# the modules.
needs_format() {
  local module
  rom-import --formats >formats.txt
  grep -q "^$1 .*yes$" formats.txt || { echo "skipped: built without $1"; exit 77; }
  for module in "${@:2}"; do
    "$PYTHON" -c "import $module" 2>no-module.txt || { echo "skipped: no $module"; exit 77; }
  done
}

# inputs_of_every_tool: what the command lines of every_run read. every_run: prints one for each tool and format, whose
# outputs go to out/; each is done in a moment.
inputs_of_every_tool() {
  problem front
  rom-encode train.npy --dt 0.05 --latent 2 --hidden none --epochs 20 -q -o model
  rom-sindy model/latent.npy --dt 0.05 -o xi.npy >report.txt
  rom-gpfit mu.npy xi.npy -o gp.json
  rom-stage model train.npy --gp gp.json --params mu.npy --kind decoder --hidden 5 --epochs 5 -q -o model-2 >report.txt
  rom-predict model mu.npy --gp gp.json --initial initial.npy --keep-going -q -o p.npy
  mkdir fields
  (cd fields && problem decay)
  "$PYTHON" -c '
import numpy as np
np.save("lengths.npy", np.array([41, 30, 25]))
np.save("points.npy", np.linspace(0, 1, 30)[:, None])'
  rm report.txt
}
every_run() {
  cat <<'LINES'
rom-import train.npy -q -o out/imported.npy
rom-window train.npy --lengths lengths.npy --params mu.npy -q -o out/w.npy --params-out out/wmu.npy --initial-out out/wu.npy --origins-out out/wo.npy
rom-encode train.npy --dt 0.05 --latent 2 --hidden none --epochs 3 -q -o out/model
rom-encode train.npy --apply model -o out/latent.npy
rom-sindy model/latent.npy --dt 0.05 -o out/xi.npy --simulate out/simulated.npy
rom-gpfit mu.npy xi.npy --report -q -o out/gp.json
rom-stage model train.npy --gp gp.json --params mu.npy --kind decoder --hidden 5 --epochs 3 -q -o out/model-2
rom-predict model mu.npy --gp gp.json --initial initial.npy --keep-going -o out/p.npy --samples 2 --std out/s.npy --mean out/m.npy --quantiles 0.1,0.9 --quantile-file out/q.npy
rom-error train.npy p.npy --series out/e.npy
rom-sample model 1.1:1.4:3 --samples 2 --gp gp.json --initial initial.npy -q -o out/measure.npy
rom-sample --list 1:2:3 -o out/grid.npy
rom-baseline train.npy mu.npy -q -o out/baseline
rom-ensemble model model-2 --gp gp.json gp.json -q -o out/ensemble
rom-ldnet fields/train.npy --points fields/x.npy --params fields/train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden 3 --hidden 3 --adam 2 --bfgs 1 --marquardt 0 -q -o out/network
rom-export p.npy -q -o out/p.csv
rom-export p.npy -q --points points.npy --to vtu-series -o out/series
rom-plot train.npy -o out/p.gp
rom-report model -o out/report.html
rom-tune train.npy mu.npy --dt 0.05 --tasks -q -o out/tuned
LINES
  rom-import --formats >formats.txt
  ! grep -q "^HDF5 .*yes$" formats.txt || printf 'rom-export p.npy -q -o out/p.%s\n' h5 xdmf
  ! grep -q "^NetCDF .*yes$" formats.txt || echo "rom-export p.npy -q -o out/p.nc"
  ! grep -q "^NumPy archive .*yes$" formats.txt || echo "rom-export p.npy -q -o out/p.npz"
  rm formats.txt
}
