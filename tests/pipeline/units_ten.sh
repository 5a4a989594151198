# The same data in units that differ by powers of ten, which round otherwise: the same error on new cases, to six digits.
source "$ROM_SOURCE/tests/pipeline/common.sh"
eq25() { # PRECISION STATES TIMES PARAMETERS
  "$PYTHON" - "$@" <<'PY'
import sys
import numpy as np
states, parameters = float(sys.argv[2]), float(sys.argv[4])
x, t = np.linspace(0, 1, 40), np.linspace(0, 2, 41)[:, None]
def run(m):
    return np.exp(-(x - 0.3 - 0.2 * m * np.sin(2 * t * m)) ** 2 / 0.05) + 0.2 * np.sin(6 * x) * np.cos(3 * m * t)
mu = np.linspace(1, 1.6, 5)
new = (mu[1:] + mu[:-1]) / 2
u, v = (np.stack([run(m) for m in some]) for some in (mu, new))
for name, values in {"u": states * u, "v": states * v, "initial": states * v[:, 0], "mu": parameters * mu, "new": parameters * new}.items():
    np.save(name, values)
PY
  dt=$("$PYTHON" -c "print(0.05 * $3)")
  rom-encode u.npy --dt "$dt" --params mu.npy --latent 4 --hidden 20 --epochs 1000 --precision "$1" -q -o one 2>/dev/null
  rom-sindy one/latent.npy --dt "$dt" -q -o xi.npy >/dev/null
  rom-gpfit mu.npy xi.npy -q -o gp.json 2>/dev/null
  rom-stage one u.npy --gp gp.json --params mu.npy --kind decoder --epochs 250 -q -o two >/dev/null 2>&1
  rom-predict two new.npy --gp gp.json --initial initial.npy -q -o w.npy 2>/dev/null
  rom-error v.npy w.npy --json | "$PYTHON" -c 'import json, sys; print("%.5e" % json.load(sys.stdin)["largest"])'
}
for precision in single double; do
  plain=$(eq25 $precision 1 1 1)
  for units in "1e-30 1e-9 1e-16" "1e30 1e13 1e9" "1e7 1e-3 1e-5"; do
    other=$(eq25 $precision $units)
    [ "$other" = "$plain" ] || { echo "$precision, units $units: $other, without $plain"; exit 1; }
  done
done
