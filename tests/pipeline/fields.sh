# Fields of other sizes: each counts by its own deviation, as if its user had scaled it by hand, wherever the axis is.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
x = np.linspace(0, 1, 16, endpoint=False)
t = 0.1 * np.arange(41)[:, None]
def run(mu):
    u = np.sin(2 * np.pi * x - 2 * mu * t) + 0.3 * np.cos(4 * np.pi * x - 4 * mu * t)
    v = np.exp(-0.1 * t) * np.cos(2 * np.pi * x - 2 * mu * t)
    p = 1e5 + 1e3 * np.cos(2 * np.pi * x + 0.5 * mu * t)
    return np.stack([u, v, p], 1)
mu = np.linspace(1, 1.4, 3)
s = np.stack([run(m) for m in mu])
np.save("mu.npy", mu)
np.save("train.npy", s)
np.save("initial.npy", s[:, 0])
np.save("stacked.npy", s.reshape(3, 41, 48))
np.save("last.npy", np.moveaxis(s, 2, 3).copy())
fluctuation = s - s.mean((0, 1))
deviation = np.sqrt((fluctuation**2).mean((0, 1, 3)))
np.save("deviation.npy", deviation)
np.save("by-hand.npy", s / deviation[:, None])
np.save("initial-by-hand.npy", s[:, 0] / deviation[:, None])
PY
# pipeline NAME SNAPSHOTS INITIAL OPTIONS...
pipeline() {
  local name=$1 train=$2 initial=$3
  shift 3
  rom-encode "$train" --params mu.npy --dt 0.1 --latent 4 --hidden 20 --epochs 200 --precision double "$@" -q -o "$name"
  rom-sindy "$name/latent.npy" --dt 0.1 -q -o "$name-xi.npy" >/dev/null
  rom-gpfit mu.npy "$name-xi.npy" -o "$name-gp.json" 2>"$name.txt"
  rom-stage "$name" "$train" --gp "$name-gp.json" --params mu.npy --kind decoder --epochs 50 -q -o "$name-2" >/dev/null
  rom-predict "$name-2" mu.npy --gp "$name-gp.json" --initial "$initial" --samples 5 --std "$name-std.npy" -q -o "$name-u.npy"
}
# On the mesh: the modes of a basis may turn with the last digit.
pipeline fields train.npy initial.npy --coordinates mesh --fields u,v,p
pipeline by-hand by-hand.npy initial-by-hand.npy --coordinates mesh
assert_that 'np.allclose(u, h * d[:, None], rtol=0, atol=1e-4 * d[:, None]) and np.allclose(s, hs * d[:, None], rtol=1e-3)
  and np.all(s.mean((0, 1, 3)) > 0)' u=fields-u.npy h=by-hand-u.npy s=fields-std.npy hs=by-hand-std.npy d=deviation.npy
assert_that 'm["coordinates"]["fields"] == ["u", "v", "p"]' m=fields-2/model.json
grep -q "of p with the dynamics the others predict" fields.txt || fail "no word of a field"
grep -q "relative to the fluctuations" fields.txt || fail "no word of what errors are relative to"

# The same, wherever the fields lie.
rom-encode train.npy --fields 3 --dt 0.1 --latent 4 --hidden 20 --epochs 50 -q -o first
rom-encode stacked.npy --fields 3 --dt 0.1 --latent 4 --hidden 20 --epochs 50 -q -o stacked
assert_same_arrays_but_shapes() { assert_that 'np.array_equal(a.ravel(), b.ravel())' a="$1" b="$2"; }
for array in mean basis units latent; do assert_same_arrays_but_shapes first/$array.npy stacked/$array.npy; done
rom-encode last.npy --fields 3 --dt 0.1 --latent 4 --hidden 20 --epochs 50 -q -o last
assert_that 'np.array_equal(np.moveaxis(a, 0, 1), b)' a=first/units.npy b=last/units.npy

# Twice the weight is half the unit.
rom-encode train.npy --fields u,v,p --field-weights 1,2,1 --dt 0.1 --latent 4 --hidden 20 --epochs 20 -q -o weighted
assert_that 'np.allclose(a / b, np.array([1, 2, 1])[:, None])' a=first/units.npy b=weighted/units.npy

