# Several trajectories for each parameter: one set of coefficients for each, fitted to all of its trajectories.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
from swings import *
write_new()
rows = [(m, k) for m in MU for k in range(3)]
u, mu = np.stack([case(m, STARTS[k]) for m, k in rows]), np.array([[m] for m, _ in rows])
np.save("train.npy", u)
np.save("mu.npy", mu)
np.save("single.npy", u[::3])
np.save("single-mu.npy", mu[::3])
some = [0, 3, 4, 5, 6, 9, 10, 11, 12]  # three trajectories of two parameters, one of the others
np.save("mixed.npy", u[some])
np.save("mixed-mu.npy", mu[some])
PY
linear=(--dt 0.05 --latent 2 --hidden none --precision double --optimiser lbfgs --epochs 400 --coefficient-weight 0 --variation-weight 0)
predict() { rom-predict "$1" new-mu.npy --gp "$2" --initial initial.npy -q -o "$3"; }
# pipeline NAME SNAPSHOTS PARAMETERS
pipeline() {
  rom-encode "$2" "${linear[@]}" -q -o "$1"
  rom-sindy "$1/latent.npy" --dt 0.05 -o "$1-xi.npy" >/dev/null
  rom-gpfit "$3" "$1-xi.npy" --kernel rbf -o "$1-gp.json" 2>"$1-said.txt"
  predict "$1" "$1-gp.json" "$1-prediction.npy"
  rom-error truth.npy "$1-prediction.npy" --max 1e-3
}
pipeline all train.npy mu.npy
pipeline single single.npy single-mu.npy
pipeline mixed mixed.npy mixed-mu.npy
grep -q "mu.npy: 15 cases of 5 different parameters" all-said.txt || fail "no word of the cases with the same parameters"
grep -q "of each with the dynamics the others predict" all-said.txt || fail "no verdict"
grep -q "expected between neighbouring cases" all-said.txt || fail "no error between the cases"
if grep -q "interpolation of the others" all-said.txt; then fail "plain interpolation of cases with the same parameters"; fi
grep -q "interpolation of the others" single-said.txt || fail "no plain interpolation"
"$PYTHON" - <<'PY'
import json
import numpy as np
from swings import *
off = {name: distance_from_matrix(f"{name}-gp.json", name, data)
       for name, data in (("all", "train.npy"), ("single", "single.npy"), ("mixed", "mixed.npy"))}
assert max(off.values()) < 1e-3, off
assert off["all"] < 1.1 * off["single"], off
gp = json.load(open("all-gp.json"))
assert np.array_equal(np.array(gp["parameters"]), MU[:, None]) and len(gp["moments"]) == 5
assert gp["parameters_of_cases"] == list(np.repeat(np.arange(5), 3))
assert "parameters_of_cases" not in json.load(open("single-gp.json"))
moments = np.load("all-xi-moments.npy").reshape(5, 3, 5, 5).sum(1)
assert np.allclose(gp["moments"], moments, rtol=1e-12)
# What is left out is all of a parameter: its trajectories are predicted alike, and not from one another.
left_out = gp["verdict"]["left_out"]
assert left_out["largest"] > 2 * gp["verdict"]["training"]["largest"], gp["verdict"]
assert left_out["inner"] < left_out["largest"]
PY
# Independent coefficients fit all trajectories of a parameter too, or are their mean if there are no moments.
for moments in with without; do
  [ $moments = with ] || rm all-xi-moments.npy
  rom-gpfit mu.npy all-xi.npy --kernel rbf --coefficients independent -q -o independent.json
  predict all independent.json prediction.npy
  rom-error truth.npy prediction.npy --max 1e-3
  mv independent.json $moments.json
done
"$PYTHON" -c '
import json, numpy as np
means = np.load("all-xi.npy").reshape(5, 3, 6).mean(1)
fitted, mean = (np.array(json.load(open(f"{name}.json"))["targets"]) for name in ("with", "without"))
assert np.array_equal(mean, means)
assert 0 < np.abs(fitted - means).max() < 1e-3 * np.abs(means).max()'
# The order of the cases does not matter.
"$PYTHON" -c '
import numpy as np
order = np.random.default_rng(0).permutation(15)
for name in ("all/latent", "mu"): np.save(name.split("/")[-1] + "-other.npy", np.load(name + ".npy")[order])'
rom-sindy latent-other.npy --dt 0.05 --derivative "$("$PYTHON" -c 'import json; print(json.load(open("all-xi.json"))["derivative"])')" -o other-xi.npy >/dev/null
rom-gpfit mu-other.npy other-xi.npy --kernel rbf -q -o other.json
rom-predict all new-mu.npy --gp other.json --initial initial.npy -q --force -o other-prediction.npy 2>/dev/null
assert_close other-prediction.npy all-prediction.npy 1e-5

