# What rom-gpfit and rom-stage say of a model: its training error is that of rom-predict and rom-error, its left-out error that of
# coefficients which NumPy predicts from the other cases, interpolation is rom-baseline's.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem speeds
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 300 --precision double --basis-tolerance 1e-3 -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit train-mu.npy xi.npy -o joint.json 2>said.txt
[ "$(grep -c ' largest .* % *mean .* %$' said.txt)" = 4 ] || { cat said.txt >&2; fail "no four lines of errors"; }
"$PYTHON" -c 'import numpy as np; np.save("train-initial.npy", np.load("train.npy")[:, 0])'
error_of() { # GP MODEL: of the training cases, as JSON
  rom-predict "$2" train-mu.npy --gp "$1" --initial train-initial.npy --keep-going -q -o - | rom-error train.npy - --json
}
error_of joint.json model >training.json
rom-baseline train.npy train-mu.npy --basis-tolerance 1e-3 --json >baseline.json
assert_that 'abs(gp["verdict"]["training"]["largest"] / error["largest"] - 1) < 1e-6
  and abs(gp["verdict"]["training"]["mean"] / np.mean([c["largest"] for c in error["cases"]]) - 1) < 1e-6
  and gp["verdict"]["training"]["worst_case"] == error["case"]
  and abs(gp["verdict"]["interpolation"]["mean"] / min(i["left_out_mean"] for i in baseline["interpolations"] if i["left_out_mean"]) - 1) < 1e-6' \
  gp=joint.json error=training.json baseline=baseline.json

# Deviations are those of left-out trajectories, if these are there.
assert_that 'g["deviation_factor"] < 0.9 and g["provenance"]["inputs"][2]["path"] == "model/latent.npy"' g=joint.json
mkdir alone
cp xi.npy xi.json xi-moments.npy train-mu.npy alone
cd alone
expect 0 "are not where they were fitted; give --model: deviations are as wide as the velocities have them" \
  rom-gpfit train-mu.npy xi.npy -o gp.json
assert_that 'g["deviation_factor"] == 1' g=gp.json
rom-gpfit train-mu.npy xi.npy --model ../model --snapshots ../train.npy -q -o gp.json
assert_that 'g["deviation_factor"] == h["deviation_factor"]' g=gp.json h=../joint.json
expect 1 "nope: does not exist" rom-gpfit train-mu.npy xi.npy --model nope -o x.json
mkdir model
echo x >model/latent.npy
expect 0 "model/latent.npy is not what the coefficients were fitted to: deviations are as wide" rom-gpfit train-mu.npy xi.npy -o gp.json
cd ..

# What is expected between neighbours is the deviation that rom-predict has there.
"$PYTHON" - <<'PY'
import numpy as np
mu, u = np.load("train-mu.npy"), np.load("train.npy")
z = (mu - mu.mean(0)) / mu.std(0)
distance = np.linalg.norm(z[:, None] - z, axis=2) + np.diag([np.inf] * len(z))
pairs = np.array(sorted({tuple(sorted((c, distance[c].argmin()))) for c in range(len(z))})).T
np.save("middle-mu.npy", mu[pairs].mean(0))
np.save("middle-initial.npy", u[pairs, 0].mean(0))
np.save("middle-norm.npy", np.linalg.norm(u[pairs], axis=-1).mean(0))
PY
rom-predict model middle-mu.npy --gp joint.json --initial middle-initial.npy --samples 300 --std middle-std.npy -q -o middle.npy
"$PYTHON" - <<'PY'
import json
import numpy as np
there = (np.linalg.norm(np.load("middle-std.npy"), axis=-1) / np.load("middle-norm.npy")).max(1)
said = json.load(open("joint.json"))["verdict"]["between"]
assert 0.7 < said["mean"] / there.mean() < 1.4 and 0.7 < said["largest"] / there.max() < 1.4, (said, there)
PY

