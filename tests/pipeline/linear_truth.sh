# A field of two modes whose amplitudes obey known linear dynamics: the reduced model must find them again.
source "$ROM_SOURCE/tests/pipeline/common.sh"

"$PYTHON" - <<'PY'
import numpy as np
x = np.linspace(0, 1, 50)
modes = np.stack([np.sin(np.pi * x), np.sin(2 * np.pi * x) + 0.2 * x])
t = 0.02 * np.arange(251)
def case(mu):
    decay, frequency = 0.1 + 0.05 * mu, 1 + 0.3 * mu
    z = np.exp(-decay * t) * np.stack([np.cos(frequency * t), np.sin(frequency * t)])
    return 1 + x + (z.T @ modes)
mu = np.linspace(0, 1, 9)
np.save("train.npy", np.stack([case(m) for m in mu]))
np.save("mu.npy", mu)
test = np.array([0.07, 0.31, 0.9])
truth = np.stack([case(m) for m in test])
np.save("truth.npy", truth)
np.save("test-mu.npy", test)
np.save("initial.npy", truth[:, 0])
PY

rom-encode train.npy --dt 0.02 --latent 2 --hidden none --precision double --optimiser lbfgs --epochs 400 \
  --derivative sbp48 --coefficient-weight 0 --variation-weight 0 -o model
rom-sindy model/latent.npy --dt 0.02 --derivative sbp48 --simulate simulated.npy -o xi.npy
rom-gpfit mu.npy xi.npy --kernel rbf -o gp.json
rom-predict model test-mu.npy --gp gp.json --initial initial.npy -o prediction.npy
rom-error truth.npy prediction.npy --max 1e-4

"$PYTHON" - <<'PY'
import json
import numpy as np
mu = np.load("mu.npy")
for m, case in zip(mu, json.load(open("xi.json"))["cases"]):
    growth, frequency = case["eigenvalues"][0]["growth"], case["eigenvalues"][0]["frequency"]
    assert abs(growth + 0.1 + 0.05 * m) < 1e-4, (m, growth)
    assert abs(frequency - 1 - 0.3 * m) < 1e-4, (m, frequency)
    assert case["residual"] < 1e-4
latent, simulated = np.load("model/latent.npy"), np.load("simulated.npy")
assert np.abs(latent - simulated).max() < 1e-4 * np.abs(latent).max()
PY

# A swing seen without its velocity does not determine how it changes; with it, it does.
"$PYTHON" -c '
import numpy as np
t = np.arange(0, 10, 0.05)
both = np.stack([[np.cos(w * t), -w * np.sin(w * t)] for w in (1.0, 1.3)]).transpose(0, 2, 1)
np.save("swing.npy", both)
np.save("place.npy", both[:, :, :1])'
expect 0 "the latent variables hardly determine how they change: .* train with --delays" rom-sindy place.npy --dt 0.05 -o x.npy
rom-sindy swing.npy --dt 0.05 -o x.npy 2>said.txt >/dev/null
[ ! -s said.txt ] || { cat said.txt >&2; fail "a warning of what is determined"; }
