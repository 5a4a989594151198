# The same data in other units: a power of two on states, parameters or times changes no bit of what is trained, and scales predictions and
# deviations by itself.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
x, t = np.linspace(0, 1, 40), np.linspace(0, 2, 41)[:, None]
def run(m):
    return np.exp(-(x - 0.3 - 0.2 * m * np.sin(2 * t * m)) ** 2 / 0.05) + 0.2 * np.sin(6 * x) * np.cos(3 * m * t)
mu = np.linspace(1, 1.6, 5)
new = (mu[1:] + mu[:-1]) / 2
u, v = (np.stack([run(m) for m in some]).astype("f4") for some in (mu, new))
for name, states, parameters in ("base", 0, 0), ("large", 80, 0), ("small", -80, 0), ("mu", 0, -660), ("times", 0, 0):
    np.save(f"{name}.npy", np.ldexp(u, states))
    np.save(f"{name}-initial.npy", np.ldexp(v[:, 0], states))
    np.save(f"{name}-mu.npy", np.ldexp(mu, parameters))
    np.save(f"{name}-new.npy", np.ldexp(new, parameters))
PY
pipeline() { # NAME DT
  rom-encode "$1.npy" --dt "$2" --params "$1-mu.npy" --latent 4 --hidden 20 --epochs 100 -q -o "$1-1" 2>/dev/null
  rom-sindy "$1-1/latent.npy" --dt "$2" -o "$1-xi.npy" >/dev/null
  rom-gpfit "$1-mu.npy" "$1-xi.npy" -q -o "$1-gp.json" 2>/dev/null
  rom-stage "$1-1" "$1.npy" --gp "$1-gp.json" --params "$1-mu.npy" --kind decoder --epochs 30 -q -o "$1-2" >/dev/null 2>&1
  rom-stage "$1-1" "$1.npy" --gp "$1-gp.json" --params "$1-mu.npy" --kind interpolation -q -o "$1-i" >/dev/null 2>&1
  for stage in 1 2 i; do
    rom-predict "$1-$stage" "$1-new.npy" --gp "$1-gp.json" --initial "$1-initial.npy" --samples 4 --std "$1-$stage-std.npy" --mean "$1-$stage-mean.npy" \
      -q -o "$1-$stage.npy" 2>/dev/null
  done
  rom-baseline "$1.npy" "$1-mu.npy" --dt "$2" -q -o "$1-b" >/dev/null 2>&1
  rom-predict "$1-b" "$1-new.npy" --samples 4 --std "$1-b-std.npy" --mean "$1-b-mean.npy" -q -o "$1-b.npy"
  rom-ensemble "$1-1" "$1-i" "$1-b" --gp "$1-gp.json" "$1-gp.json" -q -o "$1-e" >/dev/null 2>&1
  rom-predict "$1-e" "$1-new.npy" --initial "$1-initial.npy" --samples 4 --std "$1-e-std.npy" --mean "$1-e-mean.npy" -q -o "$1-e.npy" 2>/dev/null
}
pipeline base 0.05
pipeline large 0.05
pipeline small 0.05
pipeline mu 0.05
pipeline times 7.105427357601002e-16  # 2^-46 of 0.05
"$PYTHON" - <<'PY'
import numpy as np
load = lambda name: np.load(f"{name}.npy")
for name, power in ("large", 80), ("small", -80), ("mu", 0), ("times", 0):
    assert np.array_equal(load(f"{name}-1/latent"), load("base-1/latent")), name
    for part in "1", "2", "i", "b", "e":
        for what in "", "-mean", "-std":
            assert np.array_equal(load(f"{name}-{part}{what}"), np.ldexp(load(f"base-{part}{what}"), power)), (name, part, what)
PY
