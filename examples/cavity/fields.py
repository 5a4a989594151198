"""Velocities of a case at a time, for gnuplot: fields.py POINTS.npy TRUTH.npy PREDICTION.npy CASE TIME.

Prints x, y, u, v of the truth, u, v of the prediction, and the length of their difference.
"""
import sys

import numpy as np

points = np.load(sys.argv[1])
case, time = map(int, sys.argv[4:6])
truth, prediction = (np.load(path, mmap_mode="r")[case, time] for path in sys.argv[2:4])
for row in np.c_[points, truth, prediction, np.hypot(*(prediction - truth).T)]:
    print(*(f"{value:.5g}" for value in row))
