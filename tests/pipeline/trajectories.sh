# Latent trajectories are the exact solutions of their equations; one that grows without bound is stopped, and named.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
rom-encode train.npy --dt 0.1 --latent 2 --hidden 5 --epochs 5 --precision double -q -o model
rom-encode train.npy --dt 0.1 --latent 2 --hidden 5 --epochs 5 --precision double --library squares -q -o square
rom-encode initial.npy --one-case --apply square -o start.npy
"$PYTHON" - <<'PY'
import numpy as np
z = np.load("start.npy")[0, 0]
# The same in all cases, so that it does not depend on the parameters.
both = lambda xi: np.stack([xi, xi])
np.save("linear.npy", both(np.array([[0.3, -0.2], [-0.1, -1.1], [0.9, -0.2]])))
np.save("square.npy", both(np.array([[0, 0], [0.7, 0], [0, 0.9], [-0.3 / z[0], 0], [0, -0.2 / z[1]]])))
np.save("growth.npy", both(np.array([[0, 0], [10.0, 0], [0, -1]])))
PY
# latent MODEL XI TIMES OPTIONS...: writes z.npy
latent() {
  rom-gpfit mu.npy "$2.npy" --dt 0.1 "${@:4}" -o gp.json
  rom-predict "$1" test-mu.npy --gp gp.json --initial initial.npy --times "$3" --latent-only --keep-going -o z.npy 2>said.txt
}
latent model linear 0:6:61
"$PYTHON" - <<'PY'
import numpy as np
z, xi = np.load("z.npy")[0], np.load("linear.npy")[0]
values, vectors = np.linalg.eig(xi[1:].T)
rest = -np.linalg.solve(xi[1:].T, xi[0])
at = lambda t: rest + (vectors @ (np.exp(values * t) * np.linalg.solve(vectors, z[0] - rest))).real
assert np.allclose(z, [at(0.1 * k) for k in range(61)], rtol=1e-9, atol=1e-11)
PY
latent square square 0:6:4 --library squares # far apart, so that the integrator chooses its steps
"$PYTHON" - <<'PY'
import numpy as np
z, xi = np.load("z.npy")[0], np.load("square.npy")[0]
t = 2.0 * np.arange(4)[:, None]
a, b = np.diag(xi[1:3]), np.diag(xi[3:])
growth = np.exp(a * t)
exact = z[0] * growth / (1 - b / a * z[0] * (growth - 1))  # Bernoulli's equation
assert np.abs(z - exact).max() < 1e-7 * np.abs(exact).max(), np.abs(z - exact).max()
PY
latent model growth 0:6:61
grep -q "grows without bound after time" said.txt || fail "no word of the growth"
"$PYTHON" - <<'PY'
import numpy as np
z = np.load("z.npy")[0]
size = np.linalg.norm(z[0] * np.exp(np.array([10.0, -1]) * 0.1 * np.arange(61)[:, None]), axis=1)
bound = 1e12 * (size[0] + 6 * np.linalg.norm(z[0] * [10, -1]))  # of the initial state, and of its velocity in the whole time
last = np.argmax(size > bound) - 1
assert 20 < last < 40 and np.isclose(np.linalg.norm(z[last]), size[last]) and (z[last:] == z[last]).all(), last
PY
expect 1 "grows without bound" rom-predict model test-mu.npy --gp gp.json --initial initial.npy -o x.npy
assert_missing x.npy
