"""Cases over space and time, for plot-space-time.gp: space-time.py POINTS.npy DT CASE TRUTH.npy PREDICTION.npy...

Prints a block of lines for each case: time, x, truth, prediction, difference. --every N takes every Nth point.
"""
import argparse

import numpy as np

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("points")
parser.add_argument("dt", type=float)
parser.add_argument("cases", nargs="+", help="number, truth and prediction of each")
parser.add_argument("--every", type=int, default=1)
options = parser.parse_args()

x = np.load(options.points).ravel()[::options.every]
for case, truth, prediction in zip(*[iter(options.cases)] * 3):
    u, v = (np.load(path, mmap_mode="r")[int(case), :, ::options.every].astype(float) for path in (truth, prediction))
    for k in range(len(u)):
        for j in range(len(x)):
            print(f"{k * options.dt:g} {x[j]:g} {u[k, j]:.5g} {v[k, j]:.5g} {v[k, j] - u[k, j]:.4g}")
    print("\n")
