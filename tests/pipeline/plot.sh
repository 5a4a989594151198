# rom-plot sends gnuplot the numbers that NumPy computes, and draws every kind of file of ours in every format.
source "$ROM_SOURCE/tests/pipeline/common.sh"
command -v gnuplot >/dev/null || { echo "skipped: no gnuplot"; exit 77; }
problem small
small_pipeline 60 2>/dev/null
rom-stage model train.npy --gp gp.json --params mu.npy --kind decoder --epochs 30 -q -o model-d >/dev/null
rom-sindy model/latent.npy --dt 0.1 -q --simulate simulated.npy -o again.npy >/dev/null
rom-predict model test-mu.npy --gp gp.json --initial initial.npy --samples 8 --std std.npy -q -o p.npy 2>/dev/null
rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy -q -o p2.npy 2>/dev/null
rom-error test.npy p.npy --series e.npy >/dev/null
rom-baseline train.npy mu.npy -q -o base >/dev/null 2>&1
rom-ensemble model model-2 --gp gp.json gp.json -q -o both >/dev/null 2>&1

# Curves, images and differences.
rom-plot model/latent.npy simulated.npy --case 1 -o latent.gp
rom-plot model-d --as loss -o loss.gp
rom-plot xi.npy --params mu.npy -o eigenvalues.gp
rom-plot gp.json --as coefficients -o coefficients.gp
rom-plot gp.json -o processes.gp
rom-plot test.npy p.npy --dt 0.1 -o fields.gp
rom-plot test.npy p.npy p2.npy --time 20 --labels "truth,one,two" -o curves.gp
rom-plot test.npy p.npy p2.npy --as error --dt 0.1 -o error.gp
rom-plot e.npy --dt 0.1 -o series.gp
GNUTERM=nonsense rom-plot e.npy --dt 0.1 -o series.png
rom-plot test.npy p.npy --as parity -o parity.gp
rom-plot test.npy p.npy --std std.npy -o calibration.gp
rom-plot train.npy --as singular-values -o singular.gp
for view in error largest; do rom-plot test.npy test.npy --as $view -o zero-$view.gp; done
"$PYTHON" - <<'PY' || fail "other numbers than NumPy's"
import json
import numpy as np
from gnuplot import plots

def close(a, b, tolerance=1e-6):
    np.testing.assert_allclose(np.asarray(a, float), np.asarray(b, float), rtol=tolerance, atol=tolerance * np.nanmax(np.abs(b)))

times = 0.1 * np.arange(61)
latent, simulated = np.load("model/latent.npy")[1], np.load("simulated.npy")[1]
(_, line, curves), = plots("latent.gp")
assert len(curves) == 6 and "'fitted dynamics'" not in line and "simulated.npy" in line
for i in range(3):
    close(curves[2 * i], np.c_[times, latent[:, i]])
    close(curves[2 * i + 1], np.c_[times, simulated[:, i]])

# The second stage goes on where the first ends, in its units.
first, second = (np.loadtxt(f"model-d/training-{s}.tsv", skiprows=1) for s in (1, 2))
epsilon = [stage["epsilon"] for stage in json.load(open("model-d/model.json"))["stages"]]
(_, _, curves), = plots("loss.gp")
close(curves[0], first[:, [0, 2]])
close(curves[1], np.c_[second[:, 0] + first[-1, 0], second[:, 2] * (epsilon[1] / epsilon[0]) ** 2])

xi, mu = np.load("xi.npy"), np.load("mu.npy")[:, 0]
spectra = [np.linalg.eigvals(x[1:].T) for x in xi]
plane, growth, frequency = plots("eigenvalues.gp")
key = lambda pairs: sorted(map(tuple, np.round(pairs, 8)))
for points, values in zip(plane[2], spectra):
    close(key(points), key(np.c_[values.real, values.imag]))
for k in range(3):
    close(growth[2][k][:, 0], np.sort(mu))
# Followed: no assignment of the second case's to the first's has nearer pairs.
moves = sum(np.hypot(growth[2][k][1, 1] - growth[2][k][0, 1], frequency[2][k][1, 1] - frequency[2][k][0, 1]) for k in range(3))
import itertools
least = min(sum(abs(spectra[0][i] - spectra[1][j]) for i, j in enumerate(order)) for order in itertools.permutations(range(3)))
close(moves, least)

panels = plots("coefficients.gp")
assert len(panels) == 9
for _, _, (band, mean, points) in panels:
    assert len(mean) == 81 and (band[:, 2] > band[:, 1]).all() and len(points) == 2
    close((band[:, 1] + band[:, 2]) / 2, mean[:, 1])
    close(points[:, 1], mean[[0, -1], 1])
