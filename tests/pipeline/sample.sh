# The next parameter to simulate is where the deviation is the largest, and never one that is there.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem speeds
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 3000 -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit train-mu.npy xi.npy -o gp.json
# The next parameter does not depend on what the decoder leaves everywhere.
"$PYTHON" - <<'PY'
import json
model = json.load(open("model/model.json"))
del model["stages"][0]["misfit"], model["stages"][0]["initial_residual"]
model["coordinates"]["outside"] = 0
json.dump(model, open("bare.json", "w"))
PY
model=(--gp gp.json --initial all-initial.npy)
cp -r model bare
mv bare.json bare/model.json
by_hand bare/model.json
rom-predict bare all-mu.npy "${model[@]}" --samples 200 --std std.npy --mean mean.npy -o plain.npy

sample=(rom-sample model all-mu.npy "${model[@]}" -q)
"${sample[@]}" --samples 200 --measure max -o score.npy >next.txt
"${sample[@]}" --samples 200 -o relative.npy >relative.txt
rom-sample model 1:1.4:3,1:1.3:4 "${model[@]}" --samples 200 --measure max -q --json >next.json
rom-sample --list 1:1.4:3,1:1.3:4 -o listed.npy
rom-sample --list 1:100:3:log,0:1:2 -o log.npy
"$PYTHON" - <<'PY'
import json
import numpy as np
mu, std, score = np.load("all-mu.npy"), np.load("std.npy").astype(float), np.load("score.npy")
expected = std.max((1, 2))
expected[[0, 3, 8, 11]] = 0
assert np.allclose(score, expected, rtol=1e-6)
norm = lambda name: np.linalg.norm(np.load(name).astype(float), axis=2)
ratio = (norm("std.npy") / norm("mean.npy")).max(1)
assert np.allclose(np.load("relative.npy")[[1, 5, 10]], ratio[[1, 5, 10]], rtol=1e-5)
assert open("next.txt").read().split() == [f"{v:.15g}" for v in mu[expected.argmax()]]
report = json.load(open("next.json"))
assert report["next"][0]["candidate"] == expected.argmax() and len(report["ranking"]) == 8 and report["excluded"] == 4
assert np.allclose(np.load("listed.npy"), mu) and np.allclose(np.load("log.npy")[:, 0], [1, 1, 10, 10, 100, 100])
PY

sample=(rom-sample model all-mu.npy "${model[@]}" --measure l2)
expect 3 "within --tolerance 100" "${sample[@]}" --tolerance 100
expect 3 "every candidate is a training case" "${sample[@]}" --exclusion-radius 10
[ "$("${sample[@]}" -q --count 3 | wc -l)" = 3 ] || fail "not three parameters"
"${sample[@]}" -q --tolerance 100 >none.txt || true # the status is above
[ ! -s none.txt ] || fail "a parameter though the tolerance is kept"
expect 2 "candidates is required" rom-sample model "${model[@]}"
expect 2 "candidates is 1:2; it must be FIRST:LAST:COUNT" rom-sample model 1:2 "${model[@]}"
expect 2 "--initial is required" rom-sample model all-mu.npy --gp gp.json
expect 1 "all-initial.npy has 12 cases but the grid 1:2:3,1:2:3 has 9" rom-sample model 1:2:3,1:2:3 "${model[@]}"
