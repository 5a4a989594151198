# A latent dynamics network of uneven times is as good as one of even ones, with steps of the integrator in between.
source "$ROM_SOURCE/tests/pipeline/common.sh"

"$PYTHON" - <<'PY'
import numpy as np
r = np.random.default_rng(0)
T, end = 41, 4.0
steps = np.exp2(r.uniform(-1, 1, T - 1))
times = {"even": np.linspace(0, end, T), "uneven": 3 + np.r_[0, np.cumsum(steps)] * end / steps.sum()}
x = np.linspace(-1, 1, 30)
mu, test = np.c_[np.tile([0.0, 0.15, 0.3, 0.5], 3), np.repeat([-0.1, 0, 0.1], 4)], np.array([[0.1, 0.06], [0.4, -0.03]])
field = lambda p, t: np.exp(-p[0] * t[:, None]) * np.cos(np.pi * (x + p[1] * t[:, None]))
np.save("x.npy", x[:, None])
np.save("mu.npy", mu)
np.save("test-mu.npy", test)
for name, t in times.items():
    np.save(name + "-t.npy", t)
    np.save(name + ".npy", np.stack([field(p, t - t[0]) for p in mu]))
    np.save(name + "-truth.npy", np.stack([field(p, t - t[0]) for p in test]))
asked = np.array([3, 4.03, 6.9])
np.save("asked.npy", asked)
np.save("asked-truth.npy", np.stack([field(p, asked - 3) for p in test]))
np.save("beyond.npy", np.array([3.5, 7.2]))
np.save("signals.npy", np.zeros((12, T)))
np.save("test-signals.npy", np.zeros((2, T + 5)))
PY
train() {
  rom-ldnet "$1.npy" --points x.npy --params mu.npy --latent 2 --dynamics-hidden 6 --hidden 8,8 --integrator rk2 \
    --bfgs 500 --marquardt 10 -q "${@:3}" -o "$2"
}
# The NRMSE at parameters left out: of trainings from five seeds, which end in minima of their own, the median.
median() {
  for seed in 0 1 2 3 4; do
    train "$1" "$2-$seed" --seed $seed "${@:3}"
    rom-predict "$2-$seed" test-mu.npy --points x.npy -q -o "$2-p.npy"
    rom-error "$1-truth.npy" "$2-p.npy" --nrmse --json >"$2-$seed.json"
  done
  "$PYTHON" -c 'import json, sys; print(sorted(json.load(open(f"{sys.argv[1]}-{s}.json"))["nrmse"] for s in range(5))[2])' "$2"
}
even=$(median even even --times even-t.npy)
uneven=$(median uneven uneven --times uneven-t.npy)
mean=$(median uneven mean --dt 0.1)
echo "even $even, uneven $uneven, with the mean step $mean"
"$PYTHON" -c "assert $uneven <= 1.3 * $even and 2 * $uneven < $mean"
mv uneven-1 uneven
rom-predict uneven test-mu.npy --points x.npy -q -o uneven-p.npy
assert_close uneven/times.npy uneven-t.npy 0
assert_that '"dt" not in m["snapshots"] and m["dynamics"]["step"] == 0' m=uneven/model.json

# By the clock of the data, at the same times and others; beyond the last too.
rom-predict uneven test-mu.npy --points x.npy --times uneven-t.npy -q -o again.npy
assert_same uneven-p.npy again.npy
rom-predict uneven test-mu.npy --points x.npy --times asked.npy -q -o asked-p.npy
rom-error asked-truth.npy asked-p.npy --nrmse --max 0.03 >/dev/null
rom-predict uneven test-mu.npy --points x.npy --times beyond.npy -q -o beyond-p.npy
assert_that 'p.shape == (2, 2, 30) and np.abs(p).max() < 1.2' p=beyond-p.npy

# Shorter steps, and a further stage.
train uneven short --times uneven-t.npy --seed 1 --step 0.04
assert_that 'm["dynamics"]["step"] == 0.04' m=short/model.json
rom-predict short test-mu.npy --points x.npy -q -o short-p.npy
rom-error uneven-truth.npy short-p.npy --nrmse --max 0.03 >/dev/null
rom-stage uneven uneven.npy --points x.npy --params mu.npy --epochs 20 -q -o second >/dev/null
rom-predict second test-mu.npy --points x.npy -q -o second-p.npy
assert_close second/times.npy uneven-t.npy 0
rom-ensemble uneven short -q -o both >/dev/null 2>&1
rom-predict both test-mu.npy --points x.npy -q -o both-p.npy
rom-error uneven-truth.npy both-p.npy --nrmse --max 0.03 >/dev/null

# Signals are given at the times of the model.
rom-ldnet uneven.npy --points x.npy --params mu.npy --signals signals.npy --times uneven-t.npy --latent 2 --bfgs 3 -q -o driven
expect 1 "test-signals.npy has 46 times but those of driven are 41, unevenly apart; give signals at these" \
  rom-predict driven test-mu.npy --signals test-signals.npy --points x.npy -o y.npy
expect 2 "--dt and --times exclude each other" rom-ldnet uneven.npy --points x.npy --params mu.npy --times uneven-t.npy --dt 0.1 --latent 2 -o y
expect 1 "asked.npy has 3 times but uneven.npy has 41" rom-ldnet uneven.npy --points x.npy --params mu.npy --times asked.npy --latent 2 -o y
