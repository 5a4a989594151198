# An interpolated stage: rom-stage takes it where what is left can be interpolated and nothing asks for a decoder, rom-predict adds
# what SciPy's interpolation (in NumPy) adds, left-out errors are those of a refit, and beyond what it knows it is left out.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 3, 31)[:, None], np.linspace(0, 1, 40)
# Waves that a single latent oscillator carries, and amplitudes that only the parameters know.
def run(m):
    return np.cos(2 * x - t) + 0.3 * m[0] * np.exp(-t) * np.sin(9 * x) + 0.2 * m[1] ** 2 * t * np.sin(7 * x) / 3
mu = np.array([[a, b] for a in (0.5, 1.0, 1.5) for b in (0.5, 1.0, 1.5)])
new = np.array([[0.8, 1.2], [1.3, 0.6]])
np.save("train.npy", np.stack([run(m) for m in mu]))
np.save("truth.npy", np.stack([run(m) for m in new]))
np.save("mu.npy", mu)
np.save("new.npy", new)
np.save("initial.npy", np.load("truth.npy")[:, 0])
np.save("train-initial.npy", np.load("train.npy")[:, 0])
np.save("strange.npy", np.stack([run(new[0])[0], run((1.0, 1.0))[0]]))
np.save("steps.npy", np.arange(0, 4.5, 0.1))
PY
encode() { rom-encode "$1" --dt 0.1 --latent 2 --hidden none --epochs 200 --precision double --basis-tolerance 1e-6 -q -o "$2"; }
fit() { rom-sindy "$2/latent.npy" --dt 0.1 -o "$2-xi.npy" >/dev/null; rom-gpfit "$1" "$2-xi.npy" -q -o "$2.json"; }
encode train.npy model
fit mu.npy model
stage=(rom-stage model train.npy --gp model.json --params mu.npy)
predict() { rom-predict "$1" "${2:-new.npy}" --gp model.json --initial "${3:-initial.npy}" -q "${@:4}" -o -; }

"${stage[@]}" --kind interpolation -o model-2 >table.txt 2>said.txt
grep -q '^stage 2, epsilon .*, cubic interpolation$\|^stage 2, epsilon .*, gp interpolation$' table.txt || { cat table.txt said.txt >&2; fail "no interpolated stage"; }
[ "$(grep -cE '^(before|after ) .* largest ' table.txt)" = 6 ] || fail "no errors before and after"
assert_missing model-2/training-2.tsv
! grep "the dynamics between the cases are uncertain" said.txt || fail "training cases that are met whatever the dynamics are tell nothing of them"
assert_same_arrays model model-2
# The training cases are met, those between far better than before.
predict model-2 mu.npy train-initial.npy | rom-error train.npy - --max 1e-4 >/dev/null
predict model | rom-error truth.npy - --json >one.json || true
predict model-2 | rom-error truth.npy - --json >two.json
assert_that 'two["largest"] < 0.15 * one["largest"]' one=one.json two=two.json
predict model-2 new.npy initial.npy --stages 1 | cmp - <(predict model) || fail "--stages 1 is not the model of one stage"

# The cubic one, against NumPy: prediction, and cases left out of it; without a verdict's dynamics, the residual's own.
"${stage[@]}" --interpolation cubic --json -q -o chosen >chosen.json
for data in mu.npy:train-initial.npy:train new.npy:initial.npy:new; do
  IFS=: read -r mu initial name <<<"$data"
  predict model $mu $initial >one-$name.npy
  predict chosen $mu $initial >two-$name.npy
done
"$PYTHON" - <<'PY'
import json
import numpy as np
u, mu, new = np.load("train.npy"), np.load("mu.npy"), np.load("new.npy")
residual = u - np.load("one-train.npy")
z = lambda m: (m - mu.mean(0)) / mu.std(0)
def cubic(known, values, at):
    distance = lambda a, b: np.linalg.norm(a[:, None] - b, axis=2) ** 3
    p = lambda a: np.hstack([np.ones((len(a), 1)), a])
    system = np.block([[distance(known, known), p(known)], [p(known).T, np.zeros((3, 3))]])
    weights = np.linalg.solve(system, np.vstack([values.reshape(len(known), -1), np.zeros((3, values[0].size))]))
    return (np.hstack([distance(at, known), p(at)]) @ weights).reshape(len(at), *values.shape[1:])
