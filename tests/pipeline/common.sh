# Sourced by every pipeline test: the tools on the PATH, a folder of its own, and what to check with.
set -euo pipefail
export PATH="$ROM_BIN:$PATH" OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}"
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

# Nothing but the named files is in the folder, hidden ones included.
expect_only() {
  local found
  found=$(ls -A | sort | tr '\n' ' ')
  [ "$found" = "$(printf '%s\n' "$@" | sort | tr '\n' ' ')" ] || fail "the folder holds: $found"
}

# A small smooth problem of two training cases and one between them: train.npy mu.npy test.npy test-mu.npy initial.npy
small_problem() {
  "$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 6, 61), np.linspace(0, 1, 40)
def case(a):
    phase = 2 * np.pi * (x - 0.2 * t[:, None])
    return 2 + a * (np.sin(phase) + 0.3 * np.cos(2 * phase))
np.save("train.npy", np.stack([case(1.0), case(1.4)]).astype("f4"))
np.save("mu.npy", np.array([[1.0], [1.4]]))
np.save("test.npy", case(1.2)[None].astype("f4"))
np.save("test-mu.npy", np.array([[1.2]]))
np.save("initial.npy", case(1.2)[:1].astype("f4"))
PY
}

# model, xi.npy, gp.json and model-2 for it.
small_pipeline() {
  rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs "${1:-300}" -q -o model
  rom-sindy model/latent.npy --dt 0.1 -o xi.npy >sindy.txt
  rom-gpfit mu.npy xi.npy -o gp.json
  rom-stage model train.npy --gp gp.json --params mu.npy --epochs "${1:-300}" -q -o model-2 >stage.txt
}

# Three cases of a travelling front, whose mean is not 0 and which no small basis holds: train.npy in double precision
# [3, 41, 30], mu.npy initial.npy
front_problem() {
  "$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 2, 41), np.linspace(0, 1, 30)
u = np.stack([1 + a * np.tanh((x - 0.2 - 0.2 * a * t[:, None]) / 0.1) for a in (1.0, 1.2, 1.5)])
np.save("train.npy", u)
np.save("mu.npy", np.array([1.0, 1.2, 1.5]))
np.save("initial.npy", u[:, 0])
PY
}
