# rom-stage tells noise from what a further stage can learn.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
"$PYTHON" - <<'PY'
import numpy as np
u = np.load("train.npy")
np.save("noisy.npy", (u + 0.3 * np.random.default_rng(0).standard_normal(u.shape)).astype("f4"))
PY
warning="has little to learn from"
rom-encode noisy.npy --dt 0.1 --latent 3 --hidden 20 --optimiser adam --epochs 1500 -q -o noisy
rom-sindy noisy/latent.npy --dt 0.1 -o noisy-xi.npy >/dev/null
rom-gpfit mu.npy noisy-xi.npy -o noisy-gp.json
expect 0 "$warning" rom-stage noisy noisy.npy --gp noisy-gp.json --params mu.npy --epochs 5 -o noisy-2

small_pipeline
rom-stage model train.npy --gp gp.json --params mu.npy --epochs 5 -o quiet 2>said.txt >/dev/null
if grep -q "$warning" said.txt; then fail "a warning though there is something to learn"; fi
