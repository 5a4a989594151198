# Latent dynamics networks from data to prediction: accuracy, other points and times, signals, stages, resuming, bad input.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
r = np.random.default_rng(0)
t, x = np.linspace(0, 5, 51), np.linspace(-1, 1, 40)
def field(mu, t, x):  # decaying, travelling waves: an exact solution of advection-diffusion-reaction
    decay = np.exp(-mu[:, :1] * np.pi**2 * t)
    return decay[:, :, None] * np.cos(np.pi * (x + mu[:, 1, None, None] * t[None, :, None]))
for name, cases in ("train", 12), ("test", 5):
    mu = np.c_[r.uniform(0, 0.05, cases), r.uniform(-0.1, 0.1, cases)]
    if name == "train":
        mu[:4] = [[0, -0.1], [0, 0.1], [0.05, -0.1], [0.05, 0.1]]
    np.save(f"{name}-mu", mu)
    np.save(name, field(mu, t, x).astype("f4"))
    other = r.uniform(-1, 1, (cases, 7))  # other points for each case, other times, half as long again
    late = np.array([0.0, 1.23, 5.5])
    np.save(f"{name}-other-x", other[:, :, None])
    np.save(f"{name}-other", np.stack([field(m[None], late, o)[0] for m, o in zip(mu, other)]).astype("f4"))
np.save("late", late)
np.save("x", x[:, None])
np.save("x3", np.zeros((40, 3)))
np.save("each-x", np.broadcast_to(x[:, None], (12, 51, 40, 1)).copy())
# Two fields in two dimensions that follow a signal: z' = s - z, (z (1 + px), z py).
s = np.cumsum(r.normal(0, 0.3, (8, 41)), 1)
z = np.zeros((8, 41))
for k in range(40):
    z[:, k + 1] = z[:, k] + 0.1 * (s[:, k] - z[:, k])
p = r.uniform(-1, 1, (30, 2))
np.save("signals", s)
np.save("short", s[:, :20])
np.save("places", p)
np.save("two", z[:, :, None, None] * np.stack([1 + p[:, 0], p[:, 1]], 1))
nan = np.load("train.npy"); nan[3, 4, 5] = np.nan
np.save("nan", nan)
PY
train=(rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden 6 --hidden 8,8 -q)

"${train[@]}" --marquardt 20 -o model
rom-predict model test-mu.npy --points x.npy -q -o - | rom-error test.npy - --nrmse --max 0.03 >errors.txt || fail "the test cases are off: $(tail -n 1 errors.txt)"
rom-predict model test-mu.npy --points test-other-x.npy --times late.npy -q -o - | rom-error test-other.npy - --nrmse --max 0.04 >errors.txt ||
  fail "other points and times are off: $(tail -n 1 errors.txt)"

# The measures are NumPy's, and so is the model read from its files.
rom-predict model test-mu.npy --points x.npy -q -o p.npy
rom-error test.npy p.npy --nrmse --json >report.json
"$PYTHON" - <<'PY'
import json
import numpy as np
u, v = np.load("test.npy").astype("f8"), np.load("p.npy").astype("f8")
report = json.load(open("report.json"))
assert v.dtype == "f8" and np.load("p.npy").dtype == "f4"
assert np.isclose(report["nrmse"], np.sqrt(np.mean((u - v) ** 2)) / (u.max() - u.min()), rtol=1e-9)
assert np.isclose(report["pearson_dissimilarity"], 1 - np.corrcoef(u.ravel(), v.ravel())[0, 1], rtol=1e-6)
assert np.isclose(report["cases"][2]["nrmse"], np.sqrt(np.mean((u[2] - v[2]) ** 2)) / (u.max() - u.min()), rtol=1e-9)
model = json.load(open("model/model.json"))
load = lambda name: np.load(f"model/{name}.npy")
f = {"tanh": np.tanh, "identity": lambda x: x}
def unit(name, x):
    low, high = (np.array(model["ranges"][name][k]) for k in ("low", "high"))
    return (2 * x - low - high) / (high - low)
