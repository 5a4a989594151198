"""Small data sets as people have them, one of each kind: python3 generate.py FOLDER. Parameters are speeds; the test cases lie
between the training's."""
import sys
from pathlib import Path

import numpy as np

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
train, test = np.linspace(1, 1.4, 5), np.array([1.05, 1.15, 1.25, 1.35])
x = np.linspace(0, 1, 40, endpoint=False)
times = 0.05 * np.arange(101)


def save(name, array):
    np.save(folder / f"{name}.npy", array)


def both(name, run, initial=1):
    """The training and test snapshots of run(parameter) [times, ...space], and the first ones of the test."""
    for part, parameters in ("train", train), ("test", test):
        snapshots = np.stack([run(parameter) for parameter in parameters])
        save(f"{name}-{part}", snapshots)
    save(f"{name}-initial", snapshots[:, 0] if initial == 1 else snapshots[:, :initial])


def waves(speed, t=times):
    t = t[:, None]
    return np.exp(-0.1 * t) * np.sin(2 * np.pi * x - 2 * speed * t) + 0.3 * np.cos(4 * np.pi * x - 4 * speed * t)


save("train-mu", train)
save("test-mu", test)

# Velocities of order 1 and a pressure of 1e5; the same scaled by hand.
pressure = lambda speed: np.cos(2 * np.pi * x + 0.5 * speed * times[:, None]) * np.exp(-0.05 * times[:, None])
velocities = lambda speed: [waves(speed), np.roll(waves(speed), 7, axis=1)]
both("fields", lambda speed: np.stack([*velocities(speed), 1e5 + 1e3 * pressure(speed)], 1))
both("hand", lambda speed: np.stack([*velocities(speed), pressure(speed)], 1))

# From rest.
both("rest", lambda speed: 3 * (waves(speed) - waves(speed)[:1]))

# Other units: a permeability in square metres, offsets of 1e8.
both("plain", lambda speed: 2 + waves(speed))
both("offset", lambda speed: 1e8 + waves(speed))
save("train-metres", 1e-16 * train)
save("test-metres", 1e-16 * test)

# Land.
land = np.zeros(40, bool)
land[[3, 4, 17, 39]] = True
both("land", lambda speed: np.where(land, -9999, 2 + waves(speed)))
both("sea", lambda speed: 2 + waves(speed)[:, ~land])

# Times that grow by a constant factor.
geometric = 0.02 * (5 / 0.02) ** (np.arange(101) / 100)
geometric -= geometric[0]
save("uneven-times", geometric)
both("uneven", lambda speed: 2 + waves(speed, geometric))

# Three initial states for each parameter: the waves begin elsewhere.
save("repeated-mu", np.repeat(train, 3))
starts = (0, 5, 11)
save("repeated-train", np.stack([2 + np.roll(waves(speed), start, axis=1) for speed in train for start in starts]))
repeated = np.stack([2 + np.roll(waves(speed), 8, axis=1) for speed in test])
save("repeated-test", repeated)
save("repeated-initial", repeated[:, 0])

# Trajectories of several lengths, padded to the longest.
lengths = np.array([101, 61, 81, 101, 71])
padded = np.stack([2 + waves(speed) for speed in train])
for case, length in enumerate(lengths):
    padded[case, length:] = np.nan
save("padded-train", padded)
save("lengths", lengths)
save("short-test", np.stack([2 + waves(speed, times[:61]) for speed in test]))

# One trajectory, and how it goes on.
longer = 2 + waves(1.2, 0.05 * np.arange(201))
save("one-train", longer[:101])
save("one-longer", longer[None])

# Displacements of a string without velocities.
inside = np.linspace(0, 1, 50)[1:-1]


def string(speed):
    phase = np.pi * speed * times[:, None]
    return (np.cos(phase) * np.sin(np.pi * inside) + 0.4 * np.cos(2 * phase) * np.sin(2 * np.pi * inside)
            + 0.2 * np.sin(3 * phase) * np.sin(3 * np.pi * inside))


both("string", string, initial=3)
save("string-first", np.load(folder / "string-initial.npy")[:, 0])


# Hares and foxes, whose equations have a product: the latent variables themselves.
def hares_and_foxes(start, step=1e-3, stride=20, count=400):
    derivative = lambda z: np.array([z[0] - 0.5 * z[0] * z[1], -z[1] + 0.4 * z[0] * z[1]])
    z, states = np.array(start, float), []
    for k in range(stride * count):
        if k % stride == 0:
            states.append(z)
        k1 = derivative(z)
        k2 = derivative(z + step / 2 * k1)
        k3 = derivative(z + step / 2 * k2)
        z = z + step / 6 * (k1 + 2 * k2 + 2 * k3 + derivative(z + step * k3))
    return np.array(states)


save("foxes", np.stack([hares_and_foxes(start) for start in ((1, 1), (2, 1), (3, 2))]))

# Swapped axes.
save("swapped", np.swapaxes(np.stack([2 + waves(speed) for speed in np.linspace(1, 2, 21)]), 0, 1))
