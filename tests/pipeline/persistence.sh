# A prediction begins with the initial state that it is given, and keeps of what the model misses of it as much as the training cases do.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem speeds
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 300 --precision double --basis-tolerance 1e-3 -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit train-mu.npy xi.npy --coefficients independent -q -o gp.json
"$PYTHON" -c 'import numpy as np; np.save("train-initial.npy", np.load("train.npy")[:, 0])'
rom-stage model train.npy --gp gp.json --params train-mu.npy --interpolation linear -q -o interpolated >/dev/null
rom-stage model train.npy --gp gp.json --params train-mu.npy --kind decoder --epochs 50 -q -o decoder >/dev/null 2>&1
rom-baseline train.npy train-mu.npy --dt 0.1 --interpolation linear --precision double --basis-tolerance 1e-3 -o baseline >/dev/null
ask() { rom-predict "$1" "${mu:-all-mu.npy}" --initial "${initial:-all-initial.npy}" -q "${@:2}"; }
for model in model interpolated decoder baseline; do
  gp=(--gp gp.json)
  [ $model != baseline ] || gp=()
  ask $model "${gp[@]}" -o $model.npy
  ask $model "${gp[@]}" --uncorrected -o $model-says.npy
  mu=train-mu.npy initial=train-initial.npy ask $model "${gp[@]}" --uncorrected -o $model-trained.npy
done
rom-predict baseline all-mu.npy -q -o parameters-alone.npy
assert_same baseline-says.npy parameters-alone.npy
ask model --gp gp.json --times 0:12:121 -o longer.npy 2>/dev/null
ask model --gp gp.json --times 0:12:121 --uncorrected -o longer-says.npy 2>/dev/null
ask model --gp gp.json --times 0:0.1:3 -o finer.npy
ask model --gp gp.json --times 0:0.1:3 --uncorrected -o finer-says.npy
rom-ensemble model baseline --gp gp.json --weights 1,1 --json -q -o both >both.json 2>/dev/null
ask both -o both.npy
ask both --uncorrected -o both-says.npy
"$PYTHON" - <<'PY'
import json
import numpy as np
u, initial = np.load("train.npy").astype(float), np.load("all-initial.npy").astype(float)
mu = np.load("train-mu.npy")
z = (mu - mu.mean(0)) / mu.std(0)
norm = lambda a: np.linalg.norm(a, axis=-1)

def left_out(values):  # what each is more than linear radial functions through the others
    differences = []
    for c in range(len(z)):
        rest = np.arange(len(z)) != c
        distance = lambda a: -norm(a[:, None] - z[rest])
        system = np.block([[distance(z[rest]), np.ones((3, 1))], [np.ones((1, 3)), np.zeros((1, 1))]])
        weights = np.linalg.solve(system, np.vstack([values[rest].reshape(3, -1), np.zeros((1, values[0].size))]))
        differences.append(values[c] - (np.hstack([distance(z[~rest]), [[1]]]) @ weights).reshape(values[0].shape))
    return np.stack(differences)

def persistence(residual):
    products, squares = np.einsum("ctr,cr->t", residual, residual[:, 0]), (residual**2).sum((0, 2))
    ridged = squares[0] + 1e-3 * squares.mean()
    kept = np.clip(products / ridged, -1, 1) * (len(residual) - 2) / len(residual)
    kept[0] = 1
    unknown = np.sqrt(((residual - kept[:, None] * residual[:, :1]) ** 2).sum((0, 2)) / squares)
    return kept, unknown, np.sqrt(ridged / len(residual))