# Independent coefficients: each is predicted from the others in NumPy, and a process through these is predicted with.
rom-gpfit train-mu.npy xi.npy --coefficients independent -q -o alone.json
"$PYTHON" - <<'PY'
import json
import numpy as np
gp = json.load(open("alone.json"))
mu, y = np.array(gp["parameters"]), np.array(gp["targets"])
z = (mu - mu.mean(0)) / mu.std(0)
r = np.linalg.norm(z[:, None] - z, axis=2)
left_out = np.empty_like(y)
for k, c in enumerate(gp["coefficients"]):
    s = np.sqrt(3) * r / c["length_scales"][0]
    inverse = np.linalg.inv(c["amplitude"] * (1 + s) * np.exp(-s) + gp["nugget"] * np.eye(len(r)))
    t = (y[:, k] - y[:, k].mean()) / y[:, k].std()
    left_out[:, k] = y[:, k] - y[:, k].std() * (inverse @ t) / np.diag(inverse)
np.save("left-out.npy", left_out.reshape(np.load("xi.npy").shape))
PY
rom-gpfit train-mu.npy left-out.npy --dt 0.1 -q -o left-out.json
error_of left-out.json model >left-out-error.json 2>/dev/null || rom-predict model train-mu.npy --gp left-out.json --initial train-initial.npy --keep-going --force -q -o - 2>/dev/null | rom-error train.npy - --json >left-out-error.json
assert_that 'abs(gp["verdict"]["left_out"]["largest"] / error["largest"] - 1) < 1e-3' gp=alone.json error=left-out-error.json

# A further stage: what it does to both.
rom-stage model train.npy --gp joint.json --params train-mu.npy --epochs 100 -q -o model-2 >table.txt
[ "$(grep -cE '^(before|after ) .* largest ' table.txt)" = 6 ] || { cat table.txt >&2; fail "no errors before and after"; }
error_of joint.json model-2 >training-2.json
"$PYTHON" - <<'PY'
import json
stage, gp, error = (json.load(open(name)) for name in ("model-2/model.json", "joint.json", "training-2.json"))
found = stage["stages"][1]["training"]
assert abs(found["training_largest_after"] / error["largest"] - 1) < 1e-6, found
assert abs(found["left_out_mean_before"] / gp["verdict"]["left_out"]["mean"] - 1) < 1e-6, found
PY
# One that only follows noise makes left-out cases worse, and says so.
"$PYTHON" -c '
import numpy as np
u = np.load("train.npy")
np.save("noisy.npy", u + 0.2 * u.std() * np.random.default_rng(0).normal(size=u.shape).astype(u.dtype))'
rom-encode noisy.npy --dt 0.1 --latent 3 --hidden 20 --epochs 300 --basis-tolerance 1e-3 -q -o noisy
rom-sindy noisy/latent.npy --dt 0.1 -o noisy-xi.npy >/dev/null
rom-gpfit train-mu.npy noisy-xi.npy -q -o noisy.json
expect 0 "with this stage left-out cases are predicted worse than without" \
  rom-stage noisy noisy.npy --gp noisy.json --params train-mu.npy --optimiser adam --hidden 100 --kappa 100 --epochs 1000 --lr 1e-2 -q -o noisy-2

# Where the pieces are: by their paths, by options, or not at all.
mkdir elsewhere
cp xi.npy xi.json xi-moments.npy train-mu.npy elsewhere
cd elsewhere
expect 0 "" rom-gpfit train-mu.npy xi.npy -q -o gp.json
assert_that '"verdict" not in gp' gp=gp.json
expect 0 "no verdict on the model: the model of these coefficients is not where they were fitted" rom-gpfit train-mu.npy xi.npy -v -o gp.json
expect 1 "the snapshots of ../model are not there; give --snapshots" rom-gpfit train-mu.npy xi.npy --model ../model -o x.json
expect 1 "../train-mu.npy|is not the file that ../model was trained on" rom-gpfit train-mu.npy xi.npy --model ../model --snapshots ../noisy.npy -o x.json
expect 1 "not fitted to the latent trajectories of ../noisy" rom-gpfit train-mu.npy xi.npy --model ../noisy -o x.json
rom-gpfit train-mu.npy xi.npy --model ../model --snapshots ../train.npy -q -o gp.json
assert_that 'gp["verdict"] == other["verdict"]' gp=gp.json other=../joint.json
assert_missing x.json
