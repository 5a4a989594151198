"""Writes radial.json: SciPy's RBFInterpolator on inputs scaled to deviation 1, and what it misses of each case that it is
not shown. Usage: make_radial.py >radial.json"""
import json
import numpy as np
from scipy.interpolate import RBFInterpolator

random = np.random.default_rng(0)
cases = []
for count, dimensions in (5, 1), (9, 1), (12, 2), (30, 3):
    inputs = random.uniform(-1, 5, (count, dimensions)) * 10.0 ** np.arange(dimensions)
    targets = np.stack([np.sin(inputs.sum(1)), np.cos(inputs[:, 0])], 1)
    points = random.uniform(-2, 6, (6, dimensions)) * 10.0 ** np.arange(dimensions)
    mean, deviation = inputs.mean(0), inputs.std(0)
    scale = lambda x: (x - mean) / deviation
    for kernel, degree in ("linear", 0), ("cubic", 1):
        found = RBFInterpolator(scale(inputs), targets, kernel=kernel, degree=degree)(scale(points))
        rest = [np.arange(count) != i for i in range(count)]
        left_out = np.concatenate([targets[~r] - RBFInterpolator(scale(inputs[r]), targets[r], kernel=kernel, degree=degree)(
            scale(inputs[~r])) for r in rest])
        cases.append({"radial": kernel, "inputs": inputs.tolist(), "targets": targets.tolist(),
                      "points": points.tolist(), "values": found.tolist(),
                      "left_out": left_out.tolist()})
print(json.dumps({"cases": cases}, indent=1))
