"""predict.cpp in Python: predict.py MODEL GP PARAMETER... <initial >prediction"""
import sys

import numpy as np

import romtools

folder, processes, *parameters = sys.argv[1:]
model = romtools.Model(folder, processes)
initial = np.fromfile(sys.stdin.buffer, count=int(np.prod(model.initial_shape))).reshape(1, *model.initial_shape)
prediction = model.predict(np.array([parameters], dtype=float), initial=initial)  # [1, times, ...space]
sys.stdout.buffer.write(prediction.tobytes())
