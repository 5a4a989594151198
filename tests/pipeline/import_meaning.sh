# rom-import takes for the times what the files mean by it, wherever it lies, or says that it cannot tell: tables of text.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
t = 0.5 * np.arange(6)
u = np.random.default_rng(0).standard_normal((2, 6, 2))
def table(name, header, k=0, sep=",", mark=""):
    with open(name, "w", encoding="utf-8") as f:
        f.write(mark + (header + "\n" if header else ""))
        f.writelines(sep.join(repr(float(x)) for x in row) + "\n" for row in np.c_[t, u[k]])
for name, head in (("plain", "time"), ("brackets", "Time [s]"), ("round", "Time (s)"), ("close", "time(s)"), ("paraview", "Time:0"), ("odd", "clock")):
    table(f"{name}.csv", head + ",position [m],velocity [m/s]")
table("marked.csv", "time,x,y", mark="\ufeff")
table("marked.txt", "", sep=" ", mark="\ufeff")
table("bare.dat", "", sep=" ")
table("bare-1.dat", "", 1, sep=" ")
table("warm.csv", "T [K],x,y")
table("both.csv", "T,time,y")
open("overflow.dat", "w").write("0.0 ***** 2.0\n0.1 1.0 2.0\n0.2 1.0 2.0\n")
open("probes.dat", "w").write("0 1 (1 2 3)\n1 1 (1 2 3)\n")
open("index.csv", "w").write(",u,v\n0,1,2\n1,3,4\n")
open("back.csv", "w").write("t,u\n1,0\n0.5,0\n0,0\n")
open("still.csv", "w").write("t,u\n0,1\n0,2\n")
open("hole.csv", "w").write("t,u\n0,1\n,2\n2,3\n")
open("list.txt", "wb").write(b"bare.dat\r\nbare-1.dat\r\n")
np.save("u.npy", u)
np.save("t.npy", t)
np.save("words.npy", np.array(["a", "b"]))
np.save("cube.npy", np.random.default_rng(1).standard_normal((6, 5, 4)))
PY
import() { rom-import "$@" -q -o a.npy; }
same() { assert_that "a.shape == ($1).shape and np.array_equal(a, $1)" a=a.npy u=u.npy t=t.npy; }
timed() { cmp times.npy t.npy || fail "other times"; rm times.npy; }

# The time is no part of the state, whatever it is called.
for name in plain brackets round close paraview marked; do
  import $name.csv --times times.npy
  same "u[:1]"
  timed
done
import brackets.csv --time "Time [s]" --times times.npy && same "u[:1]" && timed
import odd.csv --time clock --times times.npy && same "u[:1]" && timed
import odd.csv && same "np.c_[t, u[0]][None]"
import warm.csv && same "np.c_[t, u[0]][None]"
import both.csv --time T --times times.npy && timed
import bare.dat --time 1 --times times.npy && same "u[:1]" && timed
import marked.txt --time 1 && same "u[:1]"
import plain.csv --time 0 && same "np.c_[t, u[0]][None]"
import --list list.txt --time 1 && same "u"

# A number that cannot be read is no name.
remember_files
expect 1 "overflow.dat: row 1 of the numbers has '\*\*\*\*\*', which is no number" rom-import overflow.dat -o x.npy
expect 1 "probes.dat: row 1 of the numbers has '.1', which is no number" rom-import probes.dat -o x.npy
# Times that do not rise, or are missing.
expect 1 "back.csv: its time at index 1 is 0.5 after 1, but times rise" rom-import back.csv -o x.npy
expect 1 "still.csv: its time at index 1 is 0 after 0" rom-import still.csv -o x.npy
expect 1 "hole.csv: its time at index 1 is nan after 0, but times rise" rom-import hole.csv -o x.npy
for number in 3 -4 9; do
  expect 2 "cube.npy: array has shape .6, 5, 4. but --time $number is the number of no axis" rom-import cube.npy --time $number -o x.npy
done
expect 1 "words.npy: array .<U1. holds no numbers" rom-import words.npy -o x.npy
expect 2 "standard input cannot be" rom-import - -o x.npy
expect 2 "give their --shape too" rom-import u.npy --type f4 -o x.npy
expect 2 "give their --shape too" rom-import u.npy --skip 8 -o x.npy
assert_untouched
import index.csv
assert_that "np.array_equal(a, [[[0, 1, 2], [1, 3, 4]]])" a=a.npy

printf '0.5D+00 1.5d1\n+1.0D0 -2E-1\n' >fortran.dat
import fortran.dat
assert_that "np.array_equal(a, [[[0.5, 15], [1, -0.2]]])" a=a.npy
# All cases of rom-export's own table would be one.
rom-export u.npy -q -o two.csv
expect 1 "two.csv: its time at index 6 is 0 after 5, but times rise" rom-import two.csv -o x.npy

# The number of an axis, from either end, and parts that leave out the times.
import cube.npy --time -1
assert_that "np.array_equal(a[0], c.transpose(2, 0, 1))" a=a.npy c=cube.npy
cmp a.npy <(rom-import cube.npy --time 2 -q -o -)
expect 2 "array has its times on axis 2, which --slice leaves out with 3; write 3:4, or say --stack times" \
  rom-import cube.npy --time 2 --slice ...,3 -o x.npy
import cube.npy --time 2 --slice ...,3 --stack times
assert_that "np.array_equal(a[0, 0], c[..., 3])" a=a.npy c=cube.npy
rom-import cube.npy --slice 0 -o a.npy 2>said.txt
grep -q "warning: cube.npy: --slice leaves out the first axis of array, and the next one is taken for the times" said.txt || fail "$(cat said.txt)"
rom-import cube.npy --slice :,0 -o a.npy 2>said.txt
if grep -q warning said.txt; then fail "$(cat said.txt)"; fi
rom-import u.npy ./u.npy -o a.npy 2>said.txt
grep -q "warning: ./u.npy is given twice, and imported twice" said.txt || fail "no word of a file that is given twice"

# Gaps are those of all snapshots; others are named with their file and time.
"$PYTHON" - <<'PY'
import numpy as np
u = np.random.default_rng(2).standard_normal((2, 4, 5))
u[:, :, [1, 3]] = np.nan
np.save("land-0.npy", u[0]), np.save("land-1.npy", u[1])
u[1, 2, 0] = np.nan
np.save("torn-1.npy", u[1])
u[1, 2, [0, 1, 2]] = 0, 1, np.nan  # as many, at other places
np.save("moved-1.npy", u[1])
PY
rom-import land-0.npy land-1.npy -o a.npy 2>said.txt
grep -q "; 2 of 5 entries are gaps$" said.txt && [ "$(wc -l <said.txt)" = 1 ] || fail "$(cat said.txt)"
for name in torn moved; do
  rom-import land-0.npy $name-1.npy -o a.npy 2>said.txt
  grep -q "warning: the array holds .* missing values (NaN), but not at the same places in all snapshots: $name-1.npy at time 2," said.txt ||
    fail "$(cat said.txt)"
done

# Names that a format cannot have.
expect 2 "'v .m/s.' cannot be a name in hdf5, where a / parts groups|built without" rom-export u.npy --fields 'x,v [m/s]' -o x.h5
expect 2 "'time' cannot be a name: the files have one of their own" rom-export u.npy --fields x,time -o x.csv
rom-export u.npy --fields 'x,v [m/s]' -q -o x.csv
[ "$(head -1 x.csv)" = "case,time,x,v [m/s]" ] || fail "$(head -1 x.csv)"
