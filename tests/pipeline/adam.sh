# Adam and its schedules are those of the papers, as NumPy computes them; the best weights are kept.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 2, 21), np.linspace(0, 1, 100)
u = np.stack([a * np.sin(np.pi * x) * np.cos(a * t[:, None]) + x * np.sin(t[:, None]) for a in (1.0, 1.4)])
np.save("train.npy", u)
PY
cat >adam.py <<'PY'
import sys
from models import *

schedule, epochs, rate = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
u = np.load("train.npy")
start, model = read("start"), read("model")
basis = start["arrays"]["basis"]
q = (u - start["arrays"]["mean"]) / start["coordinates"]["scale"] @ basis.T

def loss(model):  # of rank 2 there is nothing outside the basis
    z = network(model, "encoder", model["encoder"], q)
    return np.sum((q - network(model, "decoder-1", model["stages"][0], z))**2) / u.size

assert len(basis) == 2
ratio = 100 / 2  # the layers that touch the coordinates learn faster, the first one as on a mesh of at most 30 times as many
factors = {"encoder-1-weight": np.sqrt(ratio) * 30 / ratio, "decoder-1-1-weight": np.sqrt(ratio),
           "decoder-1-1-bias": np.sqrt(ratio)}
networks = "encoder", "decoder-1"
arrays = start["arrays"]
factor = np.concatenate([np.full(arrays[n].size, factors.get(n, 1.0)) for n in names(start, *networks)])
rows = np.loadtxt("model/training-1.tsv", skiprows=1)
assert len(rows) == epochs + 1
m = v = 0
losses = []
for k in range(epochs):
    losses.append(loss(start))
    g = gradient(loss, start, *networks)
    expected = rate * (1 + np.cos(np.pi * k / epochs)) / 2 if schedule == "cosine" else rate
    assert np.isclose(rows[k, 7], expected, rtol=1e-6), (k, rows[k, 7], expected)
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    step = factor * expected * m / (1 - 0.9**(k + 1)) / (np.sqrt(v / (1 - 0.999**(k + 1))) + 1e-8)
    for name in names(start, *networks):
        size = arrays[name].size
        arrays[name] -= step[:size].reshape(arrays[name].shape)
        step = step[size:]
losses.append(loss(start))
assert np.allclose(rows[:, 1], losses, rtol=1e-6), rows[:, 1] / losses - 1
training = model["stages"][0]["training"]
assert training["best_epoch"] == np.argmin(losses) and np.isclose(training["best_loss"], min(losses), rtol=1e-6)
assert np.isclose(loss(model), min(losses), rtol=1e-6)
PY
# Without centring: of centred snapshots some gradients would be 0, and Adam would follow their rounding.
encode=(rom-encode train.npy --optimiser adam --dt 0.1 --latent 1 --hidden none --precision double --scale none -q)
encode+=(--dynamics-weight 0 --coefficient-weight 0 --variation-weight 0)
"${encode[@]}" --epochs 1 --lr 1e-300 -o start
for run in "constant 40 0.02" "cosine 25 0.01"; do
  read -r schedule epochs rate <<<"$run"
  "${encode[@]}" --epochs "$epochs" --lr "$rate" --schedule "$schedule" -o model
  "$PYTHON" adam.py $run || fail "Adam with $run"
done

"${encode[@]}" --epochs 600 --lr 0.3 --schedule plateau -o model
"$PYTHON" - <<'PY'
import numpy as np
rows = np.loadtxt("model/training-1.tsv", skiprows=1)
best, waited, rate = np.inf, 0, 0.3
for loss, used in rows[:-1, [1, 7]]:
    if loss < (1 - 1e-4) * best:
        best, waited = loss, 0
    else:
        waited += 1
    if waited == 100:
        rate, waited = rate / 2, 0
    assert np.isclose(used, rate), (used, rate)
assert rate < 0.3
PY
