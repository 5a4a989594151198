# How sure a prediction is: statistics over draws, the next parameter to simulate, the fit of deviations to errors.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 6, 61), np.linspace(0, 1, 40)
def case(a, k):
    phase = 2 * np.pi * (x - 0.2 * k * t[:, None])
    return 2 + a * (np.sin(phase) + 0.3 * np.cos(2 * phase))
def save(name, parameters):
    u = np.stack([case(*p) for p in parameters]).astype("f4")
    np.save(f"{name}.npy", u)
    np.save(f"{name}-mu.npy", np.array(parameters))
    np.save(f"{name}-initial.npy", u[:, 0])
save("train", [(1.0, 1.0), (1.0, 1.3), (1.4, 1.0), (1.4, 1.3)])
save("all", [(a, k) for a in (1.0, 1.2, 1.4) for k in (1.0, 1.1, 1.2, 1.3)])
PY
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 3000 -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >sindy.txt
rom-gpfit train-mu.npy xi.npy -o gp.json --report >report.txt
[ "$(wc -l <report.txt)" = 13 ] || fail "the report has not a line for each coefficient"
rom-gpfit train-mu.npy xi.npy -o - --kernel rbf >rbf.json
expect 2 "cannot both go to standard output" rom-gpfit train-mu.npy xi.npy -o - --report
expect 2 "there is no parameter 2; there are 2" rom-gpfit train-mu.npy xi.npy -o x.json --log 0,2
expect 0 "chosen: " rom-gpfit train-mu.npy xi.npy -o auto.json --kernel auto --noise auto
"$PYTHON" - <<'PY'
import json, numpy as np
gp = json.load(open("gp.json"))
assert gp["version"] == 2 and len(gp["coefficients"]) == 12 and gp["logarithmic"] == [False, False]
assert {c["kernel"] for c in json.load(open("rbf.json"))["coefficients"]} == {"rbf"}
line = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, 8.0]])
np.save("line.npy", line)
np.save("negative.npy", line * [1, -1])
PY
expect 0 "line.npy: the training parameters lie on a line" rom-gpfit line.npy xi.npy -o x.json
expect 1 "leave out --anisotropic" rom-gpfit line.npy xi.npy -o x.json --anisotropic
expect 1 "parameter 1 is -8.0.* and has no logarithm" rom-gpfit negative.npy xi.npy -o x.json --log 1

# Mean, deviation and quantiles over the draws, for any number of threads; the prediction stays what it is.
predict=(rom-predict model all-mu.npy --gp gp.json --initial all-initial.npy)
"${predict[@]}" -o plain.npy
for threads in 1 2 3; do
  "${predict[@]}" --threads $threads -o u-$threads.npy --samples 200 --std std-$threads.npy --mean mean-$threads.npy \
    --quantiles 0.1,0.5,0.9 --quantile-file q-$threads.npy
done
for file in u std mean q; do
  cmp $file-1.npy $file-2.npy
  cmp $file-1.npy $file-3.npy
done
cmp plain.npy u-1.npy
"${predict[@]}" -o - --samples 200 --std std.npy | cmp - plain.npy
"${predict[@]}" -o u.npy --samples 200 --seed 1 --std other.npy
cmp -s std.npy other.npy && fail "another seed gave the same draws"
"$PYTHON" - <<'PY'
import numpy as np
u, std, mean, q, other = (np.load(f"{n}.npy").astype(float) for n in ("plain", "std-1", "mean-1", "q-1", "other"))
assert q.shape == (12, 61, 3, 40) and std.shape == mean.shape == u.shape
assert (np.diff(q, axis=2) >= 0).all()
assert std[[0, 3, 8, 11]].max() < 0.05 * std.max()      # at the training cases it is sure, apart from the nugget
assert np.abs(mean - u).max() < 4 * std.max()
wide = std > 0.2 * std.max()
ratio = (q[:, :, 2] - q[:, :, 0])[wide] / std[wide]
assert 2.2 < np.median(ratio) < 2.9, np.median(ratio)   # 2.56 for a normal distribution
assert 0.8 < np.median(other[wide] / std[wide]) < 1.25
PY
cmp std.npy std-1.npy
expect 2 "give one" "${predict[@]}" -o x.npy --samples 10
expect 2 "belong together" "${predict[@]}" -o x.npy --quantiles 0.5
expect 2 "--latent-only has no --std" "${predict[@]}" -o x.npy --latent-only --std s.npy
expect 2 "only one result can go to standard output" "${predict[@]}" -o - --std -
expect 2 "--samples: 1 is not between" "${predict[@]}" -o x.npy --samples 1 --std s.npy

