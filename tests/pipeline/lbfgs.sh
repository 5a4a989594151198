# L-BFGS, BFGS and Levenberg and Marquardt's method reach the least-squares solution of a stage without hidden layers.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
"$PYTHON" -c 'import numpy as np; np.save("x.npy", np.linspace(0, 1, 30))'
rom-encode train.npy --dt 0.05 --latent 3 --hidden 8 --epochs 100 --precision double --coordinates mesh -q -o model
rom-sindy model/latent.npy --dt 0.05 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -o gp.json
predict=(rom-predict model mu.npy --gp gp.json --initial initial.npy --uncorrected)
"${predict[@]}" -o prediction.npy
"${predict[@]}" --latent-only -o latent.npy
rom-stage model train.npy --gp gp.json --params mu.npy --hidden none --optimiser lbfgs --epochs 40 -q -o model-2 >/dev/null
"$PYTHON" - <<'PY'
from models import *
residual, z = np.load("train.npy") - np.load("prediction.npy"), np.load("latent.npy")
model = read("model-2")
stage = model["stages"][1]
target = residual.reshape(-1, 30) / stage["epsilon"]
theta = np.concatenate([z.reshape(-1, 3), np.ones((len(target), 1))], 1)
least = np.mean((target - theta @ np.linalg.lstsq(theta, target, rcond=None)[0])**2)
assert np.isclose(stage["training"]["best_loss"], least, rtol=1e-4), (stage["training"]["best_loss"], least)
PY

train=(train.npy --points x.npy --params mu.npy)
rom-ldnet "${train[@]}" --dt 0.05 --latent 2 --dynamics-hidden 4 --hidden 5 --adam 50 --batch all --bfgs 10 -q -o network
rom-predict network mu.npy --points x.npy -q -o fields.npy
rom-predict network mu.npy --latent-only -q -o states.npy
for optimiser in lbfgs marquardt; do
  rom-stage network "${train[@]}" --hidden none --optimiser $optimiser --epochs 12 --lr 1e-6 -q -o network-$optimiser >/dev/null
done
"$PYTHON" - <<'PY'
from models import *
z = np.load("states.npy")
x = np.broadcast_to(np.linspace(-1, 1, 30)[:, None], (3, 41, 30, 1))
theta = np.concatenate([np.broadcast_to(z[:, :, None], (3, 41, 30, 2)), x, np.ones(x.shape)], 3).reshape(-1, 4)
for optimiser in "lbfgs", "marquardt":
    model = read(f"network-{optimiser}")
    stage, range_ = model["stages"][1], model["ranges"]["fields"]
    half = (range_["high"][0] - range_["low"][0]) / 2
    target = (np.load("train.npy") - np.load("fields.npy")).ravel() / half / stage["epsilon"]
    least = np.mean((target - theta @ np.linalg.lstsq(theta, target, rcond=None)[0])**2)
    assert np.isclose(stage["training"]["best_loss"], least, rtol=1e-7), (optimiser, stage["training"]["best_loss"], least)
PY
