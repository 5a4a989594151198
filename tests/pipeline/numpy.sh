# NumPy reads every array that the tools write, and the tools read what NumPy writes.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline
rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy -o prediction.npy
rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy --latent-only -o latent.npy
rom-error test.npy prediction.npy --series series.npy >/dev/null
rom-gpfit mu.npy xi.npy --coefficients independent -o independent.json

"$PYTHON" - <<'PY'
import glob
import json
import numpy as np

arrays = {path: np.load(path, allow_pickle=False) for path in glob.glob("*.npy") + glob.glob("*/*.npy")}
assert len(arrays) > 20 and all(np.isfinite(a).all() for a in arrays.values())

prediction = np.load("prediction.npy")
assert prediction.shape == (1, 61, 40) and prediction.dtype == np.float32
assert np.load("latent.npy").shape == (1, 61, 3)
xi, gp = np.load("xi.npy"), json.load(open("independent.json"))
moments = np.load("xi-moments.npy")
assert moments.shape == (2, 7, 7) and (moments[:, 0, 0] == moments[0, 0, 0]).all() and 0 < moments[0, 0, 0] <= 61
units = json.load(open("xi.json"))["units"]
mean, deviation = np.array(units["mean"]), np.array(units["deviation"])
solved = np.linalg.solve(moments[:, :4, :4], moments[:, :4, 4:]) * units["rate"] * deviation
solved[:, 1:] /= deviation[:, None]
solved[:, 0] -= np.einsum("k,ckj->cj", mean, solved[:, 1:])
assert np.allclose(solved, xi, rtol=1e-4, atol=1e-4 * abs(xi).max())
assert xi.shape == (2, 4, 3) and np.allclose(np.array(gp["targets"]).reshape(xi.shape), xi, rtol=0, atol=0)
table = open("model-2/training-2.tsv").read().split("\n")
assert table[0].split("\t")[:2] == ["epoch", "loss"] and len(table[1].split("\t")) == len(table[0].split("\t"))

# Every dtype and order, and several space axes, give the same model.
u = np.load("train.npy").astype("f8")
np.save("c8.npy", u)
np.save("f8.npy", np.asfortranarray(u))
np.save("big.npy", u.astype(">f8"))
np.save("bigf.npy", np.asfortranarray(u.astype(">f4")))
np.save("axes.npy", u.reshape(2, 61, 2, 4, 5))
np.save("axes-f.npy", np.asfortranarray(u.reshape(2, 61, 2, 4, 5).astype("f4")))
half = u.astype("f2")
np.save("half.npy", half)
np.save("halfb.npy", np.asfortranarray(half.astype(">f2")))
np.save("half4.npy", half.astype("f4"))
for version in (1, 2, 3):
    with open(f"v{version}.npy", "wb") as file:
        np.lib.format.write_array(file, u, version=(version, 0))
PY
for variant in c8 f8 big bigf axes axes-f v1 v2 v3 half halfb; do
  rom-encode $variant.npy --dt 0.1 --latent 3 --hidden 20 --epochs 20 -q -o m-$variant
done
# In single precision the mean is single too.
for variant in f8 big axes v1 v2 v3; do cmp m-c8/latent.npy m-$variant/latent.npy; done
cmp m-bigf/latent.npy m-axes-f/latent.npy
# Half precision is read as it is.
rom-encode half4.npy --dt 0.1 --latent 3 --hidden 20 --epochs 20 -q -o m-half4
for variant in half halfb; do cmp m-half4/latent.npy m-$variant/latent.npy; done
# Headers that name no byte order, booleans, and arrays without an axis.
"$PYTHON" - <<'PY'
import numpy as np
for name, dtype in {"f8": "f8", "=f8": "f8", "float64": "f8", "f4": "f4", "float32": "f4"}.items():
    with open(f"d-{name}.npy", "wb") as file:
        a = np.arange(-1, 5, dtype=dtype).reshape(1, 2, 3)
        np.lib.format.write_array_header_1_0(file, {"descr": name, "fortran_order": False, "shape": a.shape})
        file.write(a.tobytes())
np.save("whole.npy", np.arange(-1, 5.0).reshape(1, 2, 3))
u = np.random.default_rng(0).random((2, 3, 4)) < 0.5
np.save("mask.npy", np.asfortranarray(u))
np.save("mask8.npy", u.astype("f8"))
np.save("all.npy", np.ones_like(u))
np.save("number.npy", np.array(1.0))
with open("number-f.npy", "wb") as file:
    np.lib.format.write_array_header_1_0(file, {"descr": "<f8", "fortran_order": True, "shape": ()})
    file.write(np.array(1.0).tobytes())
PY
for name in f8 =f8 float64 f4 float32; do
  rom-error whole.npy d-$name.npy --max 0 >/dev/null
