# rom-error --std says whether deviations fit the errors, as NumPy does.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import json
import numpy as np
r = np.random.default_rng(0)
u = 2 + r.random((12, 20, 8))
s = 0.1 * r.random(u.shape) * r.random((12, 1, 1))
v = u + s * r.normal(size=u.shape)
e = np.abs(u - v)
for name, array in ("truth", u), ("prediction", v), ("std", s), ("negative", -s), ("few", s[:4]):
    np.save(f"{name}.npy", array)
norm = lambda a: np.linalg.norm(a, axis=2)
largest, deviation = (norm(a) / norm(u) for a in (u - v, s))
rank = lambda a: np.argsort(np.argsort(a.max(1)))
json.dump({
    "covered_68": (e <= s).mean(), "covered_95": (e <= 1.959963984540054 * s).mean(),
    "correlation": np.corrcoef(e.ravel(), s.ravel())[0, 1], "of_case_5": np.corrcoef(e[5].ravel(), s[5].ravel())[0, 1],
    "rank_correlation": np.corrcoef(rank(largest), rank(deviation))[0, 1], "std": deviation.max(1).tolist(),
}, open("numpy.json", "w"))
PY
rom-error truth.npy prediction.npy --std std.npy --json >error.json
assert_that 'all(abs(report[k] - numpy[k]) < 1e-9 for k in ("covered_68", "covered_95", "correlation", "rank_correlation"))
  and abs(report["cases"][5]["correlation"] - numpy["of_case_5"]) < 1e-9
  and np.allclose([c["std"] for c in report["cases"]], numpy["std"])' report=error.json numpy=numpy.json
rom-error truth.npy prediction.npy --std std.npy >table.txt
grep -q "^rank correlation of the cases' errors and deviations" table.txt || fail "no rank correlation"
expect 1 "negative.npy: is negative in case 0" rom-error truth.npy prediction.npy --std negative.npy
expect 1 "truth.npy has shape .12, 20, 8. but few.npy has .4, 20, 8.; they must match" \
  rom-error truth.npy prediction.npy --std few.npy
