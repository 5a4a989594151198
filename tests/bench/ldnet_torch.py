#!/usr/bin/env python3
"""The peer of the latent dynamics networks' benchmark: in double precision, full batch, with Adam.

Usage: ldnet_torch.py SNAPSHOTS.npy POINTS.npy PARAMETERS.npy DT LATENT DYNAMICS_HIDDEN HIDDEN ITERATIONS;
prints milliseconds an iteration.
"""
import sys
import time

import numpy as np
import torch

from torch_networks import layers


def unit(values, axes):
    low, high = values.min(axes, keepdims=True), values.max(axes, keepdims=True)
    return torch.from_numpy((2 * values - low - high) / (high - low))


def main():
    u, x, mu = (np.load(path).astype("f8") for path in sys.argv[1:4])
    dt, latent = float(sys.argv[4]), int(sys.argv[5])
    hidden = [list(map(int, a.split(","))) for a in sys.argv[6:8]]
    cases, times, points = u.shape
    fields = unit(u, (0, 1, 2))
    inputs = unit(mu, 0)
    everywhere = unit(x.reshape(-1, 1), 0).expand(cases, times, points, 1)
    torch.set_default_dtype(torch.float64)
    tanh = torch.nn.Tanh()
    dynamics = layers([latent + mu.shape[1], *hidden[0], latent], tanh, tanh)
    reconstruction = layers([latent + 1, *hidden[1], 1], tanh, tanh)
    step = 10 / (times - 1)
    adam = torch.optim.Adam([*dynamics.parameters(), *reconstruction.parameters()], lr=1e-2)

    def iteration():
        adam.zero_grad()
        z = torch.zeros(cases, latent)
        states = [z]
        for _ in range(times - 1):
            z = z + step * dynamics(torch.cat([z, inputs], 1))
            states.append(z)
        z = torch.stack(states, 1)[:, :, None, :].expand(cases, times, points, latent)
        output = reconstruction(torch.cat([z, everywhere], 3))[..., 0]
        torch.mean((output - fields) ** 2).backward()
        adam.step()

    count = int(sys.argv[8])
    iteration()
    start = time.perf_counter()
    for _ in range(count):
        iteration()
    print(1e3 * (time.perf_counter() - start) / count)


main()
