# Trajectories of several lengths, cut into windows of one: nothing is lost, and a model of them predicts new cases.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
from swings import *
write_new()
rows = [(m, k) for m in MU for k in range(3)]
lengths = np.array([(100, 250, 61)[(c + c // 3) % 3] for c in range(15)])
padded = np.full((15, 250, 30), np.nan)
for c, (m, k) in enumerate(rows):
    padded[c, :lengths[c]] = case(m, STARTS[k], lengths[c])
    np.save(f"run-{c:02}.npy", padded[c, :lengths[c]])
np.save("padded.npy", padded)
np.save("garbage.npy", np.nan_to_num(padded, nan=1e30))
np.save("fortran.npy", np.asfortranarray(padded))
np.save("single.npy", padded.astype(">f4"))
np.save("lengths.npy", lengths)
np.save("float.npy", lengths.astype(">f8"))
np.save("narrow.npy", lengths.astype("i4"))
np.save("mu.npy", np.array([[m] for m, _ in rows]))
for name, values in {"other": lengths[:14], "long": lengths + 1, "short": np.minimum(lengths, 1), "negative": -lengths,
                     "part": lengths + 0.5, "table": lengths[:, None], "hidden": np.minimum(lengths + 1, 250)}.items():
    np.save(f"lengths-{name}.npy", values)
np.save("narrower.npy", padded[0, :61, :29])
np.save("flat.npy", padded[0, 0])
PY
window() { rom-window "$1" --lengths lengths.npy "${@:2}"; }
expect 0 "15 cases in 40 windows of 61 times" window padded.npy --params mu.npy -o windows.npy --params-out windows-mu.npy --initial-out first.npy
"$PYTHON" - <<'PY'
import numpy as np
u, windows, origins = np.load("padded.npy"), np.load("windows.npy"), np.load("windows-origins.npy").astype(int)
lengths, seen = np.load("lengths.npy"), np.zeros(u.shape[:2], int)
assert windows.shape == (40, 61, 30) and windows.dtype == np.float64 and np.isfinite(windows).all()
for window, (c, first) in zip(windows, origins):
    assert np.array_equal(window, u[c, first:first + 61])
    seen[c, first:first + 61] += 1
for c, length in enumerate(lengths):
    assert (seen[c, :length] >= 1).all() and (seen[c, length:] == 0).all()
assert np.array_equal(np.load("windows-mu.npy"), np.load("mu.npy")[origins[:, 0]])
assert np.array_equal(np.load("first.npy"), windows[:, 0])
PY
# Padding is never read; the order of the file, and how lengths are written, make no difference; files of each case are
# the same as a padded array, and the type of the numbers stays.
for data in garbage fortran; do window $data.npy -q -o $data-w.npy && assert_same $data-w.npy windows.npy; done
for lengths in float narrow; do rom-window padded.npy --lengths $lengths.npy -q -o w.npy && assert_same w.npy windows.npy; done
rom-window run-*.npy -q -o w.npy --origins-out where.npy && assert_same w.npy windows.npy
assert_same where.npy windows-origins.npy
rom-window - --lengths lengths.npy -q -o - <padded.npy >w.npy && assert_same w.npy windows.npy
window single.npy -q -o w.npy
"$PYTHON" -c '
import numpy as np
w = np.load("w.npy")
assert w.dtype == np.float32 and (w == np.load("windows.npy").astype("f4")).all(), w.dtype'
window padded.npy --length 20 -q -o w.npy
assert_that "w.shape == (5 * (5 + 13 + 4), 20, 30)" w=w.npy
rom-window run-01.npy --length 100 -q -o w.npy
assert_that "(w == np.stack([u[1, s:s + 100] for s in (0, 100, 150)])).all()" w=w.npy u=garbage.npy

# A model of the windows predicts cases longer than these.
rom-encode windows.npy --dt 0.05 --latent 2 --hidden none --precision double --optimiser lbfgs --epochs 400 \
  --coefficient-weight 0 --variation-weight 0 -q -o model
rom-sindy model/latent.npy --dt 0.05 -o xi.npy >/dev/null
rom-gpfit windows-mu.npy xi.npy --kernel rbf -q -o gp.json
rom-predict model new-mu.npy --gp gp.json --initial initial.npy --times 0:5:101 -q -o prediction.npy
rom-error truth.npy prediction.npy --max 1e-3
"$PYTHON" -c '
from swings import distance_from_matrix
off = distance_from_matrix("gp.json", "model", "windows.npy")
assert off < 1e-3, off'

# Bad input: one line, and nothing is written.
remember_files
wrong() { expect 1 "$2" rom-window padded.npy --lengths "lengths-$1.npy" --params mu.npy -o x.npy --params-out y.npy; }
wrong other "padded.npy has 15 cases but lengths-other.npy has 14 lengths; they must match"
wrong long "lengths-long.npy: case 1 has 251 times but padded.npy has 250; a case cannot have more"
wrong short "lengths-short.npy: case 0 has 1 time but a trajectory needs 2; leave the case out"
wrong negative "lengths-negative.npy: case 0 has -100 times but a trajectory needs 2"
wrong part "lengths-part.npy: number 0 is 100.5, which is no whole number of times; write whole ones"
wrong table "lengths-table.npy has shape .15, 1. but whole numbers .cases. are needed"
wrong hidden "padded.npy: case 0 is NaN at time 100, as padding is, but lengths-hidden.npy says that it has 101 times"
wrong missing "lengths-missing.npy: cannot be opened"
expect 2 "--length is 62 but case 2 has 61 times; give at most that, or leave the case out" rom-window padded.npy --lengths lengths.npy --length 62 -o x.npy
expect 2 "--length is 1 but a window needs 2 times" rom-window padded.npy --lengths lengths.npy --length 1 -o x.npy
expect 2 "--params and --params-out go together" rom-window padded.npy --lengths lengths.npy --params mu.npy -o x.npy
expect 1 "padded.npy has 15 cases but new-mu.npy has 4; they must match" rom-window padded.npy --lengths lengths.npy --params new-mu.npy --params-out y.npy -o x.npy
expect 1 "the list of files has 2 cases but mu.npy has 15; they must match" rom-window run-00.npy run-01.npy --params mu.npy --params-out y.npy -o x.npy
expect 2 "--lengths is for one padded array but there are 2 files" rom-window run-00.npy run-01.npy --lengths lengths.npy -o x.npy
expect 2 "run-00.npy is one trajectory, and a window of it with --length auto all of it" rom-window run-00.npy -o x.npy
expect 1 "narrower.npy has snapshots of shape .29,. but run-00.npy has .30,.; they must match" rom-window run-00.npy narrower.npy -o x.npy
expect 1 "flat.npy has shape .30,. but one trajectory .times, ...space." rom-window flat.npy --length 5 -o x.npy
expect 1 "flat.npy has shape .30,. but a padded array .cases, longest, ...space. is needed" rom-window flat.npy --lengths lengths.npy -o x.npy
expect 2 "x.npy is to hold two results" rom-window padded.npy --lengths lengths.npy -o x.npy --initial-out x.npy
expect 1 "the folder 'no' does not exist" rom-window padded.npy --lengths lengths.npy -o no/x.npy
assert_untouched
