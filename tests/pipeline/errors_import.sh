# Bad input to rom-import and rom-export: one line that names the file, the right exit status, nothing left or changed.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
u = np.random.default_rng(0).standard_normal((20, 6)).astype("f4")
np.save("a.npy", u)
np.save("b.npy", u[:, :5])
np.save("double.npy", u.astype(float))
np.save("complex.npy", u.astype(complex))
np.save("dates.npy", np.array(["2020-01-01"], "M8[D]"))
np.save("scalar.npy", np.float32(1))
u.tofile("u.bin")
np.save("u4.npy", u.reshape(2, 2, 5, 6))
np.save("t.npy", np.arange(3.0))
np.save("p.npy", np.zeros((3, 2)))
np.save("objects.npy", np.array([{}], object), allow_pickle=True)
np.save("infinite.npy", np.where(u == u.max(), np.inf, u))
open("cut.npy", "wb").write(open("a.npy", "rb").read()[:300])
open("empty.csv", "w").close()
open("words.csv", "w").write("t,u\n0,1\n1,one\n")
open("ragged.csv", "w").write("0,1\n1,2,3\n")
open("head.csv", "w").write("t,u\n# nothing else\n")
open("null.csv", "w").write("t,u\n" + "0.25,1\n" * 1000 + "\0\n")
open("later.csv", "w").write("t,u\n0,1\n0.2,1\n0.3,1\n")
open("even.csv", "w").write("t,u\n0,1\n0.1,1\n0.2,1\n")
open("old.mat", "wb").write(b"MATLAB 5.0 MAT-file, Platform: GLNXA64" + bytes(200))
open("unknown.xyz", "wb").write(bytes(range(256)) * 4)
PY
mkdir folder
remember_files
expect 2 "files are required" rom-import -o x.npy
expect 2 "--output is required" rom-import a.npy
expect 1 "missing.npy: cannot be opened" rom-import a.npy missing.npy -o x.npy
expect 1 "b.npy: has shape .20, 5. but a.npy has .20, 6.; they must match" rom-import a.npy b.npy -o x.npy
expect 1 "b.npy: has shape .20, 5. but a.npy has .20, 6.; all axes but the first must match" rom-import a.npy b.npy --stack none -o x.npy
expect 1 "double.npy: holds float64 but a.npy holds float32; name the wider one first, and choose with --precision" rom-import a.npy double.npy -o x.npy
expect 1 "complex.npy: array .<c16. holds complex numbers; save real and imaginary part as two fields" rom-import complex.npy -o x.npy
expect 1 "dates.npy: array .* holds dates" rom-import dates.npy --variable array -o x.npy
expect 1 "objects.npy: array .* holds Python objects; save a plain array of numbers" rom-import objects.npy --variable array -o x.npy
expect 1 "cut.npy: is truncated: its header promises 480 bytes of data but it has 172" rom-import a.npy cut.npy -o x.npy
expect 1 "scalar.npy: has shape .. but --stack cases needs files .times, ...space." rom-import scalar.npy --variable array -o x.npy
expect 1 "u.bin: has 480 bytes but --shape .20, 7. of --type f4 needs 560; mend --shape, --type or --skip" \
  rom-import u.bin --shape 20,7 --type f4 -o x.npy
expect 2 "--type: 'c8' is no type of number" rom-import u.bin --shape 20,6 --type c8 -o x.npy
expect 2 "--shape .9000000000, 9000000000. is more than any file has; give smaller extents" \
  rom-import u.bin --shape 9000000000,9000000000 --type f4 -o x.npy
expect 1 "empty.csv: is empty; write it again" rom-import empty.csv -o x.npy
expect 1 "head.csv: has no line of numbers; a table of numbers is needed" rom-import head.csv -o x.npy
expect 1 "null.csv: is neither text nor of a format that is known; give --shape and --type if it is raw" rom-import null.csv -o x.npy
expect 1 "folder: is no file; name the files to import" rom-import folder -o x.npy
expect 1 "words.csv: row 2 of the numbers has 'one', which is no number, in column u" rom-import words.csv -o x.npy
expect 1 "ragged.csv: row 2 of the numbers has 3 columns but the first has 2" rom-import ragged.csv -o x.npy
expect 1 "later.csv: has time 0.2 at index 1 but even.csv has 0.1; interpolate to common times first" rom-import even.csv later.csv -o x.npy
expect 1 "even.csv: its time 0 does not come after 0.3" rom-import later.csv even.csv --stack times -o x.npy
expect 1 "old.mat: is a MATLAB file older than version 7.3; save it with save" rom-import old.mat -o x.npy
expect 1 "unknown.xyz: is of no format that is known; give --shape and --type" rom-import unknown.xyz -o x.npy
expect 1 "a.npy: has no variable 'v'; it has array .20, 6." rom-import a.npy --variable v -o x.npy
expect 2 "array has shape .20, 6. but --slice 1,2,3 has 3 ranges" rom-import a.npy --slice 1,2,3 -o x.npy
expect 2 "for axis 1 of which --slice '6' is neither an index" rom-import a.npy --slice :,6 -o x.npy
expect 1 "a.npy: what is asked for has shape .0, 6., without any number" rom-import a.npy --slice 5:5 -o x.npy
expect 2 "--slice '::-1' is neither" rom-import a.npy --slice ::-1 -o x.npy
expect 2 "--axes names 'time'; name axes that --slice leaves, by numbers from 0" rom-import a.npy --axes time -o x.npy
expect 2 "--axes names '1' twice; name each axis once" rom-import a.npy --axes 1,1 -o x.npy
expect 1 "a.npy: says nothing of its times" rom-import a.npy --times t2.npy -o x.npy
expect 1 "a.npy: has no time 'clock'" rom-import a.npy --time clock -o x.npy
expect 1 "a.npy: has no attribute or variable 'mu'; its attributes are none" rom-import a.npy --params p.npy --attributes mu -o x.npy
expect 2 "--params and --attributes go together" rom-import a.npy --params p.npy -o x.npy
expect 2 "a.npy: has no mesh for --mesh" rom-import a.npy --mesh m.npz -o x.npy
expect 2 "x.npy is to hold two results" rom-import a.npy --times x.npy -o x.npy
expect 1 "the folder 'none' does not exist" rom-import a.npy -o none/x.npy
expect 2 "--stack is rows; it must be cases, times, none or auto" rom-import a.npy --stack rows -o x.npy

