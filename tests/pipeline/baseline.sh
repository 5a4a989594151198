# rom-baseline: left-out errors as NumPy finds them, predictions of rom-predict, and what a baseline cannot do.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
r = np.random.default_rng(0)
mu = np.array([[a, b] for a in (1.0, 2.0, 3.0) for b in (10.0, 30.0, 50.0)])
new = np.array([[1.5, 20.0], [2.7, 44.0]])
t, x = np.linspace(0, 1, 21)[:, None, None], np.linspace(0, 1, 30).reshape(5, 6)
waves = [np.sin(3 * x + k * t) for k in range(1, 4)]
field = lambda m: 5 + m[0] * waves[0] + m[1] * waves[1] / 20  # linear in the parameters
bent = lambda m: field(m) + np.sin(m[0]) * waves[2]
for name, u, cases in (("train", field, mu), ("truth", field, new), ("bent", bent, mu), ("bent-truth", bent, new)):
    np.save(f"{name}.npy", np.stack([u(m) for m in cases]))
np.save("mu.npy", mu)
np.save("new.npy", new)
np.save("far.npy", np.array([[2.0, 60.0]]))
np.save("line.npy", np.stack([mu[:, 0] + mu[:, 1]] * 2, 1))
np.save("same.npy", np.repeat(mu[:3], 3, 0))
np.save("three.npy", np.ones((9, 3)) * np.arange(9)[:, None])
zero = np.load("train.npy")
zero[2, 4] = 0
np.save("zero.npy", zero)
np.save("steady.npy", np.ones((9, 21, 5, 6)))
PY
rom-baseline train.npy mu.npy --precision double -o model >table.txt
grep -q "^cubic .* best$" table.txt || { cat table.txt >&2; fail "what is linear is not predicted best by a linear function"; }
rom-predict model new.npy -q -o prediction.npy
rom-error truth.npy prediction.npy --max 1e-3 >/dev/null
"$PYTHON" -c "import numpy as np; assert np.load('prediction.npy').shape == (2, 21, 5, 6)"
rom-predict model - -q -o - <new.npy | cmp - prediction.npy

# Each way to interpolate, and what it says of left-out cases, against a refit without them: of the same scale, since
# on this grid the others have nearly the same deviation, the linear and the cubic one do not depend on it.
for kind in linear cubic gp; do
  rom-baseline bent.npy mu.npy --interpolation $kind --precision double --basis-tolerance 1e-6 --json -o $kind >$kind.json
  rom-predict $kind new.npy -q --samples 400 --std $kind-std.npy -o $kind.npy
  rom-predict $kind mu.npy -q --std $kind-sure.npy -o known.npy
  rom-error bent-truth.npy $kind.npy --max 0.1 >/dev/null
done
"$PYTHON" - <<'PY'
import json
import numpy as np
u, mu = np.load("bent.npy").reshape(9, 21, 30), np.load("mu.npy")
z = (mu - mu.mean(0)) / mu.std(0)
norm = lambda a: np.linalg.norm(a, axis=-1)
for kind in "linear", "cubic":
    errors = []
    for c in range(9):
        rest = np.arange(9) != c
        distance = lambda a: norm(a[:, None] - z[rest])
        kernel, tail = ((lambda a: -distance(a)), 1) if kind == "linear" else ((lambda a: distance(a) ** 3), 3)
        polynomial = lambda a: np.hstack([np.ones((len(a), 1)), a])[:, :tail]
        system = np.block([[kernel(z[rest]), polynomial(z[rest])], [polynomial(z[rest]).T, np.zeros((tail, tail))]])
        weights = np.linalg.solve(system, np.vstack([u[rest].reshape(8, -1), np.zeros((tail, 630))]))
        predicted = (np.hstack([kernel(z[~rest]), polynomial(z[~rest])]) @ weights).reshape(21, 30)
        errors.append((norm(u[c] - predicted) / norm(u[c])).max())
    report = json.load(open(f"{kind}.json"))["interpolations"][0]
    assert abs(report["left_out_largest"] / max(errors) - 1) < 1e-4, (kind, report, errors)
    assert abs(report["left_out_mean"] / np.mean(errors) - 1) < 1e-4 and report["left_out_worst_case"] == np.argmax(errors)
    # The deviation: left-out differences over their power functions, times that of the point. At the cases there is none.
    new = (np.load("new.npy") - mu.mean(0)) / mu.std(0)
    distance = lambda a: norm(a[:, None] - z)
    rows = lambda a: np.hstack([kernel(a), polynomial(a)])
    inverse = np.linalg.inv(np.vstack([rows(z), np.hstack([polynomial(z).T, np.zeros((tail, tail))])]))
    power = np.sqrt(-np.einsum("ij,jk,ik->i", rows(new), inverse, rows(new)))
    differences = inverse[:9, :9] @ u.reshape(9, -1) / np.sqrt(np.diag(inverse)[:9, None])
    expected = power[:, None] * np.sqrt((differences**2).mean(0))
    found = np.load(f"{kind}-std.npy").reshape(2, -1)
    large = expected > 0.1 * expected.max()
    assert abs(np.median(found[large] / expected[large]) - 1) < 0.12, (kind, np.median(found[large] / expected[large]))
    assert (abs(found / expected - 1)[large] < 0.25).all()
    assert np.load(f"{kind}-sure.npy").max() < 1e-3 * found.max()
