#!/usr/bin/env python3
"""The peer of the GP benchmark: scikit-learn, one regressor a coefficient, as GPLaSDI has it.

gp_sklearn.py PREFIX GP_JSON: seconds of the fits, and the sums of the log marginal likelihoods, its own and gp.json's.
"""
import json
import sys
import time
import warnings

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

warnings.filterwarnings("ignore")
mu, xi = np.load(f"{sys.argv[1]}-mu.npy"), np.load(f"{sys.argv[1]}-xi.npy")
x, y = (mu - mu.mean(0)) / mu.std(0), xi.reshape(len(xi), -1)
start, mine = time.perf_counter(), 0.0
for target in y.T:
    process = GaussianProcessRegressor(ConstantKernel() * Matern(nu=1.5), n_restarts_optimizer=10, normalize_y=True,
                                       random_state=0)
    mine += process.fit(x, target).log_marginal_likelihood_value_
seconds = time.perf_counter() - start
theirs = sum(c["log_likelihood"] for c in json.load(open(sys.argv[2]))["coefficients"])
print(seconds, mine, theirs)