report = json.load(open("chosen.json"))
added = np.load("two-new.npy") - np.load("one-new.npy")
norm = lambda a: np.linalg.norm(a, axis=-1)
errors = []
for c in range(9):
    rest = np.arange(9) != c
    left = residual[c] - cubic(z(mu[rest]), residual[rest], z(mu[~rest]))[0]
    errors.append((norm(left) / norm(u[c])).max())
assert abs(added - cubic(z(mu), residual, z(new))).max() < 1e-5
assert abs(report["residual_left_out_mean"] / np.mean(errors) - 1) < 1e-3, (report, np.mean(errors))
assert abs(report["residual_left_out_largest"] / max(errors) - 1) < 1e-3
# All cases have the same dynamics, so that left-out ones are off by what the others do not know of their residual.
assert abs(report["left_out_mean_after"] / np.mean(errors) - 1) < 0.05, (report, np.mean(errors))
PY

# Statistics have it too: the mean over draws is near the prediction.
predict model-2 new.npy initial.npy --samples 50 --mean mean.npy >prediction.npy
rom-error prediction.npy mean.npy --max 0.05 >/dev/null

# Of the coefficients' deviation the share counts that is in the model; past the stage's times all of it.
for share in 0 1; do
  cp -r model-2 share-$share
  sed -i "s/\"share_of_draws\": [0-9.e-]*/\"share_of_draws\": $share/" share-$share/model.json
  by_hand share-$share/model.json
  for wide in 1 4; do
    sed "s/\"deviation_factor\": [0-9.e-]*/\"deviation_factor\": $wide/" model.json >wide.json
    by_hand wide.json
    ask=(rom-predict share-$share new.npy --gp wide.json --initial initial.npy -q -o drawn.npy)
    "${ask[@]}" --std std-$share-$wide.npy
    "${ask[@]}" --times steps.npy --std longer-$share-$wide.npy 2>/dev/null
  done
done
assert_same std-0-1.npy std-0-4.npy
assert_differ longer-0-1.npy longer-0-4.npy
assert_differ std-1-1.npy std-1-4.npy
assert_same longer-0-4.npy longer-1-4.npy
sed "s/\"share_of_draws\": [0-9.e-]*/\"share_of_draws\": 2/" model-2/model.json >share-0/model.json
by_hand share-0/model.json
expect 1 "share-0/model.json: 'share_of_draws' is not between 0 and 1; make the model again" \
  rom-predict share-0 new.npy --gp model.json --initial initial.npy -q -o y.npy

# Taken by itself where the parameters set speeds that the dynamics follow, and what these leave is smooth.
"$PYTHON" - <<'PY'
import numpy as np
t, x, mu = np.linspace(0, 6, 61)[:, None], np.linspace(0, 1, 40), np.load("mu.npy")
np.save("moving.npy", np.stack([np.cos(7 * x - (1 + m[0]) * t) + 0.3 * m[1] * np.exp(-t) * np.sin(9 * x) for m in mu]))
PY
encode moving.npy moving
fit mu.npy moving
rom-stage moving moving.npy --gp moving.json --params mu.npy -o moving-2 >/dev/null 2>said.txt
assert_that 'not m["interpolated_stage"]["replaces"]' m=moving-2/model.json

