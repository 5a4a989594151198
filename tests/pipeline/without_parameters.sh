# One trajectory, or latent trajectories from anywhere: compressed, continued and decoded without parameters.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small

# Two decaying, rotating modes: the exact solution, on the training's times and twice as long.
"$PYTHON" - <<'PY'
import numpy as np
x = np.linspace(0, 1, 50)
modes = np.stack([np.sin(np.pi * x), np.sin(2 * np.pi * x) + 0.2 * x])
def field(t):
    return 1 + x + (np.exp(-0.15 * t) * np.stack([np.cos(1.3 * t), np.sin(1.3 * t)])).T @ modes
t = 0.02 * np.arange(501)
np.save("swing.npy", field(t[:251]))
np.save("whole.npy", field(t)[None])
np.save("first.npy", field(t[:1]))
np.save("bare.npy", field(t[:1])[0])
np.save("later.npy", field(t[100:101]))
np.save("continued.npy", field(t[100:351])[None])
PY
linear=(--hidden none --precision double --optimiser lbfgs --epochs 400 --derivative sbp48 --coefficient-weight 0)
rom-encode swing.npy --one-case --dt 0.02 --latent 2 "${linear[@]}" -q -o swing
rom-sindy swing/latent.npy --dt 0.02 -o xi.npy >/dev/null
rom-predict swing --xi xi.npy -o known.npy 2>said.txt
[ ! -s said.txt ] || fail "something to say of the training's times"
"$PYTHON" -c 'import numpy as np; np.save("swing-case.npy", np.load("swing.npy")[None])'
rom-error swing-case.npy known.npy --max 1e-5
expect 0 "goes to time 10, beyond the training's last, 5: it extrapolates" rom-predict swing --xi xi.npy --times 0:10:501 -o forecast.npy
rom-error whole.npy forecast.npy --max 1e-4
# From a state that is given: the first, with its axis of cases or without, and a later one.
rom-predict swing --xi xi.npy --initial first.npy --uncorrected -o first-known.npy
assert_close first-known.npy known.npy 1e-10
rom-predict swing --xi xi.npy --initial bare.npy --uncorrected -o bare-known.npy
assert_same first-known.npy bare-known.npy
rom-predict swing --xi - --initial later.npy -o later-known.npy <xi.npy
rom-error continued.npy later-known.npy --max 1e-5
# The latent states decoded are the prediction.
rom-predict swing --xi xi.npy --latent-only -o z.npy
rom-predict swing --decode z.npy -o decoded.npy
assert_same decoded.npy known.npy
"$PYTHON" -c 'import numpy as np; np.save("z1.npy", np.load("z.npy")[0])'
rom-predict swing --decode z1.npy --one-case -o - >decoded-1.npy
assert_same decoded-1.npy known.npy
rom-predict swing --decode - -o - <swing/latent.npy >trained.npy
rom-error swing-case.npy trained.npy --max 1e-5

# Several cases: at the parameters of the training the coefficients of independent processes are those given.
small_pipeline
rom-gpfit mu.npy xi.npy --coefficients independent -o independent.json
"$PYTHON" -c 'import numpy as np; np.save("starts.npy", np.load("train.npy")[:, 0])'
rom-predict model mu.npy --gp independent.json --initial starts.npy -o with.npy
rom-predict model --xi xi.npy --initial starts.npy -o without.npy
assert_close with.npy without.npy 1e-5
rom-predict model --xi xi.npy -o alone.npy
rom-predict model --xi xi.npy --initial starts.npy --uncorrected -o uncorrected.npy
assert_close alone.npy uncorrected.npy 1e-5
assert_that 'abs(a[:, 0] - u[:, 0]).max() < 1e-3 < abs(b[:, 0] - u[:, 0]).max()' a=without.npy b=uncorrected.npy u=train.npy
rom-predict model --decode model/latent.npy -q -o trained.npy
"$PYTHON" - <<'PY'
import numpy as np
from models import network, read
m = read("model")
z = m["arrays"]["latent"].reshape(-1, 3)
scale = m["stages"][0]["epsilon"]
q = scale * network(m, "decoder-1", m["stages"][0]["decoder"] if "decoder" in m["stages"][0] else m["stages"][0], z)
u = (m["arrays"]["mean"] + q @ m["arrays"]["basis"].reshape(-1, 40)).reshape(2, 61, 40)
assert np.abs(u - np.load("trained.npy")).max() < 1e-5
PY
# An interpolated stage needs the parameters; a decoder does not.
rom-stage model train.npy --gp gp.json --params mu.npy --kind interpolation -q -o interpolated >/dev/null
expect 0 "warning: interpolated ends in an interpolated stage, which depends on the parameters: it is left out" \
  rom-predict interpolated --xi xi.npy -o first-stage.npy
