# How sure a prediction is: mean, deviation and quantiles over draws, for any number of threads.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem speeds
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 3000 -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit train-mu.npy xi.npy -o gp.json
# What the decoder leaves counts too; at first, `bare` is without.
cp -r model bare
"$PYTHON" - <<'PY'
import json
model = json.load(open("bare/model.json"))
del model["stages"][0]["misfit"]
model["coordinates"]["outside"] = 0
json.dump(model, open("bare/model.json", "w"))
PY
by_hand bare/model.json
predict=(rom-predict model all-mu.npy --gp gp.json --initial all-initial.npy)

"${predict[@]}" -o plain.npy
for threads in 1 2 3; do
  "${predict[@]}" --threads $threads -o u-$threads.npy --samples 200 --std std-$threads.npy --mean mean-$threads.npy \
    --quantiles 0.1,0.5,0.9 --quantile-file q-$threads.npy
done
for file in u std mean q; do
  assert_same $file-1.npy $file-2.npy
  assert_same $file-1.npy $file-3.npy
done
assert_same plain.npy u-1.npy # the prediction stays what it is
"${predict[@]}" -o - --samples 200 --std std.npy | cmp - plain.npy
assert_same std.npy std-1.npy
"${predict[@]}" -o u.npy --samples 200 --seed 1 --std other.npy
assert_differ std.npy other.npy
rom-predict bare all-mu.npy --gp gp.json --initial all-initial.npy --samples 200 --std bare.npy -o u.npy
assert_same plain.npy u.npy
sed 's/"deviation_factor": [0-9.e-]*/"deviation_factor": 1e-6/' gp.json >sure.json
by_hand sure.json
rom-predict model all-mu.npy --gp sure.json --initial all-initial.npy --samples 200 --std sure.npy -o u.npy
assert_same plain.npy u.npy
rom-stage model train.npy --gp gp.json --params train-mu.npy --kind decoder --epochs 300 -q -o model-2 >/dev/null 2>&1
for stages in 1 2; do
  rom-predict model-2 all-mu.npy --gp sure.json --initial all-initial.npy --stages $stages --samples 200 --std stage-$stages.npy -q -o u.npy
done
rom-predict model train-mu.npy --gp gp.json --initial train-initial.npy --uncorrected -q -o trained.npy
"${predict[@]}" --uncorrected -q -o uncorrected.npy
"$PYTHON" - <<'PY'
import json
import numpy as np
names = "plain", "std-1", "mean-1", "q-1", "other", "bare", "sure"
u, std, mean, q, other, bare, sure = (np.load(f"{n}.npy").astype(float) for n in names)
assert q.shape == (12, 61, 3, 40) and std.shape == mean.shape == u.shape
assert (np.diff(q, axis=2) >= 0).all()
assert bare[[0, 3, 8, 11]].max() < 0.1 * bare.max()     # of the coefficients it is sure at the training cases
# What is left of the training snapshots, wherever the coefficients are sure; both add up.
misfit, basis = np.load("model/misfit-1.npy").astype(float), np.load("model/basis.npy").astype(float)
outside = json.load(open("model/model.json"))["coordinates"]["outside"]
# Of what the initial states do not tell; where they are missed by far more than the training's, it is as much more.
said, initial = np.load("uncorrected.npy").astype(float)[:, 0], np.load("all-initial.npy").astype(float)
size = json.load(open("model/model.json"))["stages"][0]["initial_residual"]
missed, distance = (np.linalg.norm((initial - other) @ basis.T, axis=1) for other in (said, np.load("model/mean.npy")))
larger = np.where(missed > 0.01 * distance, np.maximum(1, missed / (3 * size)), 1)[:, None, None]
unknown = larger * np.load("model/persistence-1.npy")[1][:, None]
floor = np.sqrt(((misfit @ basis) ** 2).sum(0) * unknown**2 + outside**2)
assert np.allclose(sure[:, 0], outside, rtol=1e-5) and np.allclose(u[:, 0] - said, (initial - said) @ basis.T @ basis, atol=1e-5)
assert 0.9 < np.median(sure / floor) < 1.1 and 0.7 < (sure / floor).min() and (sure / floor).max() < 1.4
assert np.array_equal(np.load("stage-1.npy"), np.load("sure.npy"))
second = np.sqrt(((np.load("model-2/misfit-2.npy").astype(float) @ basis) ** 2).sum(0) + outside**2)
whole = np.sqrt(((misfit @ basis) ** 2).sum(0) + outside**2)
assert second.mean() < 0.8 * whole.mean() and 0.9 < np.median(np.load("stage-2.npy")[[0, 3, 8, 11], 10:] / second) < 1.1
left = np.load("train.npy").astype(float) - np.load("trained.npy")
assert 0.7 < np.sqrt((whole**2).mean() / (left**2).mean()) < 1.4
assert 0.9 < np.sqrt((std**2).mean() / (bare**2 + floor**2).mean()) < 1.1
assert np.abs(mean - u).max() < 4 * std.max()
wide = std > 0.2 * std.max()
ratio = (q[:, :, 2] - q[:, :, 0])[wide] / std[wide]
assert 2.2 < np.median(ratio) < 2.9, np.median(ratio)   # 2.56 for a normal distribution
assert 0.8 < np.median(other[wide] / std[wide]) < 1.25
PY

expect 2 "give one" "${predict[@]}" -o x.npy --samples 10
expect 2 "--quantiles and --quantile-file belong together; give both" "${predict[@]}" -o x.npy --quantiles 0.5
expect 2 "--latent-only has no --std" "${predict[@]}" -o x.npy --latent-only --std s.npy
expect 2 "only one result can go to standard output" "${predict[@]}" -o - --std -
expect 2 "--samples is 1; it must be a whole number from 2 to 1000000" "${predict[@]}" -o x.npy --samples 1 --std s.npy
assert_missing x.npy
