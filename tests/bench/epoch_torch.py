#!/usr/bin/env python3
"""The peer of the epoch benchmark: dense, full batch, on the mesh, as GPLaSDI is trained today.

Usage: epoch_torch.py SNAPSHOTS.npy DT EPOCHS HIDDEN LATENT; prints milliseconds an epoch of stages 1 and 2.
"""
import sys
import time

import numpy as np
import torch

from torch_networks import Sine, layers


def milliseconds(step, parameters, epochs):
    adam = torch.optim.Adam(parameters, lr=1e-3)

    def epoch():
        adam.zero_grad()
        step().backward()
        adam.step()

    for _ in range(3):
        epoch()
    start = time.perf_counter()
    for _ in range(epochs):
        epoch()
    return 1e3 * (time.perf_counter() - start) / epochs


def main():
    path, dt, epochs, hidden, latent = sys.argv[1], *(float(a) for a in sys.argv[2:4]), sys.argv[4], int(sys.argv[5])
    u = torch.from_numpy(np.load(path).astype("f4")).flatten(2)
    cases, times, size = u.shape
    widths = [size, *map(int, hidden.split(",")), latent]
    softplus = torch.nn.Softplus()
    encoder, decoder = layers(widths, softplus, softplus), layers(widths[::-1], softplus, softplus)

    def stage_1():
        z = encoder(u)
        loss = ((decoder(z) - u) ** 2).mean()
        for case in z:
            velocity = torch.cat([case[1:2] - case[:1], (case[2:] - case[:-2]) / 2, case[-1:] - case[-2:-1]]) / dt
            theta = torch.cat([torch.ones(times, 1), case], 1)
            xi = torch.linalg.lstsq(theta, velocity).solution
            loss = loss + (0.1 * ((velocity - theta @ xi) ** 2).mean() + 1e-3 * (xi ** 2).sum()) / cases
        return loss

    print(milliseconds(stage_1, [*encoder.parameters(), *decoder.parameters()], int(epochs)))
    z, residual = encoder(u).detach(), torch.randn_like(u)
    second = layers(widths[::-1], Sine(), torch.nn.Tanh())
    print(milliseconds(lambda: ((second(z) - residual) ** 2).mean(), second.parameters(), int(epochs)))


if __name__ == "__main__":
    main()