assert_same first-stage.npy alone.npy
rom-stage model train.npy --gp gp.json --params mu.npy --kind decoder --epochs 100 -q -o decoder >/dev/null
rom-predict decoder --xi xi.npy --stages 1 -o first-stage.npy
assert_same first-stage.npy alone.npy
rom-predict decoder --xi xi.npy -o both.npy 2>said.txt
[ ! -s said.txt ] || fail "a decoder does not depend on the parameters"
assert_differ both.npy alone.npy

# What does not belong together.
rom-encode train.npy --dt 0.1 --latent 2 --hidden 20 --epochs 5 -q -o two
rom-sindy two/latent.npy --dt 0.1 -o xi-two.npy >/dev/null
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 -q -o other
rom-baseline train.npy mu.npy --dt 0.1 -q -o base >/dev/null
rom-ensemble model base --gp gp.json -q -o both >/dev/null
"$PYTHON" - <<'PY'
import numpy as np
xi = np.load("xi.npy")
np.save("xi-3.npy", np.concatenate([xi, xi[:1]]))
np.save("xi-terms.npy", xi[:, :3])
np.save("x.npy", np.linspace(0, 1, 40)[:, None])
PY
rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.1 --latent 2 --adam 2 --bfgs 0 -q -o network
remember_files
without() { expect "$1" "$2" rom-predict "${@:3}" -o out.npy; }
without 1 "xi-two.npy has 2 latent variables but model has 3" model --xi xi-two.npy
without 1 "two/latent.npy has 2 latent variables but model has 3" model --decode two/latent.npy
without 1 "xi.npy was not made from the latent trajectories of other" other --xi xi.npy
without 1 "xi-3.npy has 3 cases but model was trained on 2; give the initial states, --initial" model --xi xi-3.npy
without 1 "starts.npy has 2 cases but xi-3.npy has 3; they must match" model --xi xi-3.npy --initial starts.npy
without 1 "xi-terms.npy has 3 terms for 3 latent variables but the linear library has 4" model --xi xi-terms.npy
without 1 "has 2 axes but 3 are needed.*--one-case" model --decode z1.npy
without 2 "parameters are given, but --xi is without parameters" model mu.npy --xi xi.npy
without 2 "--gp is given, but --xi is without parameters" model --xi xi.npy --gp gp.json
without 2 "--std is given, but --decode is without parameters" model --decode model/latent.npy --std std.npy
without 2 "--times is given, but --decode knows no dynamics" model --decode model/latent.npy --times 0:1:2
without 2 "--xi and --decode exclude each other" model --decode model/latent.npy --xi xi.npy
without 2 "--one-case is for --decode" model mu.npy --gp gp.json --initial starts.npy --one-case
without 2 "--fit-initial is for the initial states" model --xi xi.npy --fit-initial
without 2 "--xi is one of the options for models of rom-encode, but network is" network --xi xi.npy
without 2 "--decode is one of the options for models of rom-encode, but network is" network --decode model/latent.npy
without 2 "--xi is one of the options for models of rom-encode, but base is" base --xi xi.npy
without 2 "both is an ensemble: ask a member" both --decode model/latent.npy
assert_untouched