# Not where one parameter sets a speed, whose values are few, and the other is fine: a case that is left out alone is then predicted by its
# neighbours along the latter, and by no means between two values of the former.
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 2, 31)[:, None], np.linspace(0, 1, 40)
mu = np.array([[a, b] for a in (0.5, 1.0, 1.5) for b in np.linspace(0.5, 1.5, 8)])
np.save("grid-mu.npy", mu)
np.save("grid.npy", np.stack([2 + np.cos(9 * x - 4 * m[0] * t) + 0.3 * np.exp(-m[1] * t) * np.sin(4 * x) for m in mu]))
PY
rom-encode grid.npy --dt 0.0666667 --latent 3 --hidden 30 --params grid-mu.npy --epochs 300 -q -o grid 2>/dev/null
rom-sindy grid/latent.npy --dt 0.0666667 -o grid-xi.npy >/dev/null
rom-gpfit grid-mu.npy grid-xi.npy -q -o grid.json 2>/dev/null
rom-stage grid grid.npy --gp grid.json --params grid-mu.npy -q -o grid-auto >/dev/null 2>&1
assert_that '"interpolated_stage" not in m or not m["interpolated_stage"]["replaces"]' m=grid-auto/model.json

# A decoder, where an option asks for one, or what is left cannot be interpolated.
"${stage[@]}" --epochs 5 -q -o decoder >/dev/null
"${stage[@]}" --kind decoder --minutes 0.01 -q -o decoder-2 >/dev/null
for folder in decoder decoder-2; do assert_that '"interpolated_stage" not in model and len(model["stages"]) == 2' model=$folder/model.json; done
mkdir speeds
cd speeds
problem speeds
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 300 -q -o model
fit train-mu.npy model
rom-stage model train.npy --gp model.json --params train-mu.npy -o model-2 >/dev/null 2>said.txt
grep -q "what the model misses cannot be interpolated between the cases: of .* % that would leave .* %, more than half" said.txt || { cat said.txt >&2; fail "no word of the decoder"; }
assert_that '"interpolated_stage" not in model and len(model["stages"]) == 2' model=model-2/model.json
cd ..

# Beyond its times, which a model of one stage warns of too, and for other initial states it is left out, with a word; there the model of one stage is left.
expect 0 "the interpolated stage of model-2 ends at time 3, and is left out beyond" \
  rom-predict model-2 new.npy --gp model.json --initial initial.npy --times 0:4:41 -o beyond.npy
expect 0 "the prediction goes to time 4, beyond the training's last, 3: it extrapolates" \
  rom-predict model new.npy --gp model.json --initial initial.npy --times 0:4:41 -o beyond-one.npy
expect 0 "the initial states of 1 of 2 cases are not those that the interpolated stage of model-2 was made for" \
  rom-predict model-2 new.npy --gp model.json --initial strange.npy -o strange-two.npy
rom-predict model new.npy --gp model.json --initial strange.npy -q -o strange-one.npy
predict model-2 >within.npy
assert_that 'np.array_equal(b[:, 31:], one[:, 31:]) and abs(b[:, :31] - w).max() < 1e-9
  and np.array_equal(s2[1], s1[1]) and np.array_equal(s2[0], w[0])' \
  b=beyond.npy one=beyond-one.npy w=within.npy s2=strange-two.npy s1=strange-one.npy

# Of the snapshots themselves it is what rom-baseline makes of them, whatever the decoders say, at the training's times and for initial
# states that belong to the parameters; elsewhere the model of one stage.
"${stage[@]}" --kind replacement --interpolation cubic -q -o replaced >replaced.txt
rom-baseline train.npy mu.npy --interpolation cubic --dt 0.1 --basis-tolerance 1e-6 --precision double -o baseline >/dev/null
rom-predict replaced new.npy --gp model.json --initial initial.npy --samples 30 --std std.npy -q -o replaced.npy
rom-predict baseline new.npy --initial initial.npy --samples 30 --std baseline-std.npy -q -o baseline.npy
rom-predict replaced new.npy --gp model.json --initial strange.npy --times 0:4:41 -q -o strange-replaced.npy 2>/dev/null
rom-predict model new.npy --gp model.json --initial strange.npy --times 0:4:41 -q -o strange-one.npy 2>/dev/null
assert_that 'abs(r - b).max() < 1e-6 and abs(s / t - 1).max() < 1e-3 and abs(r - two).max() > 1e-4
  and np.array_equal(x[1], y[1]) and np.array_equal(x[0, 31:], y[0, 31:]) and abs(x[0, :31] - r[0]).max() < 1e-6' \
  r=replaced.npy b=baseline.npy s=std.npy t=baseline-std.npy two=two-new.npy x=strange-replaced.npy y=strange-one.npy
