#!/usr/bin/env python3
"""What the wake data are, as a Markdown table: check.py DATA FINE

DATA holds train, test and the rest that flow.py wrote; FINE the same on a refined mesh. The exit status is 1 where a wake
is not periodic to 2 % or does not hold under refinement.
"""
import sys

import numpy as np

data, fine = sys.argv[1], sys.argv[2]
DIAMETER, BETWEEN, END = 0.1, 0.01, 11.0


def load(folder, name):
    try:
        return np.concatenate([np.load(f"{folder}/{part}{name}.npy").astype(float) for part in ("train", "test")])
    except OSError as error:
        sys.exit(f"check.py: {error.filename}: {error.strerror}; make data")


def period(probe):
    """From upward zero crossings after t = 8."""
    step = END / len(probe)
    at = np.flatnonzero((probe[:-1] < 0) & (probe[1:] >= 0))
    times = step * (at + 1 - probe[at] / (probe[at + 1] - probe[at]))
    times = times[times > 8]
    return (times[-1] - times[0]) / (len(times) - 1)


def mismatch(snapshots, duration):
    """Largest |u(t + T) - u(t)| / |u(t)|, between snapshots by cubic interpolation."""
    whole = int(duration / BETWEEN)
    fraction = duration / BETWEEN - whole
    i = np.arange(1, len(snapshots) - whole - 2)  # cubic interpolation at i + whole + fraction
    weights = [-fraction * (fraction - 1) * (fraction - 2) / 6, (fraction + 1) * (fraction - 1) * (fraction - 2) / 2,
               -(fraction + 1) * fraction * (fraction - 2) / 2, (fraction + 1) * fraction * (fraction - 1) / 6]
    later = sum(weight * snapshots[i + whole + k - 1] for k, weight in enumerate(weights))
    return np.max(np.linalg.norm(later - snapshots[i], axis=1) / np.linalg.norm(snapshots[i], axis=1))


viscosity, probe, snapshots = load(data, "-mu")[:, 0], load(data, "-probe"), load(data, "")
fine_probe = load(fine, "-probe")
print("| viscosity | Reynolds number | period | Strouhal number | of the literature | mismatch after a period | "
      "period on the refined mesh |")
print("|---|---|---|---|---|---|---|")
bad = False
for c in np.argsort(viscosity):
    reynolds = DIAMETER / viscosity[c]
    duration, refined, error = period(probe[c]), period(fine_probe[c]), mismatch(snapshots[c], period(probe[c]))
    literature = 0.2731 - 1.1129 / np.sqrt(reynolds) + 0.4821 / reynolds  # Williamson and Brown (1998)
    print(f"| {viscosity[c]:g} | {reynolds:.0f} | {duration:.4f} | {DIAMETER / duration:.4f} | {literature:.4f} | "
          f"{100 * error:.2f} % | {refined:.4f} ({100 * (refined / duration - 1):+.1f} %) |")
    bad = bad or error > 0.02 or abs(refined / duration - 1) > 0.02

# How much of the test case no model with a linear last layer can have.
train, test = snapshots[:2].reshape(-1, snapshots.shape[-1]), snapshots[2]
mean = train.mean(0)
modes = np.linalg.svd(train - mean, full_matrices=False)[2]
rest = test - mean - (test - mean) @ modes.T @ modes
print(f"\nOutside the span of the training snapshots: {100 * np.max(np.linalg.norm(rest, axis=1) / np.linalg.norm(test, axis=1)):.2f} % "
      "of the test case, largest over time.")

# And how near to it the two training cycles come, mixed as one likes at any phases.
phases = np.arange(0, 1, 0.02)


def cycle(c):
    at = phases * period(probe[c]) / BETWEEN
    low = at.astype(int)
    return snapshots[c][low] + (at - low)[:, None] * (snapshots[c][low + 1] - snapshots[c][low])


first, second = cycle(0), cycle(1)
worst = 0
for u in test[::5]:
    difference = first[:, None] - second[None]
    goal = u - second[None]
    weight = (difference * goal).sum(-1) / (difference**2).sum(-1)
    worst = max(worst, np.min(np.linalg.norm(weight[..., None] * difference - goal, axis=-1)) / np.linalg.norm(u))
print(f"\nThe best mixture of one snapshot of each training cycle: {100 * worst:.2f} % off the test case, largest over time.")
sys.exit(int(bad))