_, growth, _ = plots("processes.gp")
for band, mean in zip(growth[2][0:6:2], growth[2][1:6:2]):
    close((band[:, 1] + band[:, 2]) / 2, mean[:, 1], 1e-5)

truth, p, p2 = (np.load(f)[0] for f in ("test.npy", "p.npy", "p2.npy"))
panels = plots("fields.gp")
for (_, line, (image,)), expected in zip(panels, (truth, p, p - truth)):
    close(image, expected.T, 1e-5)
ranges = [commands.split("set cbrange [")[-1].split("]")[0] for commands, _, _ in panels]
low, high = min(truth.min(), p.min()), max(truth.max(), p.max())
close([float(x) for x in ranges[0].split(":")], [low, high])
assert ranges[0] == ranges[1]
most = abs(p - truth).max()
close([float(x) for x in ranges[2].split(":")], [-most, most])

values, differences = plots("curves.gp")
for curve, expected in zip(values[2], (truth, p, p2)):
    close(curve, np.c_[np.arange(40), expected[20]])
for curve, expected in zip(differences[2], (p, p2)):
    close(curve, np.c_[np.arange(40), expected[20] - truth[20]], 1e-5)
assert "'truth'" in values[1] and "'two'" in values[1]

errors = [100 * np.linalg.norm(q - truth, axis=1) / np.linalg.norm(truth, axis=1) for q in (p, p2)]
(_, _, curves), = plots("error.gp")
for curve, expected in zip(curves, errors):
    close(curve, np.c_[times, expected], 1e-5)
(_, _, (curve,)), = plots("series.gp")
close(curve, np.c_[times, errors[0]], 1e-5)

(_, _, (density, _)), = plots("parity.gp")
close(np.nansum(10 ** density), truth.size)
both = [min(truth.min(), p.min()), max(truth.max(), p.max())]
counts = np.histogram2d(p.ravel(), truth.ravel(), bins=100, range=[both, both])[0]
assert abs(np.nan_to_num(10 ** density) - counts).sum() < 0.02 * truth.size  # what lies on edges may be beside

std = np.load("std.npy")[0]
scatter, shares = plots("calibration.gp")
close(scatter[2][0][0, 1], errors[0].max(), 1e-5)
close(shares[2][0][0, 1], 100 * (abs(p - truth) <= std).mean(), 1e-3)

for view in "error", "largest":  # of a prediction without errors, of which no logarithm has a place
    (commands, _, (curve,)), = plots(f"zero-{view}.gp")
    assert (curve[:, 1] == 0).all() and "unset logscale y" in commands

centred = np.load("train.npy").reshape(-1, 40)
centred = centred - centred.mean(axis=0)
(_, _, (values,)), = plots("singular.gp")
close(values[:, 1], np.linalg.svd(centred, compute_uv=False)[:len(values)], 1e-3)
PY

# Images over two parameters, grids, triangles, points and vectors.
"$PYTHON" - <<'PY'
import numpy as np
d, w = np.geomspace(0.01, 1, 4), np.linspace(0, 2, 5)
mu = np.array([(a, b) for a in d for b in w])
np.save("grid-mu.npy", mu)
np.save("corners.npy", mu[[0, 4, 15, 19]])
errors = (1 + np.arange(20.0))[:, None] / 1000 * np.array([0.5, 1, 0.2])
np.save("grid-e.npy", errors)
np.save("far-mu.npy", np.random.default_rng(0).random((7, 2)))
np.save("far-e.npy", errors[:7])
x, y = np.meshgrid(np.linspace(0, 2, 41), np.linspace(0, 1, 21))
u = np.stack([np.stack([np.sin(3 * x + t) * y for t in range(4)])])
np.save("plane.npy", u)
np.save("flat.npy", u.reshape(1, 4, -1))
np.save("vectors.npy", np.stack([u, 2 * u], axis=-1))
np.save("points.npy", np.c_[x.ravel(), y.ravel()])
np.save("turned.npy", np.swapaxes(u, 2, 3).reshape(1, 4, -1))
np.save("turned-points.npy", np.c_[x.T.ravel(), y.T.ravel()])
# A mesh of triangles, the field linear in space, so that it is in every triangle.
k = np.arange(20 * 40).reshape(20, 40)
corner = np.arange(21 * 41).reshape(21, 41)
a, b, c, e = (corner[i:i + 20, j:j + 40].ravel() for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)))
np.save("triangles.npy", np.concatenate([np.c_[a, b, c], np.c_[b, e, c]]))
np.save("linear.npy", np.stack([np.stack([x + 10 * y + t for t in range(4)])]).reshape(1, 4, -1))
rng = np.random.default_rng(2)
three = 1 + rng.random((3, 4, 21, 41))
np.save("plane-3.npy", three)
np.save("plane-p.npy", three + 0.1 * rng.random((3, 4, 1, 1)))
three[1, 2] = 0  # to which no error is relative
np.save("zero-3.npy", three)
np.save("wide.npy", np.random.default_rng(1).random((1, 3, 1000, 1000), dtype="f4"))
PY
rom-plot grid-e.npy --params grid-mu.npy --training corners.npy -o grid.gp
rom-plot far-e.npy --params far-mu.npy --training corners.npy -o far.gp
rom-plot plane.npy plane.npy --case 0 --time 2 -o plane.gp
rom-plot --time 2 -o flat.gp --grid 41,21 flat.npy
rom-plot turned.npy --points turned-points.npy --time 2 -o turned.gp
rom-plot vectors.npy --time 2 -o vectors.gp
rom-plot vectors.npy --time 2 --field 1 -o second.gp
rom-plot linear.npy --points points.npy --triangles triangles.npy --time 1 -o triangles.gp
rom-plot wide.npy --time 1 -o wide.gp
rom-plot plane.npy -o four.gp
rom-plot plane-3.npy plane-p.npy -o worst.gp
rom-plot plane-3.npy plane-p.npy --case 0 -o worst-0.gp
rom-plot zero-3.npy plane-p.npy -o worst-zero.gp
rom-report model --truth plane-3.npy --prediction plane-p.npy -o worst.html
"$PYTHON" - <<'PY' || fail "other images than NumPy's"
import numpy as np
from gnuplot import plots