done
rom-error all.npy mask.npy --series mask-series.npy >/dev/null
rom-error all.npy mask8.npy --series mask8-series.npy >/dev/null
assert_same mask-series.npy mask8-series.npy
for n in number.npy number-f.npy; do
  one_line() { expect 1 "$n has" "$@"; }
  one_line rom-encode $n --dt 0.1 --latent 1 -o x
  one_line rom-encode $n --one-case --dt 0.1 --latent 1 -o x
  one_line rom-encode train.npy --params $n --dt 0.1 --latent 1 -o x
  one_line rom-encode $n --apply model -o x.npy
  one_line rom-sindy $n --dt 0.1 -o x.npy
  one_line rom-sindy $n --one-case --dt 0.1 -o x.npy
  one_line rom-gpfit $n xi.npy -o x.json
  one_line rom-gpfit mu.npy $n --dt 0.1 -o x.json
  one_line rom-stage model $n --gp gp.json --params mu.npy -o x
  one_line rom-stage model train.npy --gp gp.json --params $n -o x
  one_line rom-predict model $n --gp gp.json --initial initial.npy -o x.npy
  one_line rom-predict model test-mu.npy --gp gp.json --initial $n -o x.npy
  one_line rom-predict model test-mu.npy --gp gp.json --initial initial.npy --times $n -o x.npy
  one_line rom-error $n $n
  one_line rom-error test.npy $n
  one_line rom-error test.npy prediction.npy --std $n
  one_line rom-sample model $n --gp gp.json --initial initial.npy
  one_line rom-baseline $n mu.npy
  one_line rom-baseline train.npy $n
  one_line rom-tune $n mu.npy --dt 0.1 --minutes 1 -o x
  one_line rom-tune train.npy $n --dt 0.1 --minutes 1 -o x
done
assert_that 'abs(a - b).max() < 1e-3 * abs(a).max()' a=m-c8/latent.npy b=m-bigf/latent.npy
# Double snapshots are predicted in double, whatever the networks compute in: an offset of a hundred million leaves the motion what it is.
"$PYTHON" - <<'PY'
import numpy as np
u, v = np.load("train.npy").astype("f8"), np.load("initial.npy").astype("f8")
np.save("plain.npy", u), np.save("plain-initial.npy", v)
np.save("offset.npy", u + 1e8), np.save("offset-initial.npy", v + 1e8)
np.save("huge.npy", np.ldexp(u, 400)), np.save("huge-initial.npy", np.ldexp(v, 400))
PY
for data in plain offset huge; do
  rom-encode $data.npy --dt 0.1 --latent 3 --hidden 20 --epochs 20 -q -o m-$data
  rom-sindy m-$data/latent.npy --dt 0.1 -o xi-$data.npy >/dev/null
  rom-gpfit mu.npy xi-$data.npy -q -o gp-$data.json
  rom-predict m-$data test-mu.npy --gp gp-$data.json --initial $data-initial.npy --std std-$data.npy -q -o p-$data.npy
  rom-baseline $data.npy mu.npy -q -o b-$data >/dev/null
  rom-predict b-$data test-mu.npy -q -o pb-$data.npy
done
assert_that 'all(a.dtype == np.float64 for a in (p, o, h, b, q, r, s)) and abs(o - 1e8 - p).max() < 1e-2 * abs(p).max() and abs(q - 1e8 - b).max() < 1e-6
  and np.array_equal(h, np.ldexp(p, 400)) and np.array_equal(r, np.ldexp(b, 400)) and np.array_equal(s, np.ldexp(t, 400))' \
  p=p-plain.npy o=p-offset.npy h=p-huge.npy b=pb-plain.npy q=pb-offset.npy r=pb-huge.npy s=std-huge.npy t=std-plain.npy
"$PYTHON" - <<'PY'
import numpy as np
assert np.load("m-axes/mean.npy").shape == (2, 4, 5) and np.load("m-axes/basis.npy").shape[1:] == (2, 4, 5)
np.save("initial-axes.npy", np.load("initial.npy").reshape(1, 2, 4, 5))
np.save("one.npy", np.load("train.npy")[0])
np.save("one-of-one.npy", np.load("train.npy")[:1])
PY
rom-sindy m-axes/latent.npy --dt 0.1 -o xi-axes.npy >/dev/null
rom-gpfit mu.npy xi-axes.npy -o gp-axes.json
rom-predict m-axes test-mu.npy --gp gp-axes.json --initial initial-axes.npy -o - >p-axes.npy
"$PYTHON" -c "import numpy as np; assert np.load('p-axes.npy').shape == (1, 61, 2, 4, 5)"
rom-encode one.npy --one-case --dt 0.1 --latent 3 --hidden 20 --epochs 20 -q -o m-one
rom-encode one-of-one.npy --dt 0.1 --latent 3 --hidden 20 --epochs 20 -q -o m-one-of-one
cmp m-one/latent.npy m-one-of-one/latent.npy
