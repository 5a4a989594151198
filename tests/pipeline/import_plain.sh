# rom-import reads .npy of any type, .npz, tables of text and raw numbers as NumPy does.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
u = np.random.default_rng(0).standard_normal((3, 20, 4, 6)).astype("f4")
t = 0.25 * np.arange(20)
for k in range(3):
    flat = u[k].reshape(20, -1)
    np.save(f"run-{k}.npy", np.asfortranarray(u[k]))
    np.savetxt(f"run-{k}.csv", np.c_[t, flat], delimiter=",", comments="", header="t," + ",".join(f"p{i}" for i in range(24)))
    np.savetxt(f"bare-{k}.txt", flat)
    np.savetxt(f"named-{k}.dat", flat[:, :2], header="velocity pressure")
    (u[k].astype(">f4")).tofile(f"run-{k}.bin")
    np.savez(f"run-{k}.npz", u=u[k], t=t, mu=np.array([k, 2.0]))
    np.savez_compressed(f"packed-{k}.npz", u=np.asfortranarray(u[k]), t=t)
for name in ("f2", ">f8", "i1", "u2", ">i4", "i8", "?"):
    np.save(f"as-{name.strip('>').replace('?', 'bool')}.npy", (10 * u[0]).astype(name))
np.save("cases.npy", u)
with open("run-0.bin", "rb") as f: data = f.read()
with open("head.bin", "wb") as f: f.write(b"1234" + data)
with open("gaps.csv", "w") as f: f.write("time;u;v\r\n0;1;2\r\n\r\n1;;+3e0\r\n2;nan;4\r\n")
PY
import() { rom-import "$@" -q -o a.npy 2>warnings.txt; }
same() { assert_that "a.shape == ($1).shape and np.array_equal(a, $1, equal_nan=True)" a=a.npy u=cases.npy; }

import run-*.npy
cmp a.npy cases.npy
import run-*.npy --stack times
same "u[None]"
import cases.npy cases.npy --stack none --precision double
same "np.concatenate([u, u])"
for type in f2 f8 i1 u2 i4 i8 bool; do
  "$PYTHON" -c "import numpy as np; np.save('b.npy', np.load('as-$type.npy').astype(float))"
  import as-$type.npy
  assert_that "np.array_equal(a[0], b)" a=a.npy b=b.npy
done
import run-*.csv --times t.npy
same "u.reshape(3, 20, 24)"
assert_that "np.array_equal(t, 0.25 * np.arange(20))" t=t.npy
import run-*.csv --variable p5,p1 --slice 3:15:4
same "u.reshape(3, 20, 24)[:, 3:15:4, [5, 1]]"
import bare-*.txt
same "u.reshape(3, 20, 24)"
import bare-*.txt --stack times
same "u.reshape(1, 3, 20, 24)"
import named-*.dat --variable pressure
same "u.reshape(3, 20, 24)[:, :, 1]"
import gaps.csv
same "np.array([[[1, 2], [np.nan, 3], [np.nan, 4]]])"
import run-*.bin --shape 20,4,6 --type '>f4'
cmp a.npy cases.npy
import head.bin --shape 20,4,6 --type '>f4' --skip 4 --axes 0,2
same "u[:1].transpose(0, 1, 3, 2)"

needs_format "NumPy archive"
import run-*.npz --variable u --params mu.npy --attributes mu --times t.npy
cmp a.npy cases.npy
assert_that "np.array_equal(m, [[0, 2], [1, 2], [2, 2]])" m=mu.npy
import packed-*.npz --slice "...,1:4"
same "u[..., 1:4]"
expect 1 "run-0.npz: u has shape .20, 4, 6. but mu has .2,.; import them one by one" rom-import run-0.npz --variable u,mu -o x.npy
"$PYTHON" - <<'PY'
import zipfile
import numpy as np
np.savez_compressed("whole.npz", u=np.random.default_rng(0).standard_normal((2, 5000)))
damaged = bytearray(open("whole.npz", "rb").read())
damaged[len(damaged) // 2] ^= 255
open("damaged.npz", "wb").write(damaged)
with zipfile.ZipFile("none.npz", "w") as archive: archive.writestr("notes.txt", "nothing here")
PY
expect 1 "damaged.npz: .*is damaged; write it again with numpy.savez" rom-import damaged.npz -o x.npy
expect 1 "none.npz: holds no array; write it with numpy.savez" rom-import none.npz -o x.npy
assert_missing x.npy