def image(path, which=0):
    return plots(path)[which][2][0].astype(float)

u = np.load("plane.npy")[0, 2]
(commands, line, (errors, points)), = plots("grid.gp")
np.testing.assert_allclose(errors, 100 * np.load("grid-e.npy").max(axis=1).reshape(4, 5), rtol=1e-6)
np.testing.assert_allclose(points, [[0, -2], [2, -2], [0, 0], [2, 0]], atol=1e-9)
assert "log10 of" in commands and "dx=0.5 " in line
(commands, _, (cases, training)), = plots("far.gp")  # a point for each case, and all training cases within the axes
np.testing.assert_allclose(cases, np.c_[np.load("far-mu.npy")[:, ::-1], 100 * np.load("far-e.npy").max(axis=1)], rtol=1e-6)
np.testing.assert_allclose(training, np.load("corners.npy")[:, ::-1])
low, high = (float(x) for x in commands.split("set xrange [")[-1].split("]")[0].split(":"))
assert low < 0 and high > 2, (low, high)
assert "set xtics 0.5" in commands, commands
for path in ("plane.gp", "flat.gp", "turned.gp"):
    np.testing.assert_allclose(image(path), u, atol=1e-6)
np.testing.assert_allclose(image("plane.gp", 2), 0)
np.testing.assert_allclose(image("vectors.gp"), np.sqrt(5) * abs(u), atol=1e-6)
np.testing.assert_allclose(image("second.gp"), 2 * u, atol=1e-6)
mesh = image("triangles.gp")
rows, columns = mesh.shape
y, x = np.meshgrid((np.arange(rows) + 0.5) / rows, 2 * (np.arange(columns) + 0.5) / columns, indexing="ij")
np.testing.assert_allclose(mesh, x + 10 * y + 1, rtol=1e-5)
wide = np.load("wide.npy")[0, 1]
index = np.arange(1000) * 400 // 1000
sums = np.zeros((400, 400)); np.add.at(sums, (index[:, None], index[None]), wide)
counts = np.bincount(index)[:, None] * np.bincount(index)
np.testing.assert_allclose(image("wide.gp"), sums / counts, rtol=1e-5)
assert len(plots("four.gp")) == 4

# The place that is shown: where the error is largest.
truth, prediction = np.load("plane-3.npy"), np.load("plane-p.npy")
errors = np.linalg.norm((prediction - truth).reshape(3, 4, -1), axis=2) / np.linalg.norm(truth.reshape(3, 4, -1), axis=2)
case, time = np.unravel_index(errors.argmax(), errors.shape)
assert f"case {case}, snapshot {time}'" in open("worst.gp", "rb").read().decode("latin-1")
assert f"<figcaption>case {case}, snapshot {time}</figcaption>" in open("worst.html").read()
assert f"case 0, snapshot {errors[0].argmax()}'" in open("worst-0.gp", "rb").read().decode("latin-1")
assert "case 1, snapshot 2'" in open("worst-zero.gp", "rb").read().decode("latin-1")
PY

