# Coordinates in an orthonormal basis are trained on as the states that they stand for: same units of state and time, and initial
# weights of the same size.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 4, 41)[:, None], np.linspace(0, 1, 2000)
u = np.stack([1 + a * np.sin(2 * np.pi * (x - 0.1 * t)) + 0.1 * np.cos(9 * x) * np.exp(-t) for a in (1.0, 1.3)])
basis = np.linalg.svd(u.reshape(-1, 2000), full_matrices=False)[2][:6]
assert np.allclose(u @ basis.T @ basis, u)
np.save("mesh.npy", u)
np.save("train.npy", u @ basis.T)
PY
encode() { rom-encode "$1.npy" --dt 0.1 --latent 2 --hidden 30 --precision double "${@:3}" -q -o "$2" 2>said.txt || { cat said.txt >&2; fail "no training"; }; }
encode mesh mesh --epochs 1
encode train entries --epochs 1 --entries 2000
encode train plain --epochs 1
for model in mesh entries plain; do cp $model/encoder-1-weight.npy w-$model.npy; cp $model/model.json $model.json; done
assert_that 'abs(a["coordinates"]["scale"] / m["coordinates"]["scale"] - 1) < 1e-9
  and abs(a["dynamics"]["time_unit"] / m["dynamics"]["time_unit"] - 1) < 1e-6
  and a["coordinates"]["entries"] == 2000 and "entries" not in m["coordinates"]
  and abs(np.abs(w).max() / np.abs(v).max() - 1) < 0.2 and np.abs(p).max() > 3 * np.abs(v).max()' \
  a=entries.json m=mesh.json v=w-mesh.npy w=w-entries.npy p=w-plain.npy
# As well trained too, which coordinates that are taken for states are not always.
encode mesh mesh --epochs 300
encode train entries --epochs 300 --entries 2000
for model in mesh entries; do cp $model/model.json $model.json; done
assert_that '0.3 < a["stages"][0]["training"]["best_loss"] / m["stages"][0]["training"]["best_loss"] < 3' a=entries.json m=mesh.json
# A training that is taken up again has them too.
stopped_by TERM 143 rom-encode train.npy --dt 0.1 --latent 2 --hidden 30 --epochs 30000 --schedule constant --precision double --entries 2000 -q -o again
rom-encode train.npy --dt 0.1 --latent 2 --hidden 30 --epochs 30000 --schedule constant --precision double --entries 2000 --resume -q -o again 2>/dev/null
rom-encode train.npy --dt 0.1 --latent 2 --hidden 30 --epochs 30000 --schedule constant --precision double --entries 2000 -q -o whole 2>/dev/null
assert_same_arrays whole again
