# --warm-start: in the other mean, scale and basis of other cases the networks are the ones of the model it is given.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 2, 21), np.linspace(0, 1, 12)
case = lambda a: a * (2 + np.sin(3 * x) * np.cos(t[:, None]) + x * np.sin(2 * t[:, None]))
np.save("few.npy", np.stack([case(a) for a in (1.0, 1.2)]))
np.save("more.npy", np.stack([case(a) for a in (1.0, 1.2, 4.0)]))
PY
encode=(rom-encode --dt 0.1 --latent 2 --hidden 6 --precision double --basis-tolerance 1e-7 -q)
"${encode[@]}" few.npy --epochs 300 -o model
"${encode[@]}" more.npy --epochs 1 --lr 1e-300 --warm-start model -o warm
rom-encode more.npy --apply model -o latent.npy
assert_close warm/latent.npy latent.npy 1e-7
"$PYTHON" - <<'PY'
from models import *
z = np.load("latent.npy")
def decoded(folder):
    model = read(folder)
    stage = model["stages"][0]
    return model["arrays"]["mean"] + stage["epsilon"] * network(model, "decoder-1", stage, z) @ model["arrays"]["basis"]
few, warm = decoded("model"), decoded("warm")
scales = [read(folder)["coordinates"]["scale"] for folder in ("model", "warm")]
assert scales[1] > 1.5 * scales[0]
assert np.abs(few - warm).max() < 1e-6 * np.abs(few).max(), np.abs(few - warm).max()
PY
