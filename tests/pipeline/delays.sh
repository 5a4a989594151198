# Displacement without velocity is no state: with delays, several snapshots that follow each other are one.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
x = np.linspace(0, 1, 30)[1:-1]
t = 0.05 * np.arange(81)[:, None]
def run(c):  # standing waves on a string of this speed
    return np.cos(np.pi * c * t) * np.sin(np.pi * x) + 0.4 * np.sin(2 * np.pi * c * t) * np.sin(2 * np.pi * x)
mu, new = np.linspace(1, 1.4, 5), np.array([1.05, 1.25])
np.save("mu.npy", mu)
np.save("new.npy", new)
for name, speeds in ("train", mu), ("test", new):
    u = np.stack([run(c) for c in speeds])
    np.save(f"{name}.npy", u[:, :61].astype("f4"))
    np.save(f"{name}-longer.npy", u.astype("f4"))
    np.save(f"{name}-initial.npy", u[:, :3].astype("f4"))
PY
# Without delays the dynamics are not there, and it is said.
rom-encode train.npy --params mu.npy --dt 0.05 --latent 2 --hidden 20 --epochs 100 -o without 2>said.txt
grep -q "lack velocities, say: give --delays" said.txt || fail "no word of a state that is none"
expect 0 "train with --delays" rom-sindy without/latent.npy --dt 0.05 -o without.npy

rom-encode train.npy --params mu.npy --dt 0.05 --delays 2 --latent 4 --hidden none --epochs 400 -q -o model
assert_that 'a.shape == (5, 59, 4) and m["coordinates"]["delays"] == 2 and m["snapshots"]["space"] == [28]
  and b.shape[1:] == (3, 28)' a=model/latent.npy m=model/model.json b=model/basis.npy
rom-encode train.npy --apply model -q -o applied.npy
assert_close applied.npy model/latent.npy 1e-5
rom-sindy model/latent.npy --dt 0.05 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -o gp.json 2>verdict.txt
grep -q "of each with the dynamics the others predict" verdict.txt || fail "no verdict"
predict() { rom-predict model new.npy --gp gp.json --initial test-initial.npy -q "$@"; }
predict --samples 5 --std std.npy -o u.npy
assert_that 'u.shape == s.shape == (2, 61, 28) and np.isfinite(s).all()' u=u.npy s=std.npy
rom-error test.npy u.npy --relative-to trajectory --max 0.03 >/dev/null
predict --times 0:4:81 -o longer.npy 2>/dev/null
rom-error test-longer.npy longer.npy --relative-to trajectory --max 0.03 >/dev/null
rom-stage model train.npy --gp gp.json --params mu.npy --epochs 50 -q -o model-2 >/dev/null
rom-predict model-2 new.npy --gp gp.json --initial test-initial.npy -q -o u-2.npy
rom-error test.npy u-2.npy --relative-to trajectory --max 0.05 >/dev/null
rom-predict model --xi xi.npy -q -o again.npy
rom-error train.npy again.npy --relative-to trajectory --max 0.05 >/dev/null

# Times that are listed are those of the snapshots in each tool.
"$PYTHON" -c 'import numpy as np; np.save("even.npy", 0.05 * np.arange(61)); np.save("three.npy", np.load("train.npy")[:, :3])'
rom-sindy model/latent.npy --times even.npy -q -o listed.npy >/dev/null
assert_close listed.npy xi.npy 1e-6
rom-encode three.npy --apply model -q -o three-latent.npy
assert_that 'a.shape == (5, 1, 4) and np.allclose(a[:, 0], b[:, 0], atol=1e-5)' a=three-latent.npy b=model/latent.npy

# Two together; fields and gaps of delayed states.
rom-encode train.npy --params mu.npy --dt 0.05 --delays 2 --latent 4 --hidden none --epochs 400 --seed 1 -q -o other
rom-sindy other/latent.npy --dt 0.05 -o other.npy >/dev/null
rom-gpfit mu.npy other.npy -q -o other.json
rom-ensemble model other --gp gp.json other.json -q -o both >/dev/null
rom-predict both new.npy --initial test-initial.npy -q -o both.npy
rom-error test.npy both.npy --relative-to trajectory --max 0.03 >/dev/null
"$PYTHON" - <<'PY'
import numpy as np
for name in "train", "test":
    u = np.load(f"{name}.npy")
    w = np.stack([u, 1e3 * u[..., ::-1]], -1)
    w[..., 5, :] = np.nan
    np.save(f"{name}-two.npy", w)
    np.save(f"{name}-two-initial.npy", w[:, :3])
PY
rom-encode train-two.npy --fields u,p --params mu.npy --dt 0.05 --delays 2 --latent 4 --hidden none --epochs 400 -q -o two
rom-sindy two/latent.npy --dt 0.05 -o two.npy >/dev/null
rom-gpfit mu.npy two.npy -q -o two.json
rom-predict two new.npy --gp two.json --initial test-two-initial.npy -q -o two-u.npy
rom-error test-two.npy two-u.npy --fields u,p -q --relative-to trajectory --max 0.03 >/dev/null

"$PYTHON" -c 'import numpy as np; np.save("t.npy", 0.05 * np.arange(61)**1.1)'
"$PYTHON" -c 'import numpy as np; np.save("one.npy", np.load("test.npy")[:, 0])'
remember_files
expect 1 "initial states of shape .28,. but those of model are the first 3 snapshots, .3, 28." rom-predict model new.npy --gp gp.json --initial one.npy -o bad
expect 1 "train.npy has 61 times a case but 61 delays take 62 at least" rom-encode train.npy --dt 0.05 --delays 61 --latent 2 -o bad
expect 2 "--delays needs times that are evenly apart" rom-encode train.npy --times t.npy --delays 2 --latent 2 -o bad
expect 2 "model has delays, of whose states an interpolation knows too few; give --kind decoder" rom-stage model train.npy --gp gp.json --params mu.npy --kind interpolation -o bad
expect 1 "model has 2 delays but --delays is 1; a warm start needs the same" \
  rom-encode train.npy --dt 0.05 --delays 1 --latent 4 --hidden none --warm-start model --epochs 5 -o bad
assert_untouched
