# rom-import finds the axis of the times in HDF5 and NetCDF by CF's attributes, by names or by its length, and compares units.
source "$ROM_SOURCE/tests/pipeline/common.sh"
needs_format HDF5 h5py
"$PYTHON" - <<'PY'
import h5py
import numpy as np
u = np.random.default_rng(0).standard_normal((5, 4, 11))
t = np.linspace(0, 1, 11)
def write(name, time="time", u=u, t=t, unit="m/s", units=None, **attributes):
    with h5py.File(name, "w") as f:
        f["u"] = u
        f["u"].attrs["units"] = unit
        if time: f[time] = t
        if units: f[time].attrs["units"] = units
        f.attrs.update(attributes)
write("last.h5")
write("group.h5", "results/t")
write("named.h5", "clock")
write("two.h5", u=np.moveaxis(u, 2, 0)[:, [0, 1, 2, 3] * 2 + [0, 1, 2]])  # (11, 11, ...): the first is taken
write("no.h5", u=u[:, [0] * 11])  # (5, 11, 11)
write("warm.h5", "T")
write("falling.h5", t=t[::-1])
write("days.h5", units="days since 2000-01-01")
write("hours.h5", units="hours since 2000-01-01")
write("later.h5", units="days since 2001-01-01", t=t + 2)
write("cm.h5", unit="cm/s", units="days since 2000-01-01")
write("says.h5", mu="0.25", on=np.bool_(True), grid="coarse", z=1 + 2j, holes=np.nan)
with h5py.File("says.h5", "a") as f:
    f["pair"] = np.zeros(3, [("a", "f8"), ("b", "i4")])
    f["turn"] = np.zeros(3, complex)
    f["few"] = [1.0, 2.0]
with h5py.File("paths.h5", "w") as f:
    f["flow/v"] = np.moveaxis(u, 2, 0)
    f["flow/u"] = f["rest/u"] = np.zeros((3, 2))
np.save("u.npy", np.moveaxis(u, 2, 0))
np.save("t.npy", t)
PY
right() { rom-import "$@" --variable u -q -o a.npy --times times.npy 2>said.txt && cmp times.npy t.npy &&
  assert_that "np.array_equal(a[0], u)" a=a.npy u=u.npy && [ ! -s said.txt ] || fail "$*: $(cat said.txt)"; }
right last.h5
right group.h5
right group.h5 --time results/t
right named.h5 --time clock
right last.h5 --time -1
right days.h5 --axes 2
rom-import two.h5 --variable u -q -o a.npy --times times.npy && cmp times.npy t.npy
expect 1 "no.h5: time has shape .11,. but u .5, 11, 11. has 5 times; number the axis of the times with --time, or name it first in --axes" \
  rom-import no.h5 --variable u -o x.npy --times x-t.npy
expect 1 "no.h5: time has shape" rom-import no.h5 --variable u -o x.npy --time time
rom-import no.h5 --variable u -q -o a.npy 2>said.txt
grep -q "warning: no.h5: time has shape (11,) but u (5, 11, 11) has 5 times" said.txt || fail "$(cat said.txt)"
rom-import no.h5 --variable u --time 2 -q -o a.npy --times times.npy && cmp times.npy t.npy
rom-import last.h5 --variable u --slice ...,4 --stack times -q -o a.npy --times times.npy
assert_that "np.array_equal(a[0, 0], u[4]) and np.array_equal(s, t[[4]])" a=a.npy u=u.npy s=times.npy t=t.npy

# What only looks like the times: a temperature, and numbers that do not rise.
for name in warm falling; do
  rom-import $name.h5 --variable u -q -o a.npy 2>said.txt
  assert_that "np.array_equal(a[0], np.moveaxis(u, 0, 2))" a=a.npy u=u.npy
  grep -q "number the axis of the times with --time" said.txt || fail "$name: no word of it"
done

# Paths, and their ends if there is one alone.
for name in flow/v /flow/v v; do
  rom-import paths.h5 --variable $name -q -o a.npy
  assert_that "np.array_equal(a[0], u)" a=a.npy u=u.npy
done
expect 1 "paths.h5: has no variable 'u'; it has " rom-import paths.h5 --variable u -o x.npy
expect 1 "paths.h5: has no variable 'w/v'" rom-import paths.h5 --variable w/v -o x.npy

# Units.
remember_files
expect 1 "hours.h5: has times in 'hours since 2000-01-01' but days.h5 in 'days since 2000-01-01'" rom-import days.h5 hours.h5 --variable u -o x.npy
expect 1 "later.h5: has times in 'days since 2001-01-01' but days.h5 in" rom-import days.h5 later.h5 --variable u --stack times -o x.npy
expect 1 "cm.h5: has u in 'cm/s' but days.h5 in 'm/s'; write them in one unit first" rom-import days.h5 cm.h5 --variable u -o x.npy
# Attributes.
of="says.h5 --variable u -o x.npy --params p.npy --attributes"
expect 1 "says.h5: attribute grid is text, 'coarse', but parameters are numbers" rom-import $of grid
expect 1 "says.h5: attribute z holds no numbers" rom-import $of z
expect 1 "says.h5: holes holds NaN or infinity, which is no parameter" rom-import $of holes
expect 1 "says.h5: u has shape .5, 4, 11. but there is 1 case, and a case has one parameter or a few" rom-import $of u
expect 1 "says.h5: pair .compound. holds records" rom-import says.h5 --variable pair -o x.npy
expect 1 "says.h5: turn .complex. holds complex numbers" rom-import says.h5 --variable turn -o x.npy
assert_untouched
rom-import days.h5 later.h5 --variable u -q -o a.npy
rom-import says.h5 --variable u -q -o a.npy --params p.npy --attributes mu,on,few
assert_that "np.array_equal(p, [[0.25, 1, 1, 2]])" p=p.npy

needs_format NetCDF netCDF4
"$PYTHON" - <<'PY'
import netCDF4
import numpy as np
u, t = np.moveaxis(np.load("u.npy"), 0, 2), np.load("t.npy")
for name, key, value in (("units", "units", "days since 1900-01-01"), ("axis", "axis", "T"), ("standard", "standard_name", "time")):
    with netCDF4.Dataset(f"cf-{name}.nc", "w") as f:
        for axis, extent in (("y", 5), ("x", 4), ("ocean_time", 11)): f.createDimension(axis, extent)
        f.createVariable("u", "f8", ("y", "x", "ocean_time"))[:] = u
        f.createVariable("ocean_time", "f8", ("ocean_time",))[:] = t
        f["ocean_time"].setncattr(key, value)
PY
for name in units axis standard; do right cf-$name.nc; done
rom-import cf-axis.nc -q -o a.npy
cmp a.npy <(rom-import last.h5 --variable u -q -o -)
