# What rom-predict offers: stages, time grids, extrapolation, latent trajectories, warnings.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline 3000
predict=(rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy)

"${predict[@]}" -o both.npy
"${predict[@]}" --stages 1 -o one.npy
rom-predict model test-mu.npy --gp gp.json --initial initial.npy -o first.npy
cmp one.npy first.npy
rom-error test.npy both.npy --max 0.05
"$PYTHON" - <<'PY'
import numpy as np
truth, one, both = (np.load(f"{n}.npy").astype(float) for n in ("test", "one", "both"))
error = lambda v: np.linalg.norm(v - truth)
assert error(both) < 0.9 * error(one), (error(one), error(both))
PY

# A finer grid agrees at the common times; a grid that starts later and runs on does too.
"${predict[@]}" --times 0:6:121 -o fine.npy
"${predict[@]}" --times 3:9:61 -o later.npy
"$PYTHON" - <<'PY'
import numpy as np
both, fine, later = (np.load(f"{n}.npy").astype(float) for n in ("both", "fine", "later"))
assert fine.shape == (1, 121, 40) and later.shape == (1, 61, 40)
assert np.abs(fine[:, ::2] - both).max() < 1e-5
assert np.abs(later[:, :31] - both[:, 30:]).max() < 1e-5
np.save("times.npy", np.array([0.0, 0.25, 1.0, 6.0]))
PY
"${predict[@]}" --times times.npy -o picked.npy
"${predict[@]}" --latent-only -o latent.npy
"$PYTHON" - <<'PY'
import numpy as np
picked, both = np.load("picked.npy").astype(float), np.load("both.npy").astype(float)
assert np.abs(picked[:, [0, 2, 3]] - both[:, [0, 10, 60]]).max() < 1e-5
assert np.load("latent.npy").shape == (1, 61, 3)
np.save("far-mu.npy", np.array([[1.1], [1.9]]))
np.save("far-initial.npy", np.repeat(np.load("initial.npy"), 2, 0))
PY
expect 0 "far-mu.npy: case 1, parameter 0 is 1.9, outside the training range 1 to 1.4" \
  rom-predict model-2 far-mu.npy --gp gp.json --initial far-initial.npy -o far.npy
expect 2 "times must rise" "${predict[@]}" --times 3:1:5 -o x.npy
expect 2 "neither a .npy file nor FIRST:LAST:COUNT" "${predict[@]}" --times soon -o x.npy
expect 2 "--stages is 3 but model-2 has 2 stages" "${predict[@]}" --stages 3 -o x.npy
[ ! -e x.npy ] || fail "an error left an output"

# A third stage, kappa fixed and trained; the input models stay as they were.
before=$(cat model/* model-2/* | sha256sum)
rom-stage model-2 train.npy --gp gp.json --params mu.npy --epochs 500 --optimizer adam --kappa 0.5 --train-kappa --json -q -o model-3 >stage-3.json
[ "$before" = "$(cat model/* model-2/* | sha256sum)" ] || fail "rom-stage changed its input"
"$PYTHON" - <<'PY'
import json
report, model = json.load(open("stage-3.json")), json.load(open("model-3/model.json"))
assert report["stage"] == 3 and report["residual_after"] < report["residual_before"]
assert len(model["stages"]) == 3 and model["stages"][2]["kappa"] != 0.5
assert [p["tool"] for p in model["provenance"]] == ["rom-encode", "rom-stage", "rom-stage"]
assert all(len(i["sha256"]) == 64 for p in model["provenance"] for i in p["inputs"])
PY
rom-predict model-3 test-mu.npy --gp gp.json --initial initial.npy --stages 2 -o two.npy
cmp two.npy both.npy

# Noise is told apart from what a further stage can learn.
"$PYTHON" - <<'PY'
import numpy as np
u = np.load("train.npy")
np.save("noisy.npy", (u + 0.3 * np.random.default_rng(0).standard_normal(u.shape)).astype("f4"))
PY
rom-encode noisy.npy --dt 0.1 --latent 3 --hidden 20 --epochs 1500 -q -o noisy
rom-sindy noisy/latent.npy --dt 0.1 -o noisy-xi.npy >/dev/null
rom-gpfit mu.npy noisy-xi.npy -o noisy-gp.json
expect 0 "has little to learn from" \
  rom-stage noisy noisy.npy --gp noisy-gp.json --params mu.npy --epochs 5 -o noisy-2

# A fitted start is nearer to the initial state than the encoder's; training can start its cases likewise.
"${predict[@]}" --stages 1 --fit-initial -o fitted.npy
"$PYTHON" - <<'PY'
import numpy as np
truth, one, fitted = (np.load(f"{n}.npy").astype(float)[0, 0] for n in ("test", "one", "fitted"))
assert np.linalg.norm(fitted - truth) < np.linalg.norm(one - truth)
PY
rom-stage model train.npy --gp gp.json --params mu.npy --epochs 300 --fit-initial -q -o fitted-2 >stage.txt
rom-predict fitted-2 test-mu.npy --gp gp.json --initial initial.npy --fit-initial -o fitted.npy
rom-error test.npy fitted.npy --max 0.05

# Quadratic dynamics: trained, carried through every step, and named where they do not belong.
rom-encode train.npy --dt 0.1 --latent 2 --hidden 20 --epochs 500 --library quadratic -q -o square
rom-sindy square/latent.npy --dt 0.1 -o x-xi.npy >x.txt
rom-gpfit mu.npy x-xi.npy -o x-gp.json
expect 1 "square was trained with the quadratic; give what belongs together" \
  rom-stage square train.npy --gp x-gp.json --params mu.npy --epochs 5 -o x-2
rom-sindy square/latent.npy --dt 0.1 --library quadratic --simulate simulated.npy -o square-xi.npy >square.txt
rom-gpfit mu.npy square-xi.npy -o square-gp.json
"$PYTHON" - <<'PY'
import json, numpy as np
assert json.load(open("square-xi.json"))["terms"] == ["1", "z1", "z2", "z1^2", "z2^2"]
assert json.load(open("square/model.json"))["dynamics"]["library"] == "quadratic"
xi, z, s = np.load("square-xi.npy"), np.load("square/latent.npy").astype(float), np.load("simulated.npy").astype(float)
assert xi.shape == (len(z), 5, 2)
# One step of the midpoint rule from NumPy's own right-hand side meets the simulation to third order.
f = lambda z: np.concatenate([np.ones((len(z), 1)), z, z**2], 1)[:, None] @ xi
start = s[:, 0]
middle = start + 0.05 * f(start)[:, 0]
assert np.abs(start + 0.1 * f(middle)[:, 0] - s[:, 1]).max() < 0.02 * np.abs(s[:, 1] - s[:, 0]).max()
# Coefficients that blow up in the second of two cases.
bad = np.zeros((2, 5, 2))
bad[1, 3:] = 50
np.save("bad-xi.npy", bad)
np.save("bad-initial.npy", np.load("train.npy")[:2, 0])
PY
rom-gpfit mu.npy bad-xi.npy --library quadratic --dt 0.1 -o bad-gp.json
blowing=(rom-predict square mu.npy --gp bad-gp.json --initial bad-initial.npy)
expect 1 "the latent trajectory of case 1 grows without bound after time" "${blowing[@]}" -o x.npy
[ ! -e x.npy ] || fail "a blow-up left an output"
expect 0 "1 of 2 cases blew up" "${blowing[@]}" --keep-going -o kept.npy
"$PYTHON" - <<'PY'
import numpy as np
kept = np.load("kept.npy")
assert np.isfinite(kept).all() and (kept[1, -1] == kept[1, -2]).all()
PY
