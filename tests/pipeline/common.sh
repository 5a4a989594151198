# Sourced by every pipeline test: the tools on the PATH, a folder of its own, and what to check with.
set -euo pipefail
export PATH="$ROM_BIN:$PATH" OMP_NUM_THREADS="${OMP_NUM_THREADS:-2}"
work=$(mktemp -d "${TMPDIR:-/tmp}/rom-pipeline-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { echo "FAILED: $*" >&2; exit 1; }

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
