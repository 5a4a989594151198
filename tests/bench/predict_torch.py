#!/usr/bin/env python3
"""The peer of the prediction benchmark: both decoders, dense on the mesh, and their sum saved as .npy.

predict_torch.py LATENT.npy WIDTHS OUT.npy: seconds. WIDTHS such as 5,500,4096; weights are random.
"""
import sys
import time

import numpy as np
import torch

from torch_networks import Sine, layers

latent, widths, out = np.load(sys.argv[1]), [int(w) for w in sys.argv[2].split(",")], sys.argv[3]
with torch.no_grad():
    stages = layers(widths, torch.nn.Softplus(), torch.nn.Softplus()), layers(widths, Sine(), torch.nn.Tanh())
    start = time.perf_counter()
    z = torch.from_numpy(latent.astype("f4"))
    np.save(out, (stages[0](z) + 0.1 * stages[1](z)).numpy())
    print(time.perf_counter() - start)
