# Fronts of height a that move with speed a / 2: an exact solution of Burgers' equation, u_t + u u_x = 0.05 u_xx.
#   data.py             six to train on, train, and one of a height in between, test
#   data.py NAME A...   others
import sys

import numpy as np

name, *heights = sys.argv[1:] or [None]
wanted = {name: [float(a) for a in heights]} if name else {"train": [0.7, 0.8, 0.9, 1.0, 1.1, 1.2], "test": [0.95]}
x, t = np.linspace(-3, 3, 200), np.linspace(0, 6, 151)[:, None]
for name, mu in wanted.items():
    u = np.array([a / 2 - a / 2 * np.tanh(a * (x + 1.5 - a / 2 * t) / 0.2) for a in mu])  # [cases, times, points]
    np.save(f"{name}.npy", u)
    np.save(f"{name}-mu.npy", mu)
    np.save(f"{name}-initial.npy", u[:, 0])
