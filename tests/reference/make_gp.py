#!/usr/bin/env python3
"""Reference values of Gaussian process regression, made once with scikit-learn: gp.json beside this script.

Inputs and targets are normalised as rom-gpfit does (mean 0, deviation 1); the length scale is bounded below by the
smallest distance between two inputs. scikit-learn's own optimiser stops at a relative change of the likelihood of
2e-9, too early to compare hyperparameters to 1e-6, so it is given one that goes on to machine precision.
"""
import json
import pathlib

import numpy as np
import scipy.optimize
import scipy.stats
import sklearn
from scipy.spatial.distance import pdist
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, Matern, WhiteKernel


def to_machine_precision(objective, start, bounds):
    best = scipy.optimize.minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds,
                                   options={"ftol": 1e-16, "gtol": 1e-12, "maxiter": 1000})
    theta = best.x
    # Newton's method on the gradient, over the variables that are not at a bound.
    for _ in range(20):
        value, gradient = objective(theta)
        free = [i for i in range(len(theta)) if bounds[i][0] + 1e-9 < theta[i] < bounds[i][1] - 1e-9]
        if not free:
            break
        step = 1e-5
        hessian = np.array([[(objective(theta + step * e)[1] - objective(theta - step * e)[1])[j] / (2 * step)
                             for j in free] for e in np.eye(len(theta))[free]])
        if np.linalg.cond(hessian) > 1e12:
            break
        change = np.linalg.solve(hessian, gradient[free])
        if np.abs(change).max() > 1:
            break
        theta = theta.copy()
        theta[free] -= change
    return theta, objective(theta)[0]


def kernel_of(name, least):
    bounds = (least, 1e5)
    base = {"matern32": Matern(1.0, bounds, nu=1.5), "matern52": Matern(1.0, bounds, nu=2.5),
            "rbf": RBF(1.0, bounds)}[name]
    return ConstantKernel(1.0, (1e-5, 1e5)) * base


def case(name, inputs, target, points):
    mean, deviation = inputs.mean(0), inputs.std(0)
    x, p = (inputs - mean) / deviation, (points - mean) / deviation
    gp = GaussianProcessRegressor(kernel_of(name, pdist(x).min()), optimizer=to_machine_precision, normalize_y=True,
                                  n_restarts_optimizer=20, random_state=0)
    gp.fit(x, target)
    predicted, std = gp.predict(p, return_std=True)
    return {"kernel": name, "inputs": inputs.tolist(), "target": target.tolist(), "points": points.tolist(),
            "amplitude": float(np.exp(gp.kernel_.theta[0])), "length_scale": float(np.exp(gp.kernel_.theta[1])),
            "log_likelihood": float(gp.log_marginal_likelihood_value_), "mean": predicted.tolist(), "std": std.tolist()}


def general_case(name, anisotropic, noisy, inputs, target, points):
    """Anisotropic length scales or noise: also the errors of leaving each case out, by refitting without it."""
    x = (inputs - inputs.mean(0)) / inputs.std(0)
    y = (target - target.mean()) / target.std()
    p = (points - inputs.mean(0)) / inputs.std(0)
    least = pdist(x).min()
    start = np.ones(x.shape[1]) if anisotropic else 1.0
    bounds = (least, 1e5)
    base = {"matern32": Matern(start, bounds, nu=1.5), "matern52": Matern(start, bounds, nu=2.5),
            "rbf": RBF(start, bounds)}[name]
    kernel = ConstantKernel(1.0, (1e-5, 1e5)) * base
    if noisy:
        kernel = kernel + WhiteKernel(1e-3, (1e-8, 1.0))
    gp = GaussianProcessRegressor(kernel, optimizer=to_machine_precision, normalize_y=True, n_restarts_optimizer=20,
                                  random_state=0)
    gp.fit(x, target)
    predicted, std = gp.predict(p, return_std=True)
    found = gp.kernel_.k1 if noisy else gp.kernel_
    left_out, densities = [], []
    for i in range(len(y)):
        rest = np.arange(len(y)) != i
        without = GaussianProcessRegressor(gp.kernel_, optimizer=None).fit(x[rest], y[rest])
        mean, deviation = without.predict(x[i:i + 1], return_std=True)
        left_out.append(y[i] - mean[0])
        densities.append(scipy.stats.norm.logpdf(y[i], mean[0], deviation[0]))
    of_mean = np.sqrt(np.mean([(y[i] - np.delete(y, i).mean()) ** 2 for i in range(len(y))]))
    return {"kernel": name, "anisotropic": anisotropic, "noisy": noisy, "inputs": inputs.tolist(),
            "target": target.tolist(), "points": points.tolist(), "amplitude": float(found.k1.constant_value),
            "length_scales": np.atleast_1d(found.k2.length_scale).tolist(),
            "noise": float(gp.kernel_.k2.noise_level) if noisy else 0.0,
            "log_likelihood": float(gp.log_marginal_likelihood_value_), "mean": predicted.tolist(),
            "std": std.tolist(), "left_out_error": float(np.sqrt(np.mean(np.square(left_out))) / of_mean),
            "left_out_score": float(np.mean(densities))}


def main():
    random = np.random.default_rng(1)
    cases = []
    for name in ("matern32", "matern52", "rbf"):
        for count in (2, 3, 5, 9, 25):
            inputs = np.linspace(1.0, 1.4, count)[:, None]
            noise = 0.05 * random.standard_normal(count)
            target = np.sin(9 * inputs[:, 0]) + (noise if count >= 5 else 0)
            cases.append(case(name, inputs, target, np.array([[1.03], [1.2], [1.37], [1.6]])))
        for side in (2, 3, 5):
            grid = np.stack(np.meshgrid(np.linspace(0.9, 1.1, side), np.linspace(1.0, 1.2, side)), -1).reshape(-1, 2)
            noise = 0.02 * random.standard_normal(len(grid))
            target = np.cos(8 * grid[:, 0]) * grid[:, 1] ** 2 + noise
            cases.append(case(name, grid, target, np.array([[0.95, 1.07], [1.0, 1.1], [1.09, 1.01], [1.2, 1.3]])))
    general = []
    points = np.array([[0.95, 1.7], [1.0, 1.1], [1.09, 2.01], [1.2, 3.3]])
    for name in ("matern32", "matern52", "rbf"):
        for side in (3, 5):
            grid = np.stack(np.meshgrid(np.linspace(0.9, 1.1, side), np.linspace(1.0, 2.2, side)), -1).reshape(-1, 2)
            target = np.cos(20 * grid[:, 0]) + 0.3 * grid[:, 1] ** 2
            # Rough, so that the kernel matrix of rbf is not singular to working precision.
            rough = target + 0.2 * random.standard_normal(len(grid))
            general.append(general_case(name, True, False, grid, rough, points))
        for anisotropic in (True, False):
            noise = 0.1 * random.standard_normal(len(grid))
            general.append(general_case(name, anisotropic, True, grid, target + noise, points))
    path = pathlib.Path(__file__).with_name("gp.json")
    path.write_text(json.dumps({"scikit-learn": sklearn.__version__, "cases": cases, "general": general}, indent=1) + "\n")


if __name__ == "__main__":
    main()
