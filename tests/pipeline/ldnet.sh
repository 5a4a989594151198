# A latent dynamics network from data to prediction: accurate at new parameters, and at other points and times.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden 6 --hidden 8,8 \
  --bfgs 250 --marquardt 5 -q -o model
rom-predict model test-mu.npy --points x.npy -q -o prediction.npy
rom-error test.npy prediction.npy --nrmse --max 0.03
rom-predict model test-mu.npy --points test-other-x.npy --times late.npy -q -o other.npy
rom-error test-other.npy other.npy --nrmse --max 0.04

# The measures are NumPy's.
rom-error test.npy prediction.npy --nrmse --json >report.json
"$PYTHON" - <<'PY'
import json
import numpy as np
u, v = np.load("test.npy").astype("f8"), np.load("prediction.npy").astype("f8")
report = json.load(open("report.json"))
assert np.load("prediction.npy").dtype == "f4"
nrmse = lambda a, b: np.sqrt(np.mean((a - b) ** 2)) / (u.max() - u.min())
assert np.isclose(report["nrmse"], nrmse(u, v), rtol=1e-9)
assert np.isclose(report["pearson_dissimilarity"], 1 - np.corrcoef(u.ravel(), v.ravel())[0, 1], rtol=1e-6)
assert np.isclose(report["cases"][2]["nrmse"], nrmse(u[2], v[2]), rtol=1e-9)
np.save("far.npy", [[0.2, 0.0]])
PY
expect 0 'outside what the model was trained on' rom-predict model far.npy --points x.npy -o far-p.npy
