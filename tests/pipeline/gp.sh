# Hyperparameters of rom-gpfit maximise the likelihood, and its errors of left-out cases are those of leaving them out.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
r = np.random.default_rng(0)
mu = r.uniform(0, 3, (9, 2))
np.save("mu.npy", mu)
wave = np.sin(mu[:, 0] * 1.5)[:, None, None] + mu[:, 1, None, None]
np.save("xi.npy", wave * r.normal(size=(1, 2, 1)) + 0.2 * r.normal(size=(9, 2, 1)))
PY
cat >gp.py <<'PY'
import json
import sys
import numpy as np

gp = json.load(open("gp.json"))
nugget = float(sys.argv[1])
assert gp["nugget"] == nugget
normalise = lambda a: (a - a.mean(0)) / a.std(0)
x, y = normalise(np.load("mu.npy")), normalise(np.load("xi.npy").reshape(9, -1))
kernels = {
    "matern32": lambda s: (1 + np.sqrt(3) * s) * np.exp(-np.sqrt(3) * s),
    "matern52": lambda s: (1 + np.sqrt(5) * s + 5 / 3 * s**2) * np.exp(-np.sqrt(5) * s),
    "rbf": lambda s: np.exp(-s**2 / 2),
}

def covariance(one, logarithms):
    amplitude, *lengths = np.exp(logarithms[:1 + len(one["length_scales"])])
    noise = np.exp(logarithms[-1]) if one["noise"] else 0
    s = np.linalg.norm((x[:, None] - x[None]) / np.array(lengths), axis=2)
    return amplitude * kernels[one["kernel"]](s) + (noise + nugget) * np.eye(9)

def likelihood(k, target):
    return -0.5 * (target @ np.linalg.solve(k, target) + np.linalg.slogdet(k)[1] + 9 * np.log(2 * np.pi))

for one, target in zip(gp["coefficients"], y.T):
    at = np.log([one["amplitude"], *one["length_scales"], *([one["noise"]] if one["noise"] else [])])
    k = covariance(one, at)
    assert np.isclose(likelihood(k, target), one["log_likelihood"], rtol=1e-9), one
    for i in range(len(at)):  # the slope is 0, or leads beyond the bounds
        step = np.eye(len(at))[i] * 1e-4
        slope = (likelihood(covariance(one, at + step), target) - likelihood(covariance(one, at - step), target)) / 2e-4
        assert abs(slope) < 1e-4 or (i > 0 and at[i] > np.log(9e4) and slope > 0) or at[i] < np.log(2e-8), (i, slope, one)
    error, score = [], []
    for c in range(9):
        others = np.arange(9) != c
        weights = np.linalg.solve(k[np.ix_(others, others)], k[others, c])
        error.append(target[c] - weights @ target[others])
        variance = k[c, c] - weights @ k[others, c]
        score.append(-0.5 * (np.log(2 * np.pi * variance) + error[-1]**2 / variance))
    of_mean = [target[c] - np.delete(target, c).mean() for c in range(9)]
    assert np.isclose(one["left_out_error"], np.linalg.norm(error) / np.linalg.norm(of_mean), rtol=1e-6), one
    assert np.isclose(one["left_out_score"], np.mean(score), rtol=1e-6), one
PY
for kernel in matern32 matern52 rbf; do
  for options in "" "--anisotropic" "--noise fit"; do
    read -ra words <<<"$options"
    rom-gpfit mu.npy xi.npy --dt 0.1 --kernel $kernel --nugget 1e-3 "${words[@]}" -o gp.json
    "$PYTHON" gp.py 1e-3 || fail "the processes with $kernel $options"
  done
done