for name in "model", "interpolated", "decoder", "baseline":
    description = json.load(open(f"{name}/model.json"))
    basis = np.load(f"{name}/basis.npy").astype(float)
    trained = np.load("model-trained.npy" if name == "interpolated" else f"{name}-trained.npy").astype(float)
    residual = (u - trained) @ basis.T
    file, said = "persistence-1.npy", description.get("stages", [{}])[0]
    if name == "interpolated":
        residual, file, said = left_out(residual), "interpolated-persistence.npy", description["interpolated_stage"]
    if name == "decoder":
        file, said = "persistence-2.npy", description["stages"][1]
    if name == "baseline":
        residual, file, said = left_out((u - np.load("baseline/mean.npy")) @ basis.T), "persistence.npy", description
    kept, unknown, size = persistence(residual)
    found = np.load(f"{name}/{file}")
    assert abs(found - [kept, unknown]).max() < 2e-3 and abs(said["initial_residual"] / size - 1) < 1e-3, (name, found, kept, unknown)
    prediction, says = np.load(f"{name}.npy").astype(float), np.load(f"{name}-says.npy").astype(float)
    missed = (initial - says[:, 0]) @ basis.T
    share = np.tile(found[0], (len(missed), 1))
    distance = norm((initial - np.load(f"{name}/mean.npy")) @ basis.T)
    share[:, 1:] /= np.where(norm(missed) > 0.01 * distance, np.maximum(1, norm(missed) / (3 * said["initial_residual"])), 1)[:, None]
    assert abs(prediction - says - share[:, :, None] * (missed @ basis)[:, None]).max() < 1e-6, name
    assert abs(missed).max() > 1e-4 and abs(share[:, 1:]).max() > 0.05, (name, abs(missed).max(), abs(share).max())
    assert abs((prediction[:, 0] - initial) @ basis.T).max() < 1e-5, name

load = lambda name: np.load(f"{name}.npy").astype(float)
for what in "", "-says":
    assert abs(load(f"both{what}") - (load(f"model{what}") + load(f"baseline{what}")) / 2).max() < 1e-6
# The table of an ensemble is on corrected cases: of the baseline, on each left out.
missed = (u - np.load("baseline/mean.npy")) @ basis.T
q, missed = missed[:, 0], left_out(missed)
larger = np.where(norm(missed[:, 0]) > 0.01 * norm(q), np.maximum(1, norm(missed[:, 0]) / (3 * size)), 1)
share = np.tile(found[0], (len(missed), 1))
share[:, 1:] /= larger[:, None]
errors = (norm(missed - share[:, :, None] * missed[:, :1]) / norm(u)).max(1)
table = json.load(open("both.json"))
assert abs(table["members"][1]["left_out_mean"] / errors.mean() - 1) < 1e-3, (table, errors)
added = load("longer") - load("longer-says")
assert abs(added[:, :61] - (load("model") - load("model-says"))).max() < 1e-9 and abs(added[:, 61:]).max() == 0
added = load("finer") - load("finer-says")
assert abs(added[:, 1] - (added[:, 0] + added[:, 2]) / 2).max() < 1e-9  # linear between two times
PY

# A state that is nothing like those of the training.
"$PYTHON" -c 'import numpy as np; a = np.load("all-initial.npy"); a[5] = 3 * a[5, ::-1]; np.save("strange.npy", a)'
expect 0 "strange.npy: model misses the initial states of [0-9]+ of 12 cases (up to [0-9]+|more than a thousand) times as much as those of its training" \
  rom-predict model all-mu.npy --gp gp.json --initial strange.npy -q -o x.npy
expect 0 "strange.npy: baseline misses the initial states of [0-9]+ of 12 cases (up to [0-9]+|more than a thousand) times as much as those of its training" \
  rom-predict baseline all-mu.npy --initial strange.npy -q -o x.npy
expect 1 "train-initial.npy has 4 cases but all-mu.npy has 12" rom-predict baseline all-mu.npy --initial train-initial.npy -q -o y.npy
assert_missing y.npy

# Snapshots of other times, by force: their misfit is that of the stage, but the model's times are not theirs.
"$PYTHON" -c 'import numpy as np; np.save("short.npy", np.load("train.npy")[:, :20])'
rom-stage model short.npy --gp gp.json --params train-mu.npy --kind decoder --epochs 5 --force -q -o forced >/dev/null 2>&1
assert_missing forced/persistence-2.npy
ask forced --gp gp.json -o forced.npy 2>/dev/null
ask forced --gp gp.json --uncorrected -o forced-says.npy 2>/dev/null
assert_same forced.npy forced-says.npy