# How sure it is within the training's times does not depend on whether later ones are asked for.
for last in 3:31 3.1:32; do
  rom-predict replaced new.npy --gp model.json --initial initial.npy --times 0:$last --samples 30 --std std-${last#*:}.npy --mean mean-${last#*:}.npy -q -o timed.npy 2>/dev/null
done
assert_that 'abs(a - b[:, :31]).max() < 1e-6 and abs(c - d[:, :31]).max() < 1e-6 and (b[:, 31] > 0).all()' \
  a=std-31.npy b=std-32.npy c=mean-31.npy d=mean-32.npy
# So are its errors of left-out cases, but for what an initial state tells; and rom-ensemble finds them too.
rom-ensemble replaced baseline --gp model.json --json -q -o both >both.json
assert_that 'all(abs(a[part + which] / b[part + which] - 1) < 1e-4 for part in ("left_out_",) for which in ("largest", "mean")
  for a, b in [both["members"]])' both=both.json
# It is taken by itself where left-out cases are predicted better by it than by the model, with or without what that leaves interpolated.
"$PYTHON" - <<'PY'
import numpy as np
x, t, k = np.linspace(0, 1, 101)[1:-1], np.linspace(0, 1, 51)[:, None], np.arange(1, 60)
modes = np.sin(np.pi * np.outer(k, x))
def run(d, w):  # the heat equation, from bumps of width w
    c = 2 * modes @ np.exp(-(x - 0.4) ** 2 / (2 * w * w)) / 100
    return (c * np.exp(-d * (np.pi * k) ** 2 * t)) @ modes
mu = np.array([[d, w] for d in np.geomspace(0.005, 0.05, 4) for w in np.linspace(0.03, 0.12, 4)])
np.save("fading-mu.npy", mu)
np.save("fading.npy", np.stack([run(*m) for m in mu]).astype("f4"))
PY
rom-encode fading.npy --dt 0.02 --latent 3 --params fading-mu.npy --seed 1 -q -o poor 2>/dev/null
rom-sindy poor/latent.npy --dt 0.02 -o poor-xi.npy >/dev/null
rom-gpfit fading-mu.npy poor-xi.npy -q -o poor.json 2>/dev/null
rom-stage poor fading.npy --gp poor.json --params fading-mu.npy -o poor-2 >/dev/null 2>said.txt
grep -q "cases between the others are predicted better by plain interpolation: within the times of the training it takes the place" said.txt || { cat said.txt >&2; fail "no replacement"; }
assert_that 'poor["interpolated_stage"]["replaces"] and not two["interpolated_stage"]["replaces"]' poor=poor-2/model.json two=model-2/model.json

# One thread or several give the same bits.
"${stage[@]}" --kind interpolation --threads 1 -q -o single >/dev/null
assert_same_arrays single model-2

remember_files
expect 2 "--lr is for --kind decoder; leave it out" "${stage[@]}" --kind interpolation --lr 0.1 -o x
expect 2 "--interpolation is for --kind interpolation and replacement" "${stage[@]}" --kind decoder --interpolation gp -o x
expect 1 "model-2 ends in an interpolated stage, .*; give the model that it was made of" \
  rom-stage model-2 train.npy --gp model.json --params mu.npy -o x
expect 2 "--stages is 3 but model-2 has 2 stages" rom-predict model-2 new.npy --gp model.json --initial initial.npy --stages 3 -o x.npy
assert_untouched
rom-gpfit mu.npy model-xi.npy --coefficients independent -q -o other.json
expect 1 "other.json has other coefficients than the interpolated stage of model-2 goes with; make that stage again, or predict with fewer --stages" \
  rom-predict model-2 new.npy --gp other.json --initial initial.npy -o x.npy
rom-predict model-2 new.npy --gp other.json --initial initial.npy --stages 1 -q -o fine.npy
cp -r model-2 broken
rm broken/interpolated-modes.npy
expect 1 "interpolated-modes.npy" rom-predict broken new.npy --gp model.json --initial initial.npy -o x.npy
assert_missing x.npy
