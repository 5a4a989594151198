# The code of examples/numpy/README.md, cut out of the page, gives what the tools give: for all activations, one to three
# space axes, either kind of coordinates, several stages, all kinds of processes, and latent dynamics networks of either
# order with every integrator.
source "$ROM_SOURCE/tests/pipeline/common.sh"
sed -n '/^```python/,/^```/{/^```/!p;}' "$ROM_SOURCE/examples/numpy/README.md" >page.py
problem small
"$PYTHON" - <<'PY'
import numpy as np
u = np.concatenate([np.load("train.npy"), np.load("test.npy")]).astype(float)
np.save("train.npy", u)
np.save("mu.npy", np.array([1.0, 1.4, 1.2]))
np.save("mu_new.npy", np.array([[1.1], [1.3]]))
np.save("u0_new.npy", u[:2, 3])
for axes, space in ("2d", (5, 8)), ("3d", (2, 4, 5)):
    np.save(f"train-{axes}.npy", u.reshape(3, 61, *space))
    np.save(f"u0_new-{axes}.npy", u[:2, 3].reshape(2, *space))
np.save("mu-pairs.npy", np.array([[1.0, 10], [1.4, 20], [1.2, 40]]))
np.save("mu_new-pairs.npy", np.array([[1.1, 12], [1.3, 30]]))
# For latent dynamics networks: points, and two fields in the plane that follow a signal.
r = np.random.default_rng(0)
np.save("x.npy", np.linspace(0, 1, 40)[:, None])
np.save("places.npy", r.uniform(-1, 1, (9, 2)))
np.save("signals.npy", r.normal(size=(4, 20, 1)).cumsum(1))
np.save("two.npy", r.normal(size=(4, 20, 9, 2)))
PY

encode() { rom-encode "$1" --dt 0.1 --latent 3 --hidden 8,6 --epochs 50 --precision double -q "${@:3}" -o "$2"; }
sindy() { rom-sindy "$1/latent.npy" --dt 0.1 -o "$1-xi.npy" >/dev/null; }
stage() { rom-stage "$1" train.npy --gp gp.json --params mu.npy --epochs 50 -q "${@:3}" -o "$2" >/dev/null; }
# Each line of compared.txt is a model, its gp.json, parameters, initial states, and what rom-predict makes of them.
compare() {
  rom-predict "$1" "$3" --gp "$2" --initial "$4" -q -o "$1-$2.npy"
  echo "$1 $2 $3 $4 $1-$2.npy" >>compared.txt
}
one_stage() {
  encode "$1" "$2" "${@:4}"
  sindy "$2"
  rom-gpfit mu.npy "$2-xi.npy" -q -o "$2.json"
  compare "$2" "$2.json" mu_new.npy "$3"
}

one_stage train.npy model u0_new.npy
cp model.json gp.json
stage model model-2
stage model-2 model-3 --kappa 0.5 --activation gelu
compare model-2 gp.json mu_new.npy u0_new.npy
compare model-3 gp.json mu_new.npy u0_new.npy
for kind in linear cubic gp; do
  rom-stage model train.npy --gp gp.json --params mu.npy --interpolation $kind -q -o by-$kind >/dev/null
  compare by-$kind gp.json mu_new.npy u0_new.npy
done
rom-stage model train.npy --gp gp.json --params mu.npy --kind replacement -q -o replaced >/dev/null
"$PYTHON" -c 'import numpy as np; np.save("u0.npy", np.load("train.npy")[:, 0]); np.save("mu-own.npy", np.load("mu.npy")[:, None])'
compare replaced gp.json mu-own.npy u0.npy
for activation in identity softplus tanh sine relu elu gelu silu sigmoid; do
  one_stage train.npy $activation u0_new.npy --activation $activation
done
one_stage train.npy unscaled u0_new.npy --scale none
one_stage train.npy mesh u0_new.npy --coordinates mesh
for axes in 2d 3d; do
  one_stage train-$axes.npy data-$axes u0_new-$axes.npy
  one_stage train-$axes.npy mesh-$axes u0_new-$axes.npy --coordinates mesh
done
rom-gpfit mu-pairs.npy model-xi.npy -q --log 1 --anisotropic --kernel matern52 -o pairs.json
rom-gpfit mu-pairs.npy model-xi.npy -q --noise auto --kernel rbf -o noise.json
rom-gpfit mu-pairs.npy model-xi.npy -q --log 1 --kernel rbf -o joint.json
rom-gpfit mu-pairs.npy model-xi.npy -q --coefficients independent -o alone.json
for gp in pairs noise joint alone; do compare model $gp.json mu_new-pairs.npy u0_new.npy; done

ldnet() { rom-ldnet "$1" --dt 0.1 --latent 2 --dynamics-hidden 5 --hidden 6,4 --adam 20 --bfgs 5 -q "${@:3}" -o "$2"; }
ldnet train.npy ldnet-1 --points x.npy --params mu.npy
rom-stage ldnet-1 train.npy --points x.npy --params mu.npy --epochs 20 --kappa 2 -q -o ldnet >/dev/null
rom-predict ldnet mu_new.npy --points x.npy -q -o fields.npy
ldnet two.npy driven --points places.npy --signals signals.npy --fields 2 --direct --activation silu
rom-predict driven --signals signals.npy --points places.npy -q -o driven.npy
integrated() { # NAME OPTION...
  ldnet two.npy "$1" --points places.npy --signals signals.npy --fields 2 "${@:2}"
  rom-predict "$1" --signals signals.npy --points places.npy -q -o "$1.npy"
}
integrated heun --integrator rk2
integrated classical --integrator rk4 --step 0.025 --equilibrium
integrated second --order 2 --step 0.05
integrated second-classical --order 2 --integrator rk4

"$PYTHON" - <<'PY'
from page import *

def compare(name, ours, theirs, tolerance=1e-9):
    assert ours.shape == theirs.shape, (name, ours.shape, theirs.shape)
    difference = np.abs(ours - theirs).max() / np.abs(theirs).max()
    assert difference < tolerance, (name, difference)

# The page's own statements.
compare("model-2", z, model["arrays"]["latent"])
compare("model-2", prediction, np.load("model-2-gp.json.npy"))
assert reconstruction.shape == u.shape and len(model["stages"]) == 2
compare("ldnet", fields[..., 0], np.load("fields.npy"))

# Its functions, on other models.
seen = set()
for line in open("compared.txt"):
    folder, processes, parameters, initial, expected = line.split()
    model, gp = read_model(folder), json.load(open(processes))
    compare(line, predict(model, gp, np.load(parameters), np.load(initial), times), np.load(expected))
    seen |= {name for description in (model["encoder"], *model["stages"]) for name in description["activations"]}
assert seen == set(ACTIVATIONS), seen
for name in "driven", "heun", "classical", "second", "second-classical":
    fields = predict_fields(read_model(name), np.load("places.npy"), 20, signals=np.load("signals.npy"))
    compare(name, fields, np.load(name + ".npy"))
PY
