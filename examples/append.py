#!/usr/bin/env python3
"""Appends cases: append.py OUT A B writes OUT.npy, OUT-mu.npy and OUT-initial.npy, those of A followed by those of B."""
import sys

import numpy as np

out, a, b = sys.argv[1:]
for suffix in ("-mu.npy", "-initial.npy", ".npy"):
    np.save(out + suffix, np.concatenate([np.load(a + suffix), np.load(b + suffix)]))
