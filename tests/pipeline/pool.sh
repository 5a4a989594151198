# rom-sindy's coefficients are least-squares solutions as NumPy finds them; --pool draws them to those of all cases.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
t = 0.1 * np.arange(31)
# Cases of different frequencies; the third has hardly left its line, so that its trajectory determines little.
z = np.stack([np.stack([np.exp(-0.1 * t) * np.cos(w * t), np.exp(-0.1 * t) * np.sin(w * t)], 1) for w in (1.0, 1.3, 0.7)])
z[2, :, 1] = z[2, :, 0] + 1e-3 * z[2, :, 1]
np.save("latent.npy", z)
velocity = np.gradient(z, 0.1, axis=1)
theta = np.concatenate([np.ones((3, 31, 1)), z], 2)
solve = lambda a, b: np.linalg.lstsq(a, b, rcond=None)[0]
np.save("own.npy", np.stack([solve(a, b) for a, b in zip(theta, velocity)]))
# min |Theta Xi - Z'|^2 + weight |norms (Xi - common)|^2, the norms being those of Theta's columns.
common = solve(theta.reshape(-1, 3), velocity.reshape(-1, 2))
norms = np.linalg.norm(theta, axis=1)
pooled = lambda weight: np.stack([
    solve(np.vstack([a, np.sqrt(weight) * np.diag(n)]), np.vstack([b, np.sqrt(weight) * np.diag(n) @ common]))
    for a, b, n in zip(theta, velocity, norms)])
np.save("pooled.npy", pooled(0.01))
np.save("common.npy", np.broadcast_to(common, (3, 3, 2)))
PY
rom-sindy latent.npy --dt 0.1 --derivative sbp12 -o xi.npy >/dev/null
assert_close xi.npy own.npy 1e-6
rom-sindy latent.npy --dt 0.1 --derivative sbp12 --pool 0.01 -o xi.npy >/dev/null
assert_close xi.npy pooled.npy 1e-8
rom-sindy latent.npy --dt 0.1 --derivative sbp12 --pool 1e8 -o xi.npy >/dev/null # a large weight leaves the cases nothing of their own
assert_close xi.npy common.npy 1e-6
expect 2 "exclude each other" rom-sindy latent.npy --dt 0.1 --pool 1 --threshold 1 -o x.npy