def network(prefix, description, x):
    for k, name in enumerate(description["activations"], 1):
        x = f[name](x @ load(f"{prefix}-{k}-weight").T + load(f"{prefix}-{k}-bias"))
    return x
mu, x = unit("parameters", np.load("test-mu.npy")), unit("points", np.load("x.npy"))
z = np.zeros((5, 2))
low, high = (model["ranges"]["fields"][k][0] for k in ("low", "high"))
for k in range(51):
    inputs = np.concatenate([np.broadcast_to(z[:, None], (5, 40, 2)), np.broadcast_to(x, (5, 40, 1))], 2)
    y = network("reconstruction-1", model["stages"][0], inputs)[..., 0]
    assert np.allclose(low + (high - low) * (y + 1) / 2, v[:, k], atol=1e-6), k
    z = z + 0.1 / model["dynamics"]["time_unit"] * network("dynamics", model["dynamics"], np.concatenate([z, mu], 1))
PY

# Points given for each time of each case, all the same, make the same model. So does any number of threads.
rom-ldnet train.npy --points each-x.npy --params train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden 6 --hidden 8,8 --adam 5 --bfgs 5 --marquardt 2 -q -o each
"${train[@]}" --adam 5 --bfgs 5 --marquardt 2 --threads 1 -o few
"${train[@]}" --adam 5 --bfgs 5 --marquardt 2 --threads 2 -o few-2
for file in few/*.npy; do
  cmp "$file" "few-2/$(basename "$file")" || fail "threads change $file"
  cmp "$file" "each/$(basename "$file")" || fail "points given one by one change $file"
done

# Stopped, it goes on to the same bits.
"${train[@]}" --adam 20 --bfgs 20 --marquardt 5 -o whole
for signal in TERM KILL; do
  rm -rf parts parts.checkpoint
  timeout -s $signal 0.4 "${train[@]}" --adam 20 --bfgs 20 --marquardt 5 --checkpoint 0.05 -o parts 2>stopped.txt || true
  "${train[@]}" --adam 20 --bfgs 20 --marquardt 5 --resume -o parts
  for file in whole/*.npy; do cmp "$file" "parts/$(basename "$file")" || fail "resuming after SIG$signal changes $file"; done
  [ ! -e parts.checkpoint ] || fail "the checkpoint is left"
done

# Asked for more iterations of the last method, it goes on from a checkpoint that was kept; no other method's may change.
"${train[@]}" --adam 20 --bfgs 20 --marquardt 3 --keep-checkpoint -o longer
expect 1 'made with bfgs 20 but this run has 21' "${train[@]}" --adam 20 --bfgs 21 --marquardt 5 --resume -o longer
"${train[@]}" --adam 20 --bfgs 20 --marquardt 5 --resume -o longer
for file in whole/*.npy; do cmp "$file" "longer/$(basename "$file")" || fail "going on for longer changes $file"; done

# It may go on with more points, and keeps the best weights of those: not the ones of a lower loss on fewer.
"${train[@]}" --adam 20 --bfgs 100 --marquardt 0 --points-per-time 1 --keep-checkpoint -o denser
"${train[@]}" --adam 20 --bfgs 110 --marquardt 0 --resume -o denser
"$PYTHON" - <<'PY'
import json
import numpy as np
losses = np.loadtxt("denser/training-1.tsv", skiprows=1)[:, :2]
few, all_points = losses[losses[:, 0] < 120, 1].min(), losses[losses[:, 0] >= 120, 1]
best = json.load(open("denser/model.json"))["stages"][0]["training"]["best_loss"]
assert few < best, (few, best)
assert np.isclose(best, all_points.min(), rtol=1e-6), (best, all_points)
PY

# SIGTERM comes twice where both make and the batch system send it; here in one iteration.
rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --hidden 40,40 --adam 0 --bfgs 0 --marquardt 200 -q -o slow 2>slow.txt &
pid=$!
sleep 1
kill -TERM $pid
sleep 0.02
kill -TERM $pid
wait $pid && fail "not stopped"
[ -e slow.checkpoint/checkpoint.json ] || fail "no checkpoint after two signals: $(cat slow.txt)"

# A further reconstruction network lowers what is left, and leaves the model it is given as it was.
echo mine >few/notes.txt
cp -r few before
rom-stage few train.npy --points x.npy --params train-mu.npy --epochs 60 --json -q -o few-stage >stage.json
[ ! -e few-stage/notes.txt ] || fail "rom-stage took a file that is not the model's"
diff -r few before || fail "rom-stage has changed its input"
"$PYTHON" -c "
import json
r = json.load(open('stage.json'))
assert r['stage'] == 2 and r['residual_after'] < 0.9 * r['residual_before'], r"
rom-predict few-stage test-mu.npy --points x.npy --stages 1 -q -o one.npy
rom-predict few test-mu.npy --points x.npy -q -o few.npy
cmp one.npy few.npy || fail "the first stage is not the model it came from"

# Signals, two fields, two dimensions; of first and second order.
rom-ldnet two.npy --points places.npy --signals signals.npy --dt 0.1 --fields 2 --latent 1 --dynamics-hidden none --hidden 6 --points-per-time 10 --marquardt 40 -q -o two
rom-predict two --signals signals.npy --points places.npy -o - | rom-error two.npy - --nrmse --max 1e-3 >errors.txt || fail "signals: $(tail -n 1 errors.txt)"
rom-ldnet two.npy --points places.npy --signals signals.npy --dt 0.1 --fields 2 --latent 1 --order 2 --integrator rk4 --step 0.05 --equilibrium --direct --adam 5 --bfgs 5 --marquardt 2 -q -o second
rom-predict second --signals signals.npy --points places.npy -q -o second.npy
rom-predict second --signals signals.npy --latent-only -o latent.npy

# What is wrong is said in one line, and nothing is written.
mkdir bad
expect 2 'is required' rom-ldnet train.npy --params train-mu.npy --dt 0.1 --latent 2 -o bad/m
expect 1 'short.npy has 20 times.*41' rom-ldnet two.npy --points places.npy --signals short.npy --dt 0.1 --fields 2 --latent 1 -o bad/m
expect 1 'short.npy has 20 times' rom-predict two --signals short.npy --points places.npy --times 0:3:4 -o bad/p.npy
expect 1 '3 dimensions' rom-predict model test-mu.npy --points x3.npy -o bad/p.npy
expect 1 'NaN|not a number' rom-ldnet nan.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 -o bad/m
expect 2 'does not divide' rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --step 0.03 --latent 2 -o bad/m
expect 2 '3 layers' rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --ridge 1,2 -o bad/m
expect 2 'tell them apart' rom-ldnet train.npy --points x.npy --dt 0.1 --latent 2 -o bad/m
expect 2 'latent dynamics network' rom-predict model test-mu.npy --points x.npy --gp gp.json -o bad/p.npy
expect 1 'not the file' rom-stage model test.npy --points x.npy --params test-mu.npy -o bad/m
expect 1 'BFGS needs [0-9]+ GB' rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --hidden 2500,2500 -q -o bad/m
expect 1 'Levenberg and Marquardt.s method needs [0-9]+ GB' rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --hidden 2500,2500 --bfgs 0 --marquardt 5 -q -o bad/m
expect 1 '30 points but' rom-ldnet train.npy --points places.npy --params train-mu.npy --dt 0.1 --latent 2 -o bad/m
expect 1 "'rom-ldnet' but a model of rom-encode" rom-encode train.npy --apply model -o bad/z.npy
[ -z "$(ls -A bad)" ] || fail "something was left: $(ls -A bad)"
"$PYTHON" -c "import numpy as np; np.save('far', [[0.2, 0.0]])"
rom-predict model far.npy --points x.npy -o far-p.npy 2>warning.txt
grep -q 'outside what the model was trained on' warning.txt || fail "no warning of parameters outside the range"
