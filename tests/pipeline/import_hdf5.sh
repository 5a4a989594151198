# rom-import makes of HDF5 files, as h5py writes them, the arrays that NumPy would: parts, orders of axes, fields, times, parameters.
source "$ROM_SOURCE/tests/pipeline/common.sh"
needs_format HDF5 h5py
"$PYTHON" - <<'PY'
import h5py
import numpy as np
import os
rng = np.random.default_rng(0)
u = rng.standard_normal((11, 20, 7, 5)).astype("f4")
t = np.linspace(0, 1.9, 20)
for k in range(11):
    os.makedirs(f"run-{k}")
    with h5py.File(f"run-{k}/out.h5", "w") as f:
        f["u"] = u[k]
        f["u"].attrs["units"] = "m/s"
        f.create_dataset("flow/packed", data=u[k], chunks=(3, 7, 2), compression="gzip")
        f["big"] = u[k].astype(">f8")
        f["whole"] = np.round(100 * u[k]).astype("i4")
        f["vector"] = np.stack([u[k], 2 * u[k]], -1)
        f["t"] = t
        f.attrs["mu"] = 1.0 + k
        f["u"].attrs["nu"] = np.float32(0.5 * k)
        f["flow"].attrs["re"] = 100 * k
with h5py.File("cases.h5", "w") as f:  # named axes, in another order
    f["u"] = np.moveaxis(u, (0, 1), (3, 2))
    f["time"] = t
    f["time"].make_scale("time")
    for axis, name in enumerate(("y", "x", None, "case")):
        if name: f["u"].dims[axis].label = name
    f["u"].dims[2].attach_scale(f["time"])
    f["mu"] = np.c_[np.arange(11.0), np.arange(11.0) ** 2]
with h5py.File("matlab.mat", "w", userblock_size=512) as f:  # MATLAB's u has the shape (20, 7, 5)
    f["u"] = u[0].T
    f["u"].attrs["MATLAB_class"] = np.bytes_("single")
with h5py.File("filled.h5", "w") as f:
    f["u"] = np.where(u[0] > 2, -999, u[0])
    f["u"].attrs["_FillValue"] = np.float32(-999)
with h5py.File("odd.h5", "w") as f:
    f.create_dataset("state", data=[0, 1, 1], dtype=h5py.enum_dtype({"fluid": 0, "solid": 1}, basetype="i4"))
    f["pair"] = np.zeros(3, [("a", "f4"), ("b", "i4")])
h5py.File("none.h5", "w").close()
np.save("u.npy", u)
np.save("t.npy", t)
PY
import() { rom-import "$@" -q -o a.npy; }
same() { assert_that "a.shape == ($1).shape and np.array_equal(a, $1, equal_nan=True)" a=a.npy u=u.npy; }

import run-*/out.h5 --sort --variable u --times times.npy --params mu.npy --attributes mu,nu,flow@re
same u
cmp a.npy u.npy
cmp times.npy t.npy
assert_that "np.array_equal(m, np.outer(np.arange(11), [1, 0.5, 100]) + [1, 0, 0])" m=mu.npy
# A shell puts run-10 before run-2: it is said, and so it is done.
rom-import run-*/out.h5 --variable u -o a.npy 2>said.txt
grep -q "run-10 before run-2; --sort" said.txt || fail "no word of the order"
grep -q "u \[m/s\], (11, 20, 7, 5), float32: 11 files, a case each; times 0 to 1.9, 0.1 apart" said.txt || fail "another report"
same "u[[0, 1, 10, 2, 3, 4, 5, 6, 7, 8, 9]]"
printf 'run-3/out.h5\nrun-1/out.h5\n' >list.txt
import --list list.txt --variable flow/packed --slice "::3,:,1:-1" --times times.npy
same "u[[3, 1], ::3, :, 1:-1]"
assert_that "np.array_equal(a, t[::3])" a=times.npy t=t.npy
import run-{0,1}/out.h5 --variable flow/packed --axes 2,0 --slice "...,-3:"
same "np.moveaxis(u[:2, ..., -3:], 3, 1)"
import run-{0,1}/out.h5 --variable u --slice 2:5,3
same "u[:2, 2:5, 3]"
import run-0/out.h5 --variable big
same "u[:1]"
import run-0/out.h5 --variable big --precision single
cmp a.npy <(rom-import run-0/out.h5 --variable u -q -o -)
import run-0/out.h5 --variable whole
same "np.round(100 * u.astype('f4')[:1])"
import run-0/out.h5 --variable whole,u,vector
same "np.stack([np.round(100 * u.astype('f4')[:1]), u[:1], u[:1], 2 * u[:1]], -1)"
import run-{0,1}/out.h5 --variable u --stack times --time 0 --slice :3
same "u[:2, :3].reshape(1, 6, 7, 5)"
import run-{0,1}/out.h5 --variable u --stack none
same "u[:2].reshape(40, 7, 5)"
import cases.h5 --times times.npy --params mu.npy --attributes mu --variable u
cmp a.npy u.npy
cmp times.npy t.npy
assert_that "np.array_equal(m[:, 1], np.arange(11) ** 2)" m=mu.npy
import cases.h5 --variable u --axes time,case --stack none
same "np.moveaxis(u, 1, 0)"
import matlab.mat
same "u[:1]"
import filled.h5
same "np.where(u[:1] > 2, np.nan, u[:1])"
rom-import --show cases.h5 >shown.txt
grep -q "^u	(7, 5, 20, 11)	float32	y, x, time, case" shown.txt || fail "another list of variables"
expect 1 "odd.h5: state .enum. holds an enumeration; save a plain array of numbers" rom-import odd.h5 --variable state -o x.npy
expect 1 "odd.h5: pair .compound. holds records; save each of their fields as an array of its own" rom-import odd.h5 --variable pair -o x.npy
expect 2 "none.h5: which variable. name it with --variable; it has no variables" rom-import none.h5 -o x.npy
expect 2 "run-0/out.h5: which variable. name it with --variable; it has big .20, 7, 5., flow/packed" rom-import run-0/out.h5 -o x.npy
