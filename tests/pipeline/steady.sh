# A case that says nothing of its dynamics, at rest or nearly so, does not spoil what the others say.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
x, t = np.linspace(0, 1, 50), 0.02 * np.arange(251)
modes = np.stack([np.sin(np.pi * x), np.sin(2 * np.pi * x) + 0.2 * x])
def case(mu):  # the exact solution of a decaying oscillation about 1 + x
    return 1 + x + (np.exp(-(0.1 + 0.05 * mu) * t) * np.stack([np.cos((1 + 0.3 * mu) * t), np.sin((1 + 0.3 * mu) * t)])).T @ modes
mu, between = np.linspace(0, 1, 5), np.array([0.4, 0.6, 0.9])
u, truth = np.stack([case(m) for m in mu]), np.stack([case(m) for m in between])
np.save("mu.npy", mu)
np.save("between.npy", between)
np.save("truth.npy", truth)
np.save("initial.npy", truth[:, 0])
noise = 1e-9 * np.random.default_rng(0).standard_normal(u[2].shape)
for name, states in {"rest": 1 + x, "frozen": u[2, 0], "rounded": u[2, 0] + noise,
                     "few": np.where((t < 0.03)[:, None], u[2], 1 + x)}.items():
    v = u.copy()
    v[2] = states
    np.save(f"{name}.npy", v)
v[[0, 1, 3]] = 1 + x
np.save("one.npy", v)
PY
linear=(--hidden none --precision double --optimiser lbfgs --epochs 400 --derivative sbp48 --coefficient-weight 0 --variation-weight 0)
for name in rest frozen rounded few; do
  rom-encode $name.npy --dt 0.02 --latent 2 "${linear[@]}" -q -o $name
  expect 0 "warning: $name/latent.npy: case 2, at rest or of too few different states, says nothing of its dynamics and is left out of regressions" \
    rom-sindy $name/latent.npy --dt 0.02 -o xi.npy
  for kind in joint independent; do
    expect 0 "warning: xi.npy: case 2, at rest or of too few different states" \
      rom-gpfit mu.npy xi.npy --coefficients $kind -o gp.json
    rom-predict $name between.npy --gp gp.json --initial initial.npy -q -o prediction.npy
    rom-error truth.npy prediction.npy --max 1e-3
  done
done
"$PYTHON" - <<'PY'
import json
import numpy as np
assert [case["determined"] for case in json.load(open("xi.json"))["cases"]] == [True, True, False, True, True]
assert np.load("xi.npy").shape == (5, 3, 2)
PY
# Nor does it draw the coefficients of the others to its own in training, which are zero.
rom-encode rest.npy --dt 0.02 --latent 2 --hidden 20 --epochs 300 --variation-weight 0.3 -q -o drawn
rom-sindy drawn/latent.npy --dt 0.02 -o drawn-xi.npy >/dev/null 2>&1
rom-gpfit mu.npy drawn-xi.npy -q -o gp.json 2>/dev/null
rom-predict drawn between.npy --gp gp.json --initial initial.npy -q -o prediction.npy
rom-error truth.npy prediction.npy --max 0.03
# Without that word in xi.json, as of earlier versions, all cases count.
sed -i '/"determined"/d' xi.json
by_hand xi.json
rom-gpfit mu.npy xi.npy --coefficients independent -o gp.json 2>said.txt
if grep -q "at rest" said.txt; then fail "a case that nobody spoke of"; fi
# One case is not enough.
rom-encode one.npy --dt 0.02 --latent 2 "${linear[@]}" -q -o one 2>/dev/null
expect 0 "cases 0, 1, 2, 3, at rest or of too few different states, say nothing of their dynamics" rom-sindy one/latent.npy --dt 0.02 -o xi.npy
expect 1 "cases 0, 1, 2, 3, .*; interpolation over the parameters needs at least 2 others" rom-gpfit mu.npy xi.npy -o gp.json
