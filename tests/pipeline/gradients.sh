# The gradients of rom-encode and rom-stage are those of their losses: L-BFGS takes its first step against them.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 2, 15), np.linspace(0, 1, 5)
u = np.stack([a + a * np.sin(3 * x - a * t[:, None]) + np.exp(-t[:, None]) * x**2 for a in (1.0, 1.4)])
np.save("train.npy", u)
np.save("mu.npy", [1.0, 1.4])
np.save("initial.npy", u[:, 0])
PY
cat >encode.py <<'PY'
from models import *

u = np.load("train.npy")
before, after = read("before"), read("after")

def loss(model):  # eq. (14)
    a = model["arrays"]
    q = (u - a["mean"]) / model["coordinates"]["scale"]
    z = network(model, "encoder", model["encoder"], q)
    misfit = q - network(model, "decoder-1", model["stages"][0], z)
    velocity = np.gradient(z, 0.14 / 0.5, axis=1)
    theta = np.concatenate([np.ones((*z.shape[:2], 1)), z], 2)
    if model["dynamics"]["library"] == "quadratic":
        n = range(z.shape[2])
        pairs = [(i, j) for i in n for j in n if i <= j]
        theta = np.concatenate([theta] + [np.prod(z[..., list(p)], 2, keepdims=True) for p in pairs], 2)
    transposed = theta.transpose(0, 2, 1)
    xi = np.linalg.solve(transposed @ theta, transposed @ velocity)
    squares = lambda x: np.mean(np.sum(x**2, (1, 2)))
    return np.mean(misfit**2) + np.mean((velocity - theta @ xi)**2) + 0.1 * squares(xi) + 0.3 * squares(xi - xi.mean(0))

networks = "encoder", "decoder-1"
require_descent(gradient(loss, before, *networks), flat(after, *networks) - flat(before, *networks), tolerance=3e-6)
PY
encode() {
  rom-encode train.npy --dt 0.14 --latent 2 --epochs 1 --derivative sbp12 --time-unit 0.5 --precision double --coordinates mesh -q \
    --dynamics-weight 1 --coefficient-weight 0.1 --variation-weight 0.3 "$@"
}
start=(--lr 1e-300) # of Adam: the weights stay what they were
for option in --activation={identity,softplus,tanh,sine,relu,elu,gelu,silu,sigmoid} --library=quadratic; do
  encode --hidden 5 "$option" "${start[@]}" -o before
  encode --hidden 5 "$option" --optimiser lbfgs -o after
  "$PYTHON" encode.py || fail "the gradient with $option"
done
encode --hidden 18,9 "${start[@]}" -o before
encode --hidden 18,9 --optimiser lbfgs -o after
"$PYTHON" encode.py || fail "the gradient with two hidden layers"

encode --hidden 5 --optimiser lbfgs -o model
rom-sindy model/latent.npy --dt 0.14 --derivative sbp12 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -o gp.json
predict=(rom-predict model mu.npy --gp gp.json --initial initial.npy --uncorrected)
"${predict[@]}" -o prediction.npy
"${predict[@]}" --latent-only -o latent.npy
stage() {
  rom-stage model train.npy --gp gp.json --params mu.npy --epochs 1 --hidden 5 --kappa 2 --train-kappa -q "$@" >/dev/null
}
stage --optimiser adam "${start[@]}" -o before
stage --optimiser lbfgs -o after
"$PYTHON" - <<'PY'
from models import *

residual, z = np.load("train.npy") - np.load("prediction.npy"), np.load("latent.npy")
before, after = read("before"), read("after")

def loss(model):
    stage = model["stages"][1]
    return np.mean((residual / stage["epsilon"] - network(model, "decoder-2", stage, z))**2)

def by_kappa(stage):
    stage["kappa"] += 1e-5
    above = loss(before)
    stage["kappa"] -= 2e-5
    below = loss(before)
    stage["kappa"] += 1e-5
    return (above - below) / 2e-5

kappa = [model["stages"][1]["kappa"] for model in (before, after)]
require_descent(np.append(gradient(loss, before, "decoder-2"), by_kappa(before["stages"][1])),
                np.append(flat(after, "decoder-2") - flat(before, "decoder-2"), kappa[1] - kappa[0]))
PY
