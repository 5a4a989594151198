# The last layer of a further stage is the ridge solution, with the ridge that cases left out choose, as NumPy finds them.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem speeds
rom-encode train.npy --dt 0.1 --latent 3 --hidden 10 --optimiser adam --epochs 500 --precision double -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit train-mu.npy xi.npy -o gp.json
predict=(rom-predict model train-mu.npy --gp gp.json --initial train-initial.npy --uncorrected)
"${predict[@]}" -o prediction.npy
"${predict[@]}" --latent-only -o latent.npy
rom-stage model train.npy --gp gp.json --params train-mu.npy --epochs 60 --hidden 12 -q -o model-2 >/dev/null
"$PYTHON" - <<'PY'
from models import *
model, z = read("model-2"), np.load("latent.npy")
stage, basis, cases = model["stages"][1], model["arrays"]["basis"], len(z)
training, times = stage["training"], z.shape[1]

# kappa is 0.1 over the mean distance of a state to the nearest one of another case.
distance = np.linalg.norm(z[:, None, :, None] - z[None, :, None], axis=4).min(3)  # [case, other, time]
distance[np.arange(cases), np.arange(cases)] = np.inf
assert np.isclose(stage["kappa"], 0.1 / distance.min(1).mean(), rtol=1e-6), stage["kappa"]

target = ((np.load("train.npy") - np.load("prediction.npy")) @ basis.T / stage["epsilon"]).reshape(cases * times, -1)
hidden = {"activations": stage["activations"][:1], "kappa": stage["kappa"]}
features = network(model, "decoder-2", hidden, z).reshape(cases * times, -1)
features = np.concatenate([features, np.ones((len(features), 1))], 1)

def solve(rows, ridge):
    f = features[rows]
    return np.linalg.solve(f.T @ f + ridge * len(f) * np.eye(f.shape[1]), f.T @ target[rows])

def held_out(ridge):
    errors = []
    for c in range(cases):
        out = np.arange(len(target)) // times == c
        errors.append(np.sum((features[out] @ solve(~out, ridge) - target[out])**2))
    return np.sqrt(sum(errors))

candidates = 10.0 ** -np.arange(11)
norms = np.array([held_out(r) for r in candidates])
chosen = candidates[norms <= 1.1 * norms.min()].min()  # the least that is within 10 % of the best
assert np.isclose(training["chosen_ridge"], chosen), (training["chosen_ridge"], norms)
assert norms.argmin() not in (0, 10) and chosen < candidates[norms.argmin()], norms
last = np.concatenate([model["arrays"]["decoder-2-2-weight"].T, model["arrays"]["decoder-2-2-bias"][None]])
expected = solve(np.full(len(target), True), chosen)
assert np.abs(last - expected).max() < 1e-5 * np.abs(expected).max(), np.abs(last - expected).max()
PY
