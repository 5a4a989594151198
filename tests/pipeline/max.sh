# rom-error --max is for the largest error over cases and times, or for the error of --nrmse; its status is 3 above that.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import json
import numpy as np
r = np.random.default_rng(0)
u = 1 + r.random((3, 20, 7))
v = u * (1 + 1e-3 * r.random(u.shape))
v[1, 13] *= 1.5  # the largest error is neither in the first case nor at an end, and far from any mean
np.save("u.npy", u)
np.save("v.npy", v)
error = np.linalg.norm(u - v, axis=2) / np.linalg.norm(u, axis=2)
nrmse = np.sqrt(np.mean((u - v)**2)) / (u.max() - u.min())
json.dump({"largest": error.max(), "mean": error.mean(), "nrmse": nrmse}, open("expected.json", "w"))
for name, value in ("above", 1.000001), ("below", 0.999999):
    open(name, "w").write(repr(value * error.max()))
    open(f"nrmse-{name}", "w").write(repr(value * nrmse))
PY
expect 0 "" rom-error u.npy v.npy --max "$(cat above)"
expect 3 "in case 1 at time 13, is above --max" rom-error u.npy v.npy --max "$(cat below)"
expect 0 "" rom-error u.npy v.npy --nrmse --max "$(cat nrmse-above)"
expect 3 "is above --max" rom-error u.npy v.npy --nrmse --max "$(cat nrmse-below)"
rom-error u.npy v.npy --json >report.json
assert_that 'np.isclose(report["largest"], expected["largest"]) and report["case"] == 1 and report["time"] == 13
  and np.isclose(report["mean"], expected["mean"])' report=report.json expected=expected.json
rom-error u.npy v.npy --nrmse --json >report.json
assert_that 'np.isclose(report["nrmse"], expected["nrmse"])' report=report.json expected=expected.json
