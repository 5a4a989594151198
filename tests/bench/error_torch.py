#!/usr/bin/env python3
"""The peer of the time to an error: mLaSDI in PyTorch, dense on the mesh, as the paper has it.

error_torch.py TRAIN.npy MU.npy ALL.npy ALL-MU.npy DT HIDDEN LATENT EPOCHS BOUND: stage 1 for EPOCHS, then stage 2 until
the largest error (eq. 25) over all cases is at most BOUND, looked at every 250 epochs off the clock, for EPOCHS at most.
Prints the seconds of training and the last error.
"""
import sys
import time
import warnings

import numpy as np
import torch
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

from torch_networks import Sine, layers

warnings.filterwarnings("ignore")
torch.manual_seed(0)
train, mu, every, every_mu = (np.load(p) for p in sys.argv[1:5])
dt, hidden, latent, epochs, bound = float(sys.argv[5]), sys.argv[6], *map(int, sys.argv[7:9]), float(sys.argv[9])
u, times = torch.from_numpy(train.astype("f4")), train.shape[1]
widths = [u.shape[2], *map(int, hidden.split(",")), latent]


def velocity(z):
    return torch.cat([z[1:2] - z[:1], (z[2:] - z[:-2]) / 2, z[-1:] - z[-2:-1]]) / dt


def fit(z):
    theta = torch.cat([torch.ones(len(z), 1), z], 1)
    return theta, torch.linalg.lstsq(theta, velocity(z)).solution


def clocked(step, parameters, count, watch=lambda epoch: False):
    adam, spent = torch.optim.Adam(parameters, lr=1e-3), 0.0
    for epoch in range(1, count + 1):
        start = time.perf_counter()
        adam.zero_grad()
        step().backward()
        adam.step()
        spent += time.perf_counter() - start
        if watch(epoch):
            break
    return spent


softplus = torch.nn.Softplus()
encoder, decoder = layers(widths, softplus, softplus), layers(widths[::-1], softplus, softplus)
for layer in [*encoder, *decoder]:
    if isinstance(layer, torch.nn.Linear):
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)


def stage_1():
    z = encoder(u)
    loss = ((decoder(z) - u) ** 2).mean()
    for case in z:
        theta, xi = fit(case)
        loss = loss + (0.1 * ((velocity(case) - theta @ xi) ** 2).mean() + 1e-3 * (xi ** 2).sum()) / len(z)
    return loss


seconds = clocked(stage_1, [*encoder.parameters(), *decoder.parameters()], epochs)
with torch.no_grad():
    xi = np.stack([fit(case)[1].numpy().ravel() for case in encoder(u)])
x = (mu.reshape(len(mu), -1) - mu.mean(0)) / mu.std(0)
x_all = (every_mu.reshape(len(every_mu), -1) - mu.mean(0)) / mu.std(0)
processes = [GaussianProcessRegressor(ConstantKernel() * Matern(nu=1.5), normalize_y=True).fit(x, c) for c in xi.T]


def trajectories(points, initial):
    coefficients = np.stack([p.predict(points) for p in processes], 1).reshape(len(points), latent + 1, latent)
    result = []
    for b_a, z in zip(coefficients, initial):
        generator = np.zeros((latent + 1, latent + 1))
        generator[:latent, :latent], generator[:latent, latent] = b_a[1:].T, b_a[0]
        step = torch.matrix_exp(torch.from_numpy(dt * generator)).numpy()
        state, path = np.append(z, 1.0), []
        for _ in range(times):
            path.append(state[:latent])
            state = step @ state
        result.append(path)
    return torch.from_numpy(np.array(result, "f4"))


with torch.no_grad():
    z_train = trajectories(x, encoder(u[:, 0]).numpy())
    z_all = trajectories(x_all, encoder(torch.from_numpy(every[:, 0].astype("f4"))).numpy())
    residual = u - decoder(z_train)
    epsilon = residual.std()
    first = decoder(z_all).numpy()
second, error = layers(widths[::-1], Sine(), torch.nn.Tanh()), np.inf


def reached(epoch):
    global error
    if epoch % 250:
        return False
    with torch.no_grad():
        prediction = first + float(epsilon) * second(z_all).numpy()
    error = (np.linalg.norm(prediction - every, axis=2) / np.linalg.norm(every, axis=2)).max()
    return error <= bound


seconds += clocked(lambda: ((second(z_train) - residual / epsilon) ** 2).mean(), second.parameters(), epochs, reached)
print(seconds, error)
