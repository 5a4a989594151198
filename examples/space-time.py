"""Cases over space and time, for gnuplot's plots with image: space-time.py DT [CASE TRUTH.npy PREDICTION.npy]...

Prints for each a block of lines: time, point, truth, prediction, difference.
"""
import sys

import numpy as np

dt = float(sys.argv[1])
for case, truth, prediction in zip(*[iter(sys.argv[2:])] * 3):
    u, v = (np.load(path, mmap_mode="r")[int(case)].astype(float) for path in (truth, prediction))
    for k in range(len(u)):
        for j in range(u.shape[1]):
            print(f"{k * dt:g} {j} {u[k, j]:.5g} {v[k, j]:.5g} {v[k, j] - u[k, j]:.4g}")
    print("\n")
