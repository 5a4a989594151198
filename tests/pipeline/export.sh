# rom-export writes numbers that h5py, netCDF4 and rom-import itself read as the same, on a mesh and without.
source "$ROM_SOURCE/tests/pipeline/common.sh"
files=$ROM_SOURCE/tests/reference/exchange
"$PYTHON" - "$files" <<'PY'
import numpy as np, sys
s, v = np.load(sys.argv[1] + "/s.npy"), np.load(sys.argv[1] + "/v.npy")
one = np.concatenate([s[..., None], v], -1)
np.save("mesh.npy", np.stack([one, 2 * one]))
np.save("grid.npy", np.random.default_rng(0).standard_normal((2, 4, 5, 3)).astype("f4"))
np.save("gaps.npy", np.where(s > 0, s, np.nan)[None])
np.save("t.npy", [0, 0.5, 1, 1.5])
np.save("points.npy", np.load(sys.argv[1] + "/points.npy")[:, :2])
PY
# The table, the same for all digits.
rom-export grid.npy --dt 0.5 -q -o grid.csv
"$PYTHON" - <<'PY'
import numpy as np
u, rows = np.load("grid.npy"), np.loadtxt("grid.csv", delimiter=",", skiprows=1)
assert np.array_equal(rows[:, 2:].astype("f4"), u.reshape(8, 15)) and np.array_equal(rows[:, 1], np.tile([0, 0.5, 1, 1.5], 2))
assert open("grid.csv").readline().startswith("case,time,u_1,u_2,")
PY
rom-export mesh.npy --points points.npy --fields s,v:3 --times t.npy --to vtu-series -q -o cloud
[ "$(ls cloud cloud/case-1 | tr '\n' ' ')" = "cloud: case-0 case-0.pvd case-1 case-1.pvd series.pvd  cloud/case-1: 00000.vtu 00001.vtu 00002.vtu 00003.vtu " ] ||
  fail "other files: $(ls cloud cloud/case-1)"
# What is there is replaced, and nothing of it stays.
rom-export mesh.npy --points points.npy --fields s,v:3 --case 0 --to vtu-series -q -o cloud
assert_missing cloud/case-1
needs_format "NumPy archive"
rom-export mesh.npy --case 1 --fields s,v:3 -q -o one.npz
"$PYTHON" -c "
import numpy as np
z, u = np.load('one.npz'), np.load('mesh.npy')
assert np.array_equal(z['s'], u[1:, ..., 0]) and np.array_equal(z['v'], u[1:, ..., 1:]) and z['time'].tolist() == [0, 1, 2, 3]"
back() { rom-import "$@" -q -o back.npy; }
needs_format NetCDF
rom-export grid.npy --fields w --dt 0.5 --time-units s -q -o grid.nc
back grid.nc --times t2.npy && cmp back.npy grid.npy && cmp t2.npy t.npy
rom-export gaps.npy -q -o gaps.nc
back gaps.nc 2>warning.txt && cmp back.npy gaps.npy
needs_format XDMF
rom-import "$files/series.xdmf" --variable s -q -o s.npy --mesh mesh.npz
rom-export mesh.npy --mesh mesh.npz --times t.npy --fields s,v:3 -q -o mesh.xdmf
back mesh.xdmf --variable s,v --times t2.npy --mesh mesh2.npz
"$PYTHON" -c 'import numpy as np; m = dict(np.load("mesh.npz")); m["types"][0] = 99; np.savez("odd.npz", **m)'
expect 1 "the mesh has cells of VTK's type 99, which XDMF has not; write --to vtu-series" \
  rom-export mesh.npy --mesh odd.npz --fields s,v:3 -o odd.xdmf
cmp back.npy mesh.npy && cmp t2.npy t.npy && cmp mesh.npz mesh2.npz
rom-export grid.npy -q -o grid.xdmf
back grid.xdmf && cmp back.npy grid.npy
rom-export mesh.npy --mesh mesh.npz --times t.npy --fields s,v:3 --time-units s -q -o mesh.h5
back mesh.h5 --variable s,v && cmp back.npy mesh.npy
rom-export mesh.npy --mesh mesh.npz --times t.npy --fields s,v:3 --time-units s -q -o mesh.nc
needs_format HDF5 h5py netCDF4
"$PYTHON" - <<'PY'
import h5py, netCDF4, numpy as np
u, points = np.load("mesh.npy"), np.load("mesh.npz")["points"]
with h5py.File("mesh.h5") as f:
    assert np.array_equal(f["s"], u[..., 0]) and np.array_equal(f["v"], u[..., 1:])
    assert [d.label for d in f["v"].dims] == ["case", "time", "point", "component"]
    assert f["s"].dims[1][0][:].tolist() == [0, 0.5, 1, 1.5] and f["time"].attrs["units"] == b"s"
with netCDF4.Dataset("mesh.nc") as f:
    assert np.array_equal(f["s"][:], u[..., 0]) and np.array_equal(f["v"][:], u[..., 1:])
    assert f["s"].dimensions == ("case", "time", "point") and f["s"].coordinates == "x y z"
    assert np.array_equal(f["y"][:], points[:, 1]) and f["time"].units == "s" and f["time"].axis == "T"
with h5py.File("mesh.xdmf.h5") as f:
    assert np.array_equal(f["case-1/2/v"], u[1, 2, :, 1:]) and np.array_equal(f["mesh/points"], points)
PY
needs_format VTK
rom-export mesh.npy --mesh mesh.npz --times t.npy --fields s,v:3 --to vtu-series -q -o series
back series/case-?.pvd --variable s,v --times t2.npy --mesh mesh2.npz
cmp back.npy mesh.npy && cmp t2.npy t.npy && cmp mesh.npz mesh2.npz
expect 1 "series.pvd: lists several files for time 0" rom-import series/series.pvd --variable s -o x.npy