PY

# Logarithms: taken where left-out cases say so, and only there.
"$PYTHON" -c '
import numpy as np
mu = np.geomspace(0.01, 1, 9)[:, None]
x = np.linspace(0, 1, 30)
np.save("wide-mu.npy", np.hstack([mu, np.linspace(1, 3, 9)[[4, 1, 7, 0, 8, 2, 6, 3, 5]][:, None]]))
np.save("wide.npy", np.stack([np.stack([np.cos(x) + np.log(m) * np.sin(3 * x + t) for t in np.linspace(0, 1, 21)]) for m, in mu]))'
rom-baseline wide.npy wide-mu.npy --json >auto.json
rom-baseline wide.npy wide-mu.npy --log 0 --json >first.json
rom-baseline wide.npy wide-mu.npy --log none --json >none.json
assert_that 'a["logarithmic"] == [True, False] and a["interpolations"] == f["interpolations"] and n["logarithmic"] == [False, False]
  and min(i["left_out_mean"] for i in a["interpolations"]) < 0.3 * min(i["left_out_mean"] for i in n["interpolations"])' \
  a=auto.json f=first.json n=none.json
rom-baseline wide.npy wide-mu.npy | grep -q "^parameters whose logarithm counts: 0$" || fail "no word of the logarithm"
expect 2 "--log is x; it must be auto, none, or positions" rom-baseline wide.npy wide-mu.npy --log x

# Times: between those of the training, and no further.
rom-baseline train.npy mu.npy --dt 0.05 --precision double -q -o timed >/dev/null
rom-predict timed new.npy --times 0:1:21 -q -o again.npy
rom-error prediction.npy again.npy --max 1e-12 >/dev/null
expect 2 "model was made without --dt and knows no times" rom-predict model new.npy --times 0:1:21 -o x.npy
expect 1 "time 1.1 is beyond the training's last, 1: interpolation over the parameters knows no dynamics" \
  rom-predict timed new.npy --times 0:1.1:12 -o x.npy
expect 0 "far.npy: case 0, parameter 1 is 60, outside the training range 10 to 50" rom-predict model far.npy -o far-prediction.npy

# One thread or several give the same bits.
rom-baseline bent.npy mu.npy --threads 1 -q -o one >/dev/null
rom-baseline bent.npy mu.npy --threads 3 -q -o several >/dev/null
assert_same_arrays one several

expect 0 "" rom-baseline train.npy line.npy
expect 1 "line.npy: these cases do not determine cubic interpolation" rom-baseline train.npy line.npy --interpolation cubic
expect 1 "same.npy: cases [0-9]+ and [0-9]+ have the same parameters, and plain interpolation knows nothing else" rom-baseline train.npy same.npy
expect 1 "train.npy has 9 cases but new.npy has 2" rom-baseline train.npy new.npy
expect 0 "relative to each case's root mean square, for some snapshots are all but zero" rom-baseline zero.npy mu.npy
expect 1 "all snapshots are equal|nothing to learn|does not change" rom-baseline steady.npy mu.npy
expect 2 "there is no parameter 2; there are 2" rom-baseline train.npy mu.npy --log 2
expect 2 "--gp is one of the options for models of rom-encode, but model is a baseline" rom-predict model new.npy --gp gp.json -o x.npy
expect 2 "parameters are required: of the cases to predict" rom-predict model -o x.npy
expect 2 "it has no latent states and no stages" rom-predict model new.npy --latent-only -o x.npy
expect 1 "three.npy has parameters of dimension 3 but the model was trained on dimension 2" rom-predict model three.npy -o x.npy
expect 1 "model is a baseline, which has no stages" rom-stage model train.npy --params mu.npy --gp gp.json -o y
expect 1 "is of format 'rom-baseline' but a model of rom-encode is needed" rom-encode train.npy --apply model -o x.npy
cp -r model broken
sed -i '/"modes"/d' broken/model.json
by_hand broken/model.json
expect 1 "broken/model.json: .*'modes'" rom-predict broken new.npy -o x.npy
assert_missing x.npy
assert_missing y