expect 2 "u4.png names no format" rom-export u4.npy -o u4.png
expect 1 "a.npy: has shape .20, 6. but --fields u,v names 2 components" rom-export a.npy --fields u,v -o x.csv
expect 2 "'u:0' is neither a name nor NAME:COMPONENTS" rom-export a.npy --fields u:0 -o x.csv
expect 2 "'u' cannot be a name: it is there twice" rom-export u4.npy --fields u,v,u,w,x,y -o x.csv
expect 2 "'time' cannot be a name" rom-export u4.npy --fields time -o x.csv
expect 1 "--times: t.npy has 3 times but u4.npy has 2; they must match" rom-export u4.npy --times t.npy -o x.csv
expect 2 "--case: 2 is not there: u4.npy has 2 cases, from 0 on" rom-export u4.npy --case 2 -o x.csv
expect 2 "a series of VTU files needs --mesh or --points" rom-export u4.npy --to vtu-series -o x
expect 1 "t.npy: has shape .3,. but points are .points, 1 to 3." rom-export u4.npy --points t.npy -o x.csv
expect 1 "t.npy: has shape .3,. but .cases, times, ...space. is needed; --one-case takes .times, ...space." rom-export t.npy -o x.csv
expect 1 "u4.npy: has shape .2, 2, 5, 6. but the mesh has 3 points and 3 cells; give the mesh of this array, or name the fields" \
  rom-export u4.npy --points p.npy -o x.csv
expect 2 "--mesh has points; leave out --points" rom-export u4.npy --points p.npy --mesh p.npy -o x.csv
expect 1 "the folder 'none' does not exist" rom-export u4.npy -o none/x.csv
assert_untouched
expect 0 "infinite.npy|the array holds 1 infinite value: has a simulation diverged" rom-import infinite.npy -o x.npy

# A file that changes between the look at all files and its turn: while the tool waits for the reader of its output.
"$PYTHON" -c "
import numpy as np
np.save('large.npy', np.zeros((500000, 10)))
for name, rows in ('more', 9), ('fewer', 2), ('late', 5): np.save(f'{name}.npy', np.zeros((rows, 10)))"
changing() {
  rom-import large.npy late.npy --stack none -q -o - 2>said.txt | { head -c 100 >/dev/null; "$@"; cat >/dev/null; } || true
  grep -q "$said" said.txt || fail "$*: $(cat said.txt)"
}
said="late.npy: has changed while it was read; do not write it meanwhile" changing cp more.npy late.npy
cp fewer.npy late.npy
said="large.npy: has become shorter while it was read; do not write it meanwhile" changing truncate -s 1000 large.npy

# Formats by libraries.
rom-import --formats >formats.txt
declare -A damaged=(
  [h5]="HDF5 file .*: cut short, or open for writing elsewhere; copy or write it again"
  [nc]="NetCDF file .*; copy or write it again"
  [npz]=".npz archive; write it again with numpy.savez")
for ending in h5 nc npz; do
  rom-export u4.npy -q -o "whole.$ending" 2>said.txt ||
    { grep -q "is a format that this tool was built without; install .* and build it again" said.txt && continue; fail "$ending"; }
  head -c $(($(stat -c %s "whole.$ending") * 3 / 4)) "whole.$ending" >"cut.$ending"
  remember_files
  expect 1 "cut.$ending: is no whole ${damaged[$ending]}" rom-import "cut.$ending" --variable u -o x.npy
  assert_untouched
done
for line in 'HDF5|\211HDF\r\n\032\n' 'NetCDF|CDF\001' 'NumPy archive|PK\003\004'; do
  grep -q "^${line%%|*} .*yes" formats.txt && continue
  # shellcheck disable=SC2059 # bytes
  printf "${line#*|}" >foreign.bin
  expect 1 "foreign.bin: its format is ${line%%|*}, which this tool was built without; install .* and build it again" rom-import foreign.bin -o x.npy
done
grep -q "^NumPy archive .*yes" formats.txt || ! grep -q "^VTK .*yes" formats.txt ||
  expect 1 "m.npz: meshes are .npz, which this tool was built without; install libzip-dev" \
    rom-import "$ROM_SOURCE/tests/reference/exchange/step-0.vtu" --variable s --mesh m.npz -o x.npy
if grep -q "^NetCDF .*yes" formats.txt && "$PYTHON" -c "import netCDF4" 2>no.txt; then
  # The library would read zeros.
  "$PYTHON" -c "
import netCDF4
with netCDF4.Dataset('classic.nc', 'w', format='NETCDF3_CLASSIC') as f:
    f.createDimension('t', None), f.createDimension('x', 50)
    f.createVariable('u', 'f4', ('t', 'x'))[:] = 1 + 0 * __import__('numpy').zeros((9, 50))
data = open('classic.nc', 'rb').read()
open('short.nc', 'wb').write(data[:-4])"
  rom-import classic.nc -q -o x.npy
  expect 1 "short.nc: is cut short: its header promises" rom-import short.nc -o y.npy
fi