# Each field by itself, and all together.
"$PYTHON" - <<'PY'
import json
import numpy as np
u, v = np.load("train.npy"), np.load("fields-u.npy")
norm = lambda x: np.linalg.norm(x, axis=3)
relative = norm(u - v) / norm(u)
fluctuation = np.sqrt((norm(u - u.mean(1, keepdims=True))**2).mean(1, keepdims=True))
json.dump({"fields": relative.max((0, 1)).tolist(), "all": np.sqrt((relative**2).mean(2)).max(),
           "of_fluctuation": (norm(u - v) / fluctuation)[..., 2].max()}, open("expected.json", "w"))
PY
rom-error train.npy fields-u.npy --fields u,v,p --json >report.json
assert_that 'np.allclose([r["fields"][f]["largest"] for f in "uvp"], e["fields"]) and np.isclose(r["largest"], e["all"])
  and np.isclose(r["fields"]["p"]["largest_of_fluctuation"], e["of_fluctuation"])' r=report.json e=expected.json

# The measure of a verdict is that of rom-error; so is that of an ensemble, and of standard deviations.
rom-gpfit mu.npy fields-xi.npy -q -o again.json
rom-predict fields mu.npy --gp again.json --initial initial.npy -q -o one-stage.npy
rom-error train.npy one-stage.npy --fields u,v,p --relative-to fluctuation --json >report.json
assert_that 'np.isclose(g["verdict"]["training"]["largest"], r["largest"], rtol=0.02)
  and np.allclose([g["verdict"]["training"]["fields"][f]["largest"] for f in "uvp"], [r["fields"][f]["largest"] for f in "uvp"],
  rtol=0.02)' g=again.json r=report.json
rom-ensemble fields --gp again.json --json -q -o alone >alone.json
assert_that 'np.isclose(a["members"][0]["training_largest"], r["largest"], rtol=0.02)' a=alone.json r=report.json
"$PYTHON" -c 'import numpy as np
for name in "train", "fields-u", "fields-std": np.save(f"small-{name}.npy", np.load(f"{name}.npy") * np.array([1, 1e-20, 1e20])[:, None])'
rom-error train.npy fields-u.npy --fields u,v,p --std fields-std.npy --json >plain.json
rom-error small-train.npy small-fields-u.npy --fields u,v,p --std small-fields-std.npy --json >small.json
assert_that 'np.allclose([a[k] for k in ("largest", "std", "covered_68", "correlation")],
  [b[k] for k in ("largest", "std", "covered_68", "correlation")], rtol=1e-2)' a=plain.json b=small.json

remember_files
for tool in "rom-encode train.npy --dt 0.1 --latent 3 -o bad" "rom-error train.npy train.npy" "rom-baseline train.npy mu.npy"; do
  expect 2 "states of shape .3, 16. have 2 axes, counted from 0" $tool --fields 3 --fields-axis 2
  expect 1 "there are 5 fields but axis 0 of states of shape .3, 16. has 3 entries" $tool --fields 5
  expect 2 "--fields is u,,p; it must be names of their own" $tool --fields u,,p
  expect 2 "--fields is 0" $tool --fields 0
done
expect 2 "which --scale none is not to" rom-encode train.npy --fields u,v,p --scale none --dt 0.1 --latent 3 -o bad
expect 2 "--fields-axis is for several --fields" rom-error train.npy train.npy --fields-axis 0
expect 2 "--field-weights has 2 numbers but --fields names 3" rom-encode train.npy --fields u,v,p --field-weights 1,2 --dt 0.1 --latent 3 -o bad
expect 1 "or name the fields" rom-encode train.npy --dt 0.1 --latent 6 -o bad
expect 2 "--nrmse goes with neither" rom-error train.npy train.npy --fields u,v,p --nrmse
assert_untouched
"$PYTHON" -c 'import numpy as np; np.save("square.npy", np.random.default_rng(0).random((2, 9, 3, 3)))'
expect 2 "3 fields may lie along more than one axis" rom-error square.npy square.npy --fields 3
expect 0 "" rom-error square.npy square.npy --fields 3 --fields-axis -1