# Coefficients over two parameters at once; in the middle they are those along one of them. Meshes of rom-import.
"$PYTHON" - <<'PY'
import json
import numpy as np
u, v = np.linspace(1, 2, 3), np.linspace(10, 30, 3)
mu = np.array([(a, b) for a in u for b in v])
np.save("two-mu.npy", mu)
xi = np.zeros((9, 3, 2))
xi[:, 1, 0], xi[:, 2, 1], xi[:, 1, 1] = mu[:, 0] ** 2, np.sin(mu[:, 1] / 5), mu[:, 0] * mu[:, 1] / 50
np.save("two-xi.npy", xi + 1e-3 * np.random.default_rng(4).random(xi.shape))
points, triangles = np.load("points.npy"), np.load("triangles.npy")
corner = np.arange(21 * 41).reshape(21, 41)
quads = np.stack([corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]], axis=-1).reshape(-1, 4)
def mesh(name, cells, kind, points=np.c_[points[:, 0], 0 * points[:, 0], points[:, 1]]):
    np.savez(name, points=points, connectivity=cells.ravel(), offsets=cells.shape[1] * (1 + np.arange(len(cells))), types=np.full(len(cells), kind))
mesh("triangles.npz", triangles, 5)
mesh("quads.npz", quads, 9)
mesh("pixels.npz", quads[:, [0, 1, 3, 2]], 8)
mesh("lines.npz", quads[:, :2], 3)
mesh("space.npz", quads, 9, np.random.default_rng(3).random((861, 3)))
np.save("cells.npy", np.stack([np.arange(800.0) + t for t in range(2)])[None])
PY
rom-gpfit two-mu.npy two-xi.npy --coefficients independent --library linear --dt 0.1 -q -o two.json
rom-plot two.json --as coefficients -o two.gp
for along in 0 1; do rom-plot two.json --as coefficients --along $along -o two-$along.gp; done
"$PYTHON" - <<'PY' || fail "coefficients over two parameters are not those over one"
import numpy as np
from gnuplot import plots

panels = plots("two.gp")
assert len(panels) == 6
def title(panel):
    return panel[0].split("set title '")[-1].split("' noenhanced")[0].replace("''", "'")
for mean, deviation in zip(panels[:3], panels[3:]):
    assert title(deviation) == "deviation of " + title(mean)
    for along, line in ((0, np.s_[:, 20]), (1, np.s_[20, :])):
        _, _, (band, curve, _) = next(panel for panel in plots(f"two-{along}.gp") if title(panel) == title(mean))
        np.testing.assert_allclose(mean[2][0][line], curve[::2, 1], rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(deviation[2][0][line], ((band[:, 2] - band[:, 1]) / 2)[::2], rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(mean[2][1][:, ::-1], np.load("two-mu.npy"))
assert "parameter 1 is 20" in open("two-0.gp").read()
PY
if rom-import --formats | grep -q "^NumPy archive .*yes$"; then
  for mesh in triangles quads pixels; do rom-plot linear.npy --mesh $mesh.npz --time 1 -o $mesh.gp; done
  cmp <(rom-plot linear.npy --points points.npy --triangles triangles.npy --time 1 -o same.gp && cat same.gp) triangles.gp || fail "--mesh and --triangles differ"
  rom-plot cells.npy --mesh quads.npz --time 1 -o cells.gp
  rom-report model --truth linear.npy --prediction linear.npy --mesh quads.npz -o mesh.html
  "$PYTHON" - <<'PY' || fail "other images of meshes than NumPy's"
import numpy as np
from gnuplot import plots

(one,), (two,), (three,) = (plots(f"{name}.gp")[0][2] for name in ("triangles", "quads", "pixels"))
np.testing.assert_allclose(one, two, rtol=1e-5)
np.testing.assert_allclose(one, three, rtol=1e-5)
image = plots("cells.gp")[0][2][0]
rows, columns = image.shape
row, column = np.arange(rows) * 20 // rows, np.arange(columns) * 40 // columns
np.testing.assert_allclose(image, 40 * row[:, None] + column + 1)
PY
  expect 1 "lines.npz: has no triangles, quadrilaterals or polygons" rom-plot linear.npy --mesh lines.npz -o a.gp
  expect 1 "space.npz: its points lie in no plane along two axes" rom-plot linear.npy --mesh space.npz -o a.gp
  expect 2 "--mesh has points; leave out --points and --grid" rom-plot linear.npy --mesh quads.npz --points points.npy -o a.gp
fi

# Every kind, in every format; nothing else is left.
mkdir kinds && cd kinds
while read -r line; do
  for ending in png svg pdf; do
    (cd .. && rom-plot $line -o "kinds/a.$ending" 2>kinds/err.txt) || { cat err.txt >&2; fail "rom-plot $line -o a.$ending"; }
    case $ending in png) magic="PNG" ;; svg) magic="<svg" ;; pdf) magic="%PDF" ;; esac
    grep -aq "$magic" "a.$ending" || fail "rom-plot $line: no $ending"
  done
  "$PYTHON" -c 'import xml.dom.minidom; assert xml.dom.minidom.parse("a.svg").getElementsByTagName("path")' || fail "$line: no paths"
  (cd .. && rom-plot $line >kinds/text.txt) || fail "rom-plot $line in text"
  ! grep -q $'\f' text.txt || fail "rom-plot $line: a form feed"
  "$PYTHON" -c 'import sys; t = open("text.txt").read().splitlines(); assert len(t) > 20 and max(map(len, t)) <= 80, t' || fail "$line: text"
