# Uneven times: dynamics found again from trajectories at geometric and at random times, and a reduced model of fields
# at such times that predicts as well as one of even times.
source "$ROM_SOURCE/tests/pipeline/common.sh"

"$PYTHON" - <<'PY'
import numpy as np
rng = np.random.default_rng(1)
T, end = 160, 5.0
steps = np.exp2(rng.uniform(-1, 1, T - 1))
times = {"even": np.linspace(0, end, T),
         "geometric": np.geomspace(0.4, 0.4 + end, T) - 0.4,
         "random": np.r_[0, np.cumsum(steps)] * end / steps.sum()}
x = np.linspace(0, 1, 50)
modes = np.stack([np.sin(np.pi * x), np.sin(2 * np.pi * x) + 0.2 * x])
def latent(mu, t):
    decay, frequency = 0.1 + 0.05 * mu, 1 + 0.3 * mu
    return (np.exp(-decay * t) * np.stack([np.cos(frequency * t), np.sin(frequency * t)])).T
mu, test = np.linspace(0, 1, 7), np.array([0.08, 0.5])
np.save("mu.npy", mu)
np.save("test-mu.npy", test)
np.save("initial.npy", np.stack([1 + x + latent(m, np.zeros(1))[0] @ modes for m in test]))
for name, t in times.items():
    np.save(name + "-t.npy", t)
    np.save(name + "-latent.npy", np.stack([latent(m, t) for m in mu]))
    np.save(name + ".npy", np.stack([1 + x + latent(m, t) @ modes for m in mu]))
    np.save(name + "-truth.npy", np.stack([1 + x + latent(m, t) @ modes for m in test]))
PY

# The matrix of each case, from exact trajectories; with the mean step it is far off.
for name in even geometric random; do
  rom-sindy $name-latent.npy --times $name-t.npy --derivative sbp48 --simulate $name-simulated.npy -o $name-xi.npy >/dev/null
  rom-sindy $name-latent.npy --dt 0.0314465 --derivative sbp48 -o $name-mean.npy >/dev/null 2>&1
  assert_close $name-simulated.npy $name-latent.npy 1e-6
done
"$PYTHON" - <<'PY'
import json
import numpy as np
mu = np.load("mu.npy")
def error(name):
    xi, worst = np.load(name + ".npy"), 0
    for m, one in zip(mu, xi):
        a = np.array([[-0.1 - 0.05 * m, -1 - 0.3 * m], [1 + 0.3 * m, -0.1 - 0.05 * m]])
        worst = max(worst, np.abs(one[1:].T - a).max(), np.abs(one[0]).max())
    return worst
for name in ("geometric", "random"):
    print(name, error(name + "-xi"), error(name + "-mean"))
    assert error(name + "-xi") < 1e-6, (name, error(name + "-xi"))
    assert error(name + "-mean") > 0.02
    kept = json.load(open(name + "-xi.json"))
    assert "dt" not in kept and np.array_equal(kept["times"], np.load(name + "-t.npy"))
assert "times" not in json.load(open("even-xi.json")) and abs(json.load(open("even-xi.json"))["dt"] - 5 / 159) < 1e-15
PY

# From the snapshots to predictions at other parameters.
for name in even geometric random; do
  rom-encode $name.npy --times $name-t.npy --params mu.npy --latent 2 --hidden none --precision double --optimiser lbfgs \
    --epochs 300 --derivative sbp48 --coefficient-weight 0 --variation-weight 0 -q -o $name
  rom-sindy $name/latent.npy --times $name-t.npy -o $name-xi.npy >/dev/null
  rom-gpfit mu.npy $name-xi.npy -q -o $name-gp.json
  rom-predict $name test-mu.npy --gp $name-gp.json --initial initial.npy -q -o $name-p.npy
  rom-error $name-truth.npy $name-p.npy --json >$name-error.json
done
"$PYTHON" - <<'PY'
import json
error = {name: json.load(open(name + "-error.json"))["largest"] for name in ("even", "geometric", "random")}
print(error)
for name in ("geometric", "random"):
    assert error[name] <= 1.3 * error["even"], error
PY