# The next parameter is where the deviation is the largest, and never one that is there.
rom-sample model all-mu.npy --gp gp.json --initial all-initial.npy --samples 200 --measure max -o score.npy >next.txt
rom-sample model all-mu.npy --gp gp.json --initial all-initial.npy --samples 200 -o relative.npy >relative.txt
rom-sample model 1:1.4:3,1:1.3:4 --gp gp.json --initial all-initial.npy --samples 200 --measure max -q --json >next.json
rom-sample --list 1:1.4:3,1:1.3:4 -o listed.npy
rom-sample --list 1:100:3:log,0:1:2 -o log.npy
"$PYTHON" - <<'PY'
import json, numpy as np
mu, std, score = np.load("all-mu.npy"), np.load("std.npy").astype(float), np.load("score.npy")
expected = std.max((1, 2))
expected[[0, 3, 8, 11]] = 0
assert np.allclose(score, expected, rtol=1e-6)
norm = lambda name: np.linalg.norm(np.load(name).astype(float), axis=2)
ratio = (norm("std.npy") / norm("mean-1.npy")).max(1)
assert np.allclose(np.load("relative.npy")[[1, 5, 10]], ratio[[1, 5, 10]], rtol=1e-5)
assert open("next.txt").read().split() == [f"{v:.15g}" for v in mu[expected.argmax()]]
report = json.load(open("next.json"))
assert report["next"][0]["candidate"] == expected.argmax() and len(report["ranking"]) == 8 and report["excluded"] == 4
assert np.allclose(np.load("listed.npy"), mu) and np.allclose(np.load("log.npy")[:, 0], [1, 1, 10, 10, 100, 100])
PY
sample=(rom-sample model all-mu.npy --gp gp.json --initial all-initial.npy --measure l2)
expect 3 "within --tolerance 100" "${sample[@]}" --tolerance 100
expect 3 "every candidate is a training case" "${sample[@]}" --exclusion-radius 10
[ "$("${sample[@]}" -q --count 3 | wc -l)" = 3 ] || fail "not three parameters"
[ -z "$("${sample[@]}" -q --tolerance 100)" ] || fail "a parameter though the tolerance is kept"
expect 2 "candidates is required" rom-sample model --gp gp.json --initial all-initial.npy
expect 2 "neither FIRST:LAST:COUNT nor" rom-sample model 1:2 --gp gp.json --initial all-initial.npy
expect 2 "--initial is required" rom-sample model all-mu.npy --gp gp.json
expect 1 "all-initial.npy has 12 cases but the grid 1:2:3,1:2:3 has 9" rom-sample model 1:2:3,1:2:3 --gp gp.json --initial all-initial.npy

# Whether deviations fit the errors, against NumPy.
rom-error all.npy plain.npy --std std.npy --json >error.json
rom-error all.npy plain.npy --std std.npy | grep -q "^rank correlation of the cases' errors and deviations" || fail "no rank correlation"
"$PYTHON" - <<'PY'
import json, numpy as np
u, v, s = (np.load(f"{n}.npy").astype(float) for n in ("all", "plain", "std"))
report, e = json.load(open("error.json")), np.abs(u - v)
close = lambda a, b: abs(a - b) < 1e-9
assert close(report["covered_68"], (e <= s).mean()) and close(report["covered_95"], (e <= 1.959963984540054 * s).mean())
assert close(report["correlation"], np.corrcoef(e.ravel(), s.ravel())[0, 1])
assert close(report["cases"][5]["correlation"], np.corrcoef(e[5].ravel(), s[5].ravel())[0, 1])
norm = lambda a: np.linalg.norm(a, axis=2)
largest, deviation = (norm(a) / norm(u) for a in (u - v, s))
assert np.allclose([c["std"] for c in report["cases"]], deviation.max(1))
rank = lambda a: np.argsort(np.argsort(a.max(1)))
assert close(report["rank_correlation"], np.corrcoef(rank(largest), rank(deviation))[0, 1])
np.save("negative.npy", -s)
PY
expect 1 "negative.npy: is negative in case 0" rom-error all.npy plain.npy --std negative.npy
expect 1 "all.npy has shape .12, 61, 40. but train.npy has .4, 61, 40.; they must match" rom-error all.npy plain.npy --std train.npy
[ ! -e x.npy ] || fail "an error left an output"

# More cases: the networks go on from where they were.
"$PYTHON" -c 'import numpy as np; np.save("more.npy", np.load("all.npy")[[0, 3, 8, 11, 5]])'
rom-encode more.npy --dt 0.1 --latent 3 --hidden 20 --epochs 20 -q -o cold
rom-encode more.npy --dt 0.1 --latent 3 --hidden 20 --epochs 20 -q --warm-start model -o warm
"$PYTHON" - <<'PY'
import json
loss = lambda name: json.load(open(f"{name}/model.json"))["stages"][0]["training"]["best_loss"]
assert loss("warm") < 0.2 * loss("cold"), (loss("warm"), loss("cold"))
PY
expect 1 "model has 3 latent variables but --latent is 2" rom-encode more.npy --dt 0.1 --latent 2 --hidden 20 --epochs 5 -q --warm-start model -o x
expect 1 "model has hidden layers 20 softplus but this network has 10" rom-encode more.npy --dt 0.1 --latent 3 --hidden 10 --epochs 5 -q --warm-start model -o x