# Further stages, ensembles, what to simulate next.
rom-stage all train.npy --gp all-gp.json --params mu.npy --epochs 20 -q -o two >table.txt 2>/dev/null
grep -q "^after  of each with the dynamics the others predict" table.txt || fail "no verdict on the stage"
predict two all-gp.json prediction.npy
rom-error truth.npy prediction.npy --max 1e-3
for kind in interpolation replacement; do
  expect 1 "mu.npy: cases 0 and 1 have the same parameters, and plain interpolation knows nothing else of a case, .* give the initial state a parameter of its own, .* or train a model" \
    rom-stage all train.npy --gp all-gp.json --params mu.npy --kind $kind -o three
done
expect 1 "mu.npy: cases 0 and 1 have the same parameters, and plain interpolation" rom-baseline train.npy mu.npy -o three
expect 1 "single-mu.npy differs from the parameters that all-gp.json was fitted to|they must match" \
  rom-stage all train.npy --gp all-gp.json --params single-mu.npy -o three
assert_missing three
rom-ensemble all two --gp all-gp.json all-gp.json -o both >ensemble.txt 2>/dev/null
grep -q "all together" ensemble.txt || fail "no table of the ensemble"
rom-predict both new-mu.npy --initial initial.npy -q -o prediction.npy
rom-error truth.npy prediction.npy --max 1e-3
"$PYTHON" -c '
import numpy as np
np.save("candidates.npy", np.linspace(0, 1, 9)[:, None])
np.save("starts.npy", np.repeat(np.load("initial.npy")[:1], 9, 0))'
rom-sample all candidates.npy --gp all-gp.json --initial starts.npy --samples 10 -q -o scores.npy >/dev/null
assert_that "(s[::2] == 0).all() and (s[1::2] > 0).all()" s=scores.npy

# Training with parameters, whose cases run at other speeds: those of one parameter are not predicted from one another.
rom-encode train.npy --dt 0.05 --params mu.npy --latent 2 --hidden 20 --epochs 100 -q -o nonlinear
rom-sindy nonlinear/latent.npy --dt 0.05 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -q -o gp.json
predict nonlinear gp.json prediction.npy
rom-error truth.npy prediction.npy --max 0.05

# Given their parameters, trajectories of one share its coefficients in training. Two parameters of like speeds are
# otherwise trained as without them.
"$PYTHON" -c '
import numpy as np
u, mu = np.load("train.npy"), np.load("mu.npy")
for name, which in ("several", slice(6)), ("once", slice(0, 6, 3)):
    np.save(name + ".npy", u[which])
    np.save(name + "-mu.npy", mu[which])'
for data in several once; do
  for given in with without; do
    [ $given = with ] && params=(--params $data-mu.npy) || params=()
    rom-encode $data.npy --dt 0.05 "${params[@]}" --latent 2 --hidden 20 --epochs 20 -q -o $data-$given 2>/dev/null
  done
done
assert_differ several-with/latent.npy several-without/latent.npy
assert_same once-with/latent.npy once-without/latent.npy

# rom-tune leaves all cases of a parameter out.
rom-tune train.npy mu.npy --dt 0.05 --tasks -o tuned >/dev/null
"$PYTHON" -c '
import glob, numpy as np
folds = [np.load(f).ravel() for f in sorted(glob.glob("tuned.tune/fold-*/test-mu.npy"))]
assert [list(f) for f in folds] == [3 * [m] for m in (0.25, 0.5, 0.75)], folds'

# A case at rest does not count beside others of its parameter.
"$PYTHON" -c '
import numpy as np
latent = np.load("all/latent.npy")
latent[4] = latent[4, 0]
np.save("rest.npy", latent)'
expect 0 "rest.npy: case 4, at rest" rom-sindy rest.npy --dt 0.05 -o rest-xi.npy
for kind in joint independent; do
  expect 0 "rest-xi.npy: case 4, at rest" rom-gpfit mu.npy rest-xi.npy --kernel rbf --coefficients $kind -o rest.json
  rom-predict all new-mu.npy --gp rest.json --initial initial.npy -q --force -o prediction.npy 2>/dev/null
  rom-error truth.npy prediction.npy --max 1e-3
done

# Rows that there are not.
sed 's/"parameters_of_cases": \[/&7,/' all-gp.json | tr -d '\n' | sed 's/\("parameters_of_cases": \[\) *7,/\17, /' >broken.json
by_hand broken.json
expect 1 "broken.json: 'parameters_of_cases' has 7 but there are 5 parameters, counted from 0" \
  rom-predict all new-mu.npy --gp broken.json --initial initial.npy -o x.npy
