"""judge.py TRUTH PREDICTION [PART]: the largest error over cases and times, relative to the root mean square of what differs from each
case's mean over time, in per cent. PART: of the first axis of space, such as a field; or `sea`, all but what is -9999."""
import sys

import numpy as np

truth, prediction = (np.load(path).astype(float) for path in sys.argv[1:3])
if sys.argv[3:] == ["sea"]:
    truth, prediction = truth[..., truth[0, 0] != -9999], prediction[..., truth[0, 0] != -9999]
elif sys.argv[3:]:
    truth, prediction = truth[:, :, int(sys.argv[3])], prediction[:, :, int(sys.argv[3])]
flat = lambda u: u.reshape(*u.shape[:2], -1)
norm = lambda u: np.linalg.norm(flat(u), axis=2)
fluctuation = np.sqrt((norm(truth - truth.mean(1, keepdims=True)) ** 2).mean(1, keepdims=True))
print(f"{100 * (norm(truth - prediction) / fluctuation).max():.3g} %")
