# rom-import reads NetCDF, classic and of version 4, as netCDF4 does: packed and missing numbers, names of axes, groups.
source "$ROM_SOURCE/tests/pipeline/common.sh"
needs_format NetCDF netCDF4
"$PYTHON" - <<'PY'
import netCDF4
import numpy as np
u = np.random.default_rng(0).standard_normal((2, 20, 7, 5)).astype("f4")
for k, form in enumerate(("NETCDF3_CLASSIC", "NETCDF4")):
    with netCDF4.Dataset(f"run-{k}.nc", "w", format=form) as f:
        for name, extent in (("y", 7), ("x", 5), ("time", None)):
            f.createDimension(name, extent)
        v = f.createVariable("u", "f4", ("time", "y", "x"), fill_value=-999.0)
        v.units = "m s-1"
        v[:] = u[k]
        v[3, 2, 1] = np.ma.masked
        p = f.createVariable("p", "i2", ("time", "y", "x"))
        p.scale_factor, p.add_offset = 0.001, 3.0
        p[:] = np.ma.masked_greater(u[k] + 3, 5)
        np.save(f"p-{k}.npy", p[:].filled(np.nan))
        w = f.createVariable("w", "f8", ("time", "y", "x"))  # never written but for one time
        w[2] = u[k, 2]
        time = f.createVariable("time", "f8", ("time",))
        time.units = "seconds since 2000-01-01"
        time[:] = 0.5 * np.arange(20) + 10 * k
        f.mu = 2.0 + k
with netCDF4.Dataset("groups.nc", "w") as f:
    group = f.createGroup("flow")
    group.createDimension("run", 2)
    group.createDimension("step", 20)
    group.createDimension("point", 35)
    group.createVariable("u", "f4", ("point", "step", "run"))[:] = u.reshape(2, 20, 35).T
with netCDF4.Dataset("odd.nc", "w") as f:
    f.createDimension("x", 100000)
    f.createVariable("label", "S1", ("x",))
    f.createVariable("pair", f.createCompoundType(np.dtype([("a", "f4"), ("b", "f4")]), "two"), ("x",))
    f.createVariable("count", "i1", ("x",))._Unsigned = "true"
    f.createVariable("u", "f4", ("x",), fletcher32=True)[:] = np.random.default_rng(1).standard_normal(100000)
damaged = bytearray(open("odd.nc", "rb").read())
damaged[len(damaged) // 2] ^= 255  # of u, nearly all that is there
open("damaged.nc", "wb").write(damaged)
np.save("u.npy", u)
PY
rom-import run-*.nc --variable u -o a.npy --times t.npy --params mu.npy --attributes mu 2>said.txt
grep -q "u \[m s-1\], (2, 20, 7, 5), float32: 2 files, a case each; times 0 to 9.5 \[seconds since 2000-01-01\], 0.5 apart" said.txt ||
  fail "another report: $(cat said.txt)"
grep -q "warning: the array holds 2 missing values" said.txt || fail "no word of missing values"
assert_that "np.isnan(a).sum() == 2 and np.isnan(a[:, 3, 2, 1]).all() and np.nanmax(abs(a - u)) == 0" a=a.npy u=u.npy
assert_that "np.array_equal(t, 0.5 * np.arange(20)) and np.array_equal(mu, [[2], [3]])" t=t.npy mu=mu.npy
rom-import run-*.nc --variable p -q -o a.npy 2>said.txt
assert_that "np.isnan(a).any() and np.array_equal(np.isnan(a), np.isnan([p, q])) and np.nanmax(abs(a - [p, q])) < 1e-14" \
  a=a.npy p=p-0.npy q=p-1.npy
rom-import run-*.nc --variable w -q -o a.npy 2>said.txt
assert_that "np.array_equal(a[:, 2], u[:, 2]) and np.isnan(a[:, [0, 1, *range(3, 20)]]).all()" a=a.npy u=u.npy
# One after the other in time.
rom-import run-*.nc --variable u --slice :,4:5 --stack times -q -o a.npy --times t.npy
assert_that "np.array_equal(a, u[:, :, 4:5].reshape(1, 40, 1, 5)) and np.array_equal(t, np.r_[:10:0.5, 10:20:0.5])" a=a.npy u=u.npy t=t.npy
rom-import groups.nc --variable flow/u --time step -q -o a.npy
assert_that "np.array_equal(a, u.reshape(2, 20, 35))" a=a.npy u=u.npy
expect 1 "odd.nc: label .text. holds text; name a variable of numbers" rom-import odd.nc --variable label -o x.npy
expect 1 "odd.nc: pair .compound. holds records, perhaps complex numbers; save each part" rom-import odd.nc --variable pair -o x.npy
expect 1 "odd.nc: count .int8. has the attribute _Unsigned, which is not known; save it as an unsigned type" \
  rom-import odd.nc --variable count -o x.npy
rom-import odd.nc --variable u --stack times -q -o whole.npy
expect 1 "damaged.nc: u cannot be read .*; copy or write the file again" rom-import damaged.nc --variable u --stack times -o x.npy
assert_missing x.npy
