# Latent states, the steps of BFGS and Levenberg and Marquardt's method, and the ranges of a latent dynamics network are
# NumPy's, for each order and integrator.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
r = np.random.default_rng(0)
np.save("mu.npy", np.array([[0.2, 5.0], [0.9, 3.0], [0.5, 4.0]]))
np.save("signals.npy", r.normal(size=(3, 9, 1)).cumsum(1))
np.save("x.npy", r.uniform(2, 3, (6, 1)))
np.save("fields.npy", r.normal(size=(3, 9, 6)).cumsum(1))
PY
cat >dynamics.py <<'PY'
from models import *

before, after, damped = read("before"), read("after"), read("damped")
load = lambda name: np.load(f"{name}.npy")
raw = {"points": load("x"), "parameters": load("mu"), "signals": load("signals").reshape(-1, 1),
       "fields": load("fields").reshape(-1, 1)}
unit = {}
for name, values in raw.items():
    low, high = values.min(0), values.max(0)
    assert np.array_equal(before["ranges"][name]["low"], low) and np.array_equal(before["ranges"][name]["high"], high), name
    unit[name] = (values - (low + high) / 2) / ((high - low) / 2)
rest = -(raw["signals"].min() + raw["signals"].max()) / np.ptp(raw["signals"])  # a signal of 0
signals, fields = unit["signals"].reshape(3, 9, 1), unit["fields"].reshape(3, 9, 6)
weights = {"euler": [1], "rk2": [1 / 2, 1 / 2], "rk4": [1 / 6, 1 / 3, 1 / 3, 1 / 6]}
nodes = {"euler": [0], "rk2": [0, 1], "rk4": [0, 0.5, 0.5, 1]}

def states(model):
    dynamics = model["dynamics"]
    order, latent, steps = (dynamics[key] for key in ("order", "latent", "steps"))
    h = 0.2 / steps / dynamics["time_unit"]
    nn = lambda z, s: network(model, "dynamics", dynamics, np.concatenate([z, unit["parameters"], s], 1))

    def rate(z, k, fraction):  # signals are linear in between
        s = signals[:, k] + fraction * (signals[:, min(k + 1, 8)] - signals[:, k])
        a = nn(z, s)
        if dynamics["equilibrium"]:
            a = a - nn(np.zeros_like(z), np.full((3, 1), rest))
        return a if order == 1 else np.concatenate([z[:, latent:], a], 1)

    z = np.zeros((3, 9, order * latent))
    for k in range(8):
        now = z[:, k]
        for part in range(steps):
            rates = []
            for c in nodes[dynamics["integrator"]]:
                rates.append(rate(now + (h * c * rates[-1] if rates else 0), k, (part + c) / steps))
            if order == 2 and dynamics["integrator"] == "euler":  # z moves with the new velocity
                rates[0][:, :latent] += h * rates[0][:, latent:]
            now = now + h * sum(w * r for w, r in zip(weights[dynamics["integrator"]], rates))
        z[:, k + 1] = now
    return z[:, :, :latent]

def errors(model):
    z = np.repeat(states(model)[:, :, None], 6, axis=2)
    inputs = [z, np.broadcast_to(unit["points"], (3, 9, 6, 1))]
    if model["direct"]:
        u = np.concatenate([np.repeat(unit["parameters"][:, None], 9, 1), signals], 2)
        inputs.insert(1, np.repeat(u[:, :, None], 6, axis=2))
    y = network(model, "reconstruction-1", model["stages"][0], np.concatenate(inputs, 3))[..., 0]
    return (y - fields).ravel()

assert np.allclose(np.load("latent.npy"), states(after), rtol=1e-9, atol=1e-12)
networks = "dynamics", "reconstruction-1"
step = lambda model: flat(model, *networks) - flat(before, *networks)
jacobian = gradient(errors, before, *networks)  # [weights, values]
by_weights = 2 / 162 * jacobian @ errors(before)
require_descent(by_weights, step(after))
hessian = 2 / 162 * jacobian @ jacobian.T
diagonal = np.diag(hessian)
enter = diagonal > 1e-10 * diagonal.max()  # with --equilibrium the last biases of NNdyn do not
at = lambda damping: -np.linalg.solve((hessian + damping * np.diag(diagonal))[np.ix_(enter, enter)], by_weights[enter])
dampings = 1e-3 * 2.0 ** np.array([0, 1, 3, 6, 10])  # the first with which the loss falls
off = [np.linalg.norm(step(damped)[enter] - at(d)) / np.linalg.norm(at(d)) for d in dampings]
assert min(off) < 1e-3, off
PY
train=(rom-ldnet fields.npy --points x.npy --params mu.npy --signals signals.npy --dt 0.2 --latent 2)
train+=(--dynamics-hidden 4 --hidden 5 -q)
for options in "--order 1" "--order 1 --integrator rk2 --direct" "--order 1 --integrator rk4 --step 0.1 --equilibrium" \
  "--order 2 --equilibrium" "--order 2 --integrator rk4 --time-unit 0.5"; do
  read -ra words <<<"$options"
  "${train[@]}" "${words[@]}" --adam 1 --bfgs 0 --lr 1e-300 -o before
  "${train[@]}" "${words[@]}" --adam 0 --bfgs 1 -o after
  "${train[@]}" "${words[@]}" --adam 0 --bfgs 0 --marquardt 1 -o damped
  rom-predict after mu.npy --signals signals.npy --latent-only -q -o latent.npy
  "$PYTHON" dynamics.py || fail "the dynamics with $options"
done
