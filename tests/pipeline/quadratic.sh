# Quadratic dynamics: trained, carried through every step, named where they do not belong, and stopped when they blow up.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
rom-encode train.npy --dt 0.1 --latent 2 --hidden 20 --epochs 500 --library quadratic -q -o square
rom-sindy square/latent.npy --dt 0.1 -o linear-xi.npy >/dev/null
rom-gpfit mu.npy linear-xi.npy -o linear-gp.json
expect 1 "square was trained with the quadratic; give what belongs together" \
  rom-stage square train.npy --gp linear-gp.json --params mu.npy --epochs 5 -o x-2

# Said of the dynamics that were fitted, whatever the model was trained with.
rom-gpfit mu.npy linear-xi.npy -o linear-gp.json 2>verdict.txt
grep -q "error of the training cases" verdict.txt || { cat verdict.txt >&2; fail "no verdict"; }
rom-stage square train.npy --gp linear-gp.json --params mu.npy --force --kind decoder --epochs 5 -q -o forced >/dev/null 2>&1
rom-ensemble square forced --gp linear-gp.json linear-gp.json --force -q -o together >/dev/null 2>&1

rom-sindy square/latent.npy --dt 0.1 --library quadratic --simulate simulated.npy -o xi.npy >/dev/null
assert_that 'xi["terms"] == ["1", "z1", "z2", "z1^2", "z1 z2", "z2^2"] and model["dynamics"]["library"] == "quadratic"' \
  xi=xi.json model=square/model.json
"$PYTHON" - <<'PY'
import numpy as np
xi, z, s = np.load("xi.npy"), np.load("square/latent.npy").astype(float), np.load("simulated.npy").astype(float)
assert xi.shape == (len(z), 6, 2)
# One step of the midpoint rule from NumPy's own right-hand side meets the simulation to third order.
f = lambda z: np.concatenate([np.ones((len(z), 1)), z, z[:, :1]**2, z[:, :1] * z[:, 1:], z[:, 1:]**2], 1)[:, None] @ xi
start = s[:, 0]
middle = start + 0.05 * f(start)[:, 0]
assert np.abs(start + 0.1 * f(middle)[:, 0] - s[:, 1]).max() < 0.02 * np.abs(s[:, 1] - s[:, 0]).max()
# Coefficients that blow up in the second of two cases.
bad = np.zeros((2, 6, 2))
bad[1, 3:] = 50
np.save("bad-xi.npy", bad)
np.save("bad-initial.npy", np.load("train.npy")[:2, 0])
PY
rom-gpfit mu.npy xi.npy -q -o gp.json
rom-predict square mu.npy --gp gp.json --initial bad-initial.npy -o trained.npy
assert_that 'np.isfinite(u).all()' u=trained.npy
rom-gpfit mu.npy bad-xi.npy --library quadratic --dt 0.1 -o bad-gp.json
blowing=(rom-predict square mu.npy --gp bad-gp.json --initial bad-initial.npy)
expect 1 "the latent trajectory of case 1 grows without bound after time" "${blowing[@]}" -o x.npy
assert_missing x.npy
expect 0 "1 of 2 cases blew up" "${blowing[@]}" --keep-going -o kept.npy
assert_that 'np.isfinite(kept).all() and (kept[1, -1] == kept[1, -2]).all()' kept=kept.npy
