# Snapshot coordinates: mean, scale and rank are NumPy's, and --basis-tolerance, --scale and --coordinates say which.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
encode=(rom-encode train.npy --dt 0.05 --latent 2 --hidden 8 --epochs 1 --precision double -q)
"$PYTHON" - <<'PY'
import numpy as np
u = np.load("train.npy")
np.save("mean.npy", u.mean((0, 1)))
for name, centre in ("deviation", u.mean((0, 1))), ("none", 0):
    s = np.linalg.svd((u - centre).reshape(-1, 30), compute_uv=False)
    left = np.sqrt(np.cumsum((s**2)[::-1])[::-1] / np.sum(s**2))  # the share left out by a basis of k directions
    np.save(f"left-{name}.npy", np.append(left, 0))
    assert 1 < np.argmax(left < 0.1) < np.argmax(left < 1e-3) < np.argmax(left < 1e-5) < 30
PY
for scale in deviation none; do
  for tolerance in 0.1 1e-5; do
    "${encode[@]}" --scale $scale --basis-tolerance $tolerance -o model
    assert_that "model['coordinates']['rank'] == len(c) == np.argmax(left <= $tolerance)
      and np.isclose(model['coordinates']['discarded'], left[len(c)], rtol=1e-3)
      and abs(c @ c.T - np.eye(len(c))).max() < 1e-12" model=model/model.json c=model/basis.npy left=left-$scale.npy
  done
done
assert_that '(mean == 0).all() and model["coordinates"]["scale"] == model["stages"][0]["epsilon"] == 1' \
  model=model/model.json mean=model/mean.npy

"${encode[@]}" -o model
assert_close model/mean.npy mean.npy 1e-12
assert_that 'np.isclose(model["coordinates"]["scale"], np.std(u - mean), rtol=1e-12)
  and model["coordinates"]["rank"] == np.argmax(left <= 1e-3)' \
  model=model/model.json u=train.npy mean=mean.npy left=left-deviation.npy

"${encode[@]}" --coordinates mesh -o model
assert_missing model/basis.npy
assert_that 'model["coordinates"]["rank"] == model["encoder"]["widths"][0] == 30' model=model/model.json