done <<'LINES'
model
model-2
model/model.json
both
base
model/training-1.tsv
model/training-1.tsv model-2/training-1.tsv
model/latent.npy
xi.npy
xi.json --params mu.npy
gp.json
gp.json --as coefficients
two.json --as coefficients
far-e.npy --params far-mu.npy --training corners.npy
test.npy p.npy
test.npy p.npy --time 3
test.npy p.npy p2.npy --as error
test.npy p.npy --as largest
test.npy p.npy --as parity
test.npy p.npy --std std.npy
train.npy
e.npy
grid-e.npy --params grid-mu.npy
grid-e.npy --params grid-mu.npy --along 1
linear.npy --points points.npy --triangles triangles.npy
LINES
[ "$(ls | tr '\n' ' ')" = "a.pdf a.png a.svg err.txt text.txt " ] || fail "files are left: $(ls)"
cd ..

# From a pipe.
rom-plot test.npy p.npy --time 20 -o file.gp
rom-plot test.npy - --time 20 -o pipe.gp <p.npy
cmp file.gp pipe.gp || fail "another picture of a pipe"
rom-plot - -o pipe.gp <train.npy

expect 1 "base: has no history of a training" rom-plot base --as loss
# An ensemble of baselines shows what they know; so does a page about it.
for kind in gp linear; do rom-baseline train.npy mu.npy --dt 0.1 --interpolation $kind -q -o $kind >/dev/null 2>&1; done
rom-ensemble gp linear -q -o bases >/dev/null
rom-plot gp -o base.gp
rom-plot bases -o bases.gp
cmp <(grep -v '^set title\|^#' base.gp) <(grep -v '^set title\|^#' bases.gp) || fail "an ensemble of baselines has another picture"
rom-report bases --truth test.npy --prediction p.npy -q -o bases.html

# What rom-error prints, in either form, is the same picture; tune.tsv by its columns.
rom-error test.npy p.npy --std std.npy >report.txt
rom-error test.npy p.npy --std std.npy --json >report.json
rom-plot report.txt --params test-mu.npy -o text.gp
rom-plot report.json --params test-mu.npy -o json.gp
printf 'model\tfolds\tseconds\tone\ttwo\nlatent-2\t4\t1.5\t3.25\t-\nlatent-3\t4\t2.5\t1.5\tslow\nlatent-4\t4\t3\t2\t0.5\n' >tune.tsv
rom-plot tune.tsv -o tune.gp
"$PYTHON" - <<'PY' || fail "reports"
import numpy as np
from gnuplot import plots
for (_, _, one), (_, _, other) in zip(plots("text.gp"), plots("json.gp")):
    for a, b in zip(one, other):
        np.testing.assert_allclose(a, b, atol=1e-4)
(_, _, (one, two)), = plots("tune.gp")
np.testing.assert_array_equal(one, [[1.5, 3.25], [2.5, 1.5], [3, 2]])
np.testing.assert_array_equal(two, [[1.5, np.nan], [2.5, np.nan], [3, 0.5]])
PY

# The picture itself: like the one in reference/, but for the fonts.
rom-plot plane.npy plane.npy --case 0 --time 2 --size 960,320 -o plane.png
"$PYTHON" - "$ROM_SOURCE/tests/reference/plot.npy" <<'PY' || fail "another picture than in reference/plot.npy"
import sys
import numpy as np
from gnuplot import coarse, pixels
difference = abs(coarse(pixels("plane.png")) - np.load(sys.argv[1]))
assert difference.mean() < 6 and difference.max() < 60, (difference.mean(), difference.max())
PY
