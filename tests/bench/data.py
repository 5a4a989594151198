#!/usr/bin/env python3
"""Data of given sizes for the benchmark.

data.py spectrum FILE CASES TIMES N RANK  a field whose singular values fall to 1e-3 of their norm after RANK
data.py cosines FILE CASES TIMES N RANK   the same of modes that need no factorisation, for large meshes
data.py waves FILE CASES TIMES N          12 waves on a mesh of N points, written snapshot by snapshot
data.py gp PREFIX CASES DIMENSIONS COEFFICIENTS   PREFIX-mu.npy and PREFIX-xi.npy, smooth in the parameters
"""
import sys

import numpy as np


def spectrum(path, cases, times, size, rank):
    rng = np.random.default_rng(0)
    count = min(3 * rank, size)
    sums(path, cases, times, np.linalg.qr(rng.standard_normal((size, count)))[0], rank, rng)


def cosines(path, cases, times, size, rank):
    x = (np.arange(size) + 0.5) * (np.pi / size)
    modes = np.empty((size, 3 * rank), "f4")
    for k in range(3 * rank):
        modes[:, k] = np.cos(k * x) * np.sqrt((1 if k == 0 else 2) / size)
    sums(path, cases, times, modes, rank, np.random.default_rng(0))


def sums(path, cases, times, modes, rank, rng):
    size, count = modes.shape
    t = np.linspace(0, 10, times)
    rate, phase = rng.uniform(0.5, 12, count), rng.uniform(0, 2 * np.pi, (count, cases))
    strength = 1e-3 ** (np.arange(count) / rank) * np.sqrt(size)
    with open(path, "wb") as file:
        header(file, (cases, times, size))
        for c in range(cases):
            a = strength * np.cos(t[:, None] * rate * (1 + 0.01 * c) + phase[:, c])
            file.write((a.astype(modes.dtype) @ modes.T).astype("f4").tobytes())


def waves(path, cases, times, size):
    x, t = np.linspace(0, 1, size, dtype="f4"), np.linspace(0, 6, times)
    modes = np.stack([np.sin((k + 1) * np.pi * x) * np.float32(0.7**k) for k in range(12)])
    with open(path, "wb") as file:
        header(file, (cases, times, size))
        for c in range(cases):
            for now in t * (1 + 0.1 * c):
                a = np.cos(now * (np.arange(12) + 1) + np.arange(12)).astype("f4")
                file.write((a @ modes).tobytes())


def header(file, shape):
    np.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": shape})


def gp(prefix, cases, dimensions, coefficients):
    latent = round((np.sqrt(1 + 4 * coefficients) - 1) / 2)
    assert latent * (latent + 1) == coefficients
    side = round(cases ** (1 / dimensions))
    grid = np.stack(np.meshgrid(*[np.linspace(0.9, 1.1, side)] * dimensions), -1).reshape(-1, dimensions)
    w = np.random.default_rng(0).standard_normal((dimensions, coefficients))
    xi = np.sin(20 * (grid - 1) @ w) + 0.3 * np.cos(35 * (grid - 1) @ w[::-1])
    np.save(f"{prefix}-mu.npy", grid)
    np.save(f"{prefix}-xi.npy", xi.reshape(len(grid), latent + 1, latent))


globals()[sys.argv[1]](sys.argv[2], *map(int, sys.argv[3:]))
