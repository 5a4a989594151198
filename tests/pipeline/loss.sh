# What rom-encode minimises is eq. (14), as NumPy computes it from the files of the model, with each option that enters.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
cat >loss.py <<'PY'
import argparse
import json
import numpy as np

parser = argparse.ArgumentParser()
for name, default in ("dynamics", 0.1), ("coefficient", 1e-3), ("variation", 0.03):
    parser.add_argument(f"--{name}-weight", type=float, default=default)
for name, default in ("derivative", "sbp12"), ("scale", "deviation"), ("library", "linear"), ("activation", "softplus"):
    parser.add_argument(f"--{name}", default=default)
parser.add_argument("--time-unit", type=float)
parser.add_argument("--params")
options, _ = parser.parse_known_args()

def products(z, library):  # the terms beyond 1 and z
    n = z.shape[1]
    pairs = {"linear": [], "squares": [(i, i) for i in range(n)], "quadratic": [(i, j) for i in range(n) for j in range(i, n)]}
    return [z[:, [i]] * z[:, [j]] for i, j in pairs[library]]

def derivative(u, dt):  # along axis 1: central differences, of lower order at the ends
    if options.derivative == "sbp12":
        return np.gradient(u, dt, axis=1)
    d = np.zeros((u.shape[1], u.shape[1]))  # sbp24 (Strand, Journal of Computational Physics 110, 1994)
    for k in range(4, len(d) - 4):
        d[k, k - 2:k + 3] = np.array([1, -8, 0, 8, -1]) / 12
    d[:4, :6] = [[-24/17, 59/34, -4/17, -3/34, 0, 0], [-1/2, 0, 1/2, 0, 0, 0],
                 [4/43, -59/86, 0, 59/86, -4/43, 0], [3/98, 0, -59/98, 0, 32/49, -4/49]]
    d[-4:, -6:] = -d[:4, :6][::-1, ::-1]
    return np.einsum("ts,csl->ctl", d / dt, u)

model = json.load(open("model/model.json"))
load = lambda name: np.load(f"model/{name}.npy")
f = {"softplus": lambda x: np.logaddexp(0, x), "relu": lambda x: np.maximum(x, 0), "identity": lambda x: x}
def network(prefix, description, x):
    for k, name in enumerate(description["activations"], 1):
        x = f[name](x @ load(f"{prefix}-{k}-weight").T + load(f"{prefix}-{k}-bias"))
    return x
assert model["encoder"]["activations"] == [options.activation, "identity"]

u = np.load("train.npy")
mean, scale = (u.mean((0, 1)), np.std(u - u.mean((0, 1)))) if options.scale == "deviation" else (0, 1)
q = (u - mean) / scale
basis = load("basis") if model["coordinates"]["basis"] == "data" else np.eye(u.shape[2])
z = network("encoder", model["encoder"], q @ basis.T)
misfit = q - network("decoder-1", model["stages"][0], z) @ basis

velocity = derivative(z, 0.05 / (options.time_unit or model["dynamics"]["time_unit"]))
theta = [np.concatenate([np.ones((len(c), 1)), c] + products(c, options.library), 1) for c in z]
mu = np.load(options.params) if options.params else np.arange(len(u))
same = [np.flatnonzero(mu == m) for m in mu]  # cases with the same parameters have one Xi
xi = np.stack([np.linalg.lstsq(np.concatenate([theta[k] for k in s]), np.concatenate(velocity[s]), rcond=None)[0] for s in same])
squares = lambda a: np.mean(np.sum(a**2, (1, 2)))  # a mean over the cases
own = xi - xi.mean(0)
speed = np.std(np.gradient(u, 0.05, axis=1), axis=(1, 2)) / np.std(u - u.mean(1, keepdims=True), axis=(1, 2))
if options.params and max(speed) > 1.5 * min(speed):  # in one dimension the linear radial function of the others is linear between them, constant beyond
    known, first = np.unique(mu, return_index=True)
    for c in range(len(mu)):
        rest = known != mu[c]
        others = xi[first[rest]].reshape(len(known) - 1, -1)
        own[c] = xi[c] - np.reshape([np.interp(mu[c], known[rest], column) for column in others.T], xi[c].shape)
    own *= (len(known) - 1) / len(known)
loss = (np.mean(misfit**2) + options.dynamics_weight * np.mean((velocity - np.stack(theta) @ xi)**2)
        + options.coefficient_weight * squares(xi) + options.variation_weight * squares(own))
claimed = model["stages"][0]["training"]["best_loss"]
# rom-encode adds a ridge of 1e-12 to the least squares.
assert np.isclose(claimed, loss, rtol=1e-6), f"best_loss is {claimed}, eq. (14) {loss}"
PY

# check OPTIONS...: of a model that is trained with them, and with sbp12 if they name no derivative
check() {
  [[ $* == *--derivative* ]] || set -- --derivative sbp12 "$@"
  rom-encode train.npy --dt 0.05 --latent 2 --hidden 8 --epochs 20 --precision double -q "$@" -o model
  "$PYTHON" loss.py "$@" || fail "the loss with options $*"
}
check
check --dynamics-weight 2
check --coefficient-weight 0.1
check --variation-weight 1
check --variation-weight 1 --params mu.npy # of which nothing is asked where the cases are as fast as each other
check --derivative sbp24
check --scale none
check --time-unit 0.3
check --coordinates mesh
check --basis-tolerance 0.2
check --library squares
check --library quadratic
check --activation relu
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 2, 41)[:, None], np.linspace(0, 1, 30)
np.save("train.npy", np.stack([1 + np.cos(2 * np.pi * (x - 0.3 * speed * t)) for speed in (1.0, 1.4, 2.1)]))
np.save("mu.npy", [1.0, 1.4, 2.1])
np.save("short.npy", [1.0, 1.4])
PY
check --variation-weight 1 --params mu.npy
expect 0 "the cases run at speeds that differ by a factor of 1.88: their dynamics may differ as a smooth function" \
  rom-encode train.npy --dt 0.05 --latent 2 --hidden 8 --epochs 1 --params mu.npy -o model
expect 1 "train.npy has 3 cases but short.npy has 2" rom-encode train.npy --dt 0.05 --latent 2 --params short.npy -o x
# A training that is taken up again has the same inputs.
rom-encode train.npy --dt 0.05 --latent 2 --hidden 8 --epochs 5 --schedule constant --params mu.npy --keep-checkpoint -q -o kept
expect 1 "kept.checkpoint: was made with params, which this run lacks" \
  rom-encode train.npy --dt 0.05 --latent 2 --hidden 8 --epochs 9 --schedule constant --resume -q -o kept
rom-encode train.npy --dt 0.05 --latent 2 --hidden 8 --epochs 9 --schedule constant --params mu.npy --resume -q -o kept
# Several cases with the same parameters share their coefficients, whether the speeds differ or not.
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 2, 41)[:, None], np.linspace(0, 1, 30)
for name, speeds in ("unlike", (1.0, 1.4, 2.1)), ("alike", (1.0, 1.1, 1.2)):
    cases = [(s, a) for s in speeds for a in (1, 0.8)][:5]
    np.save(f"{name}.npy", np.stack([1 + a * np.cos(2 * np.pi * (x + a - 0.3 * s * t)) for s, a in cases]))
    np.save(f"{name}-mu.npy", [s for s, _ in cases])
PY
for name in unlike alike; do
  mv $name.npy train.npy
  check --variation-weight 1 --params $name-mu.npy
done
