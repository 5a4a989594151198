# Fronts of height a that move with speed a / 2: an exact solution of Burgers' equation, u_t + u u_x = 0.05 u_xx.
import numpy as np

x, t = np.linspace(-3, 3, 200), np.linspace(0, 6, 151)[:, None]
for name, mu in ("train", [0.7, 0.8, 0.9, 1.0, 1.1, 1.2]), ("test", [0.95]):
    u = np.array([a / 2 - a / 2 * np.tanh(a * (x + 1.5 - a / 2 * t) / 0.2) for a in mu])  # [cases, times, points]
    np.save(f"{name}.npy", u)
    np.save(f"{name}-mu.npy", mu)
    np.save(f"{name}-initial.npy", u[:, 0])
