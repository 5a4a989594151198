# What rom-plot cannot draw it says in one line, and writes nothing.
source "$ROM_SOURCE/tests/pipeline/common.sh"
command -v gnuplot >/dev/null || { echo "skipped: no gnuplot"; exit 77; }
"$PYTHON" - <<'PY'
import numpy as np
np.save("e.npy", np.array([[0.1, 0.2, 0.3], [0.2, 0.3, 0.1]]))
np.save("nan.npy", np.full((1, 3, 4), np.nan))
np.save("nan-e.npy", np.full((2, 3), np.nan))
np.save("one.npy", np.array([[0.1]]))
np.save("line.npy", np.ones((1, 1, 1)))
np.save("u.npy", np.random.default_rng(0).random((2, 3, 4)))
np.save("v.npy", np.random.default_rng(1).random((2, 3, 5)))
np.save("cube.npy", np.ones((1, 2, 5, 6, 7)))
np.save("mu.npy", np.ones((3, 1)))
np.save("mu3.npy", np.random.default_rng(2).random((2, 3)))
np.save("same.npy", np.array([[1.0, 2], [1, 3]]))
np.save("p.npy", np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]]))
np.save("flat-p.npy", np.array([[0.0, 0], [1, 0], [2, 0], [3, 0]]))
np.save("p3.npy", np.zeros((4, 3)))
np.save("p5.npy", np.zeros((5, 2)))
np.save("t.npy", np.array([[0, 1, 4]]))
np.save("negative.npy", np.array([[0, 1, -1]]))
np.save("quads.npy", np.array([[0, 1, 2, 3]]))
np.save("times.npy", np.arange(4.0))
np.save("latent.npy", np.random.default_rng(3).random((1, 30, 2)))
np.save("big.npy", np.random.default_rng(4).random((1, 60, 200)))
np.save("short.npy", np.ones((1, 20, 2)))
np.save("huge.npy", 1e308 * np.ones((1, 3, 4)))
PY
echo "hello" >text.txt
echo '{"a": 1}' >other.json
printf 'epoch\tloss\n' >empty.tsv
printf 'epoch\tloss\tx\n1\t2\n' >short.tsv
printf 'epoch\tloss\n1\t2\n' >history.tsv
printf 'case    largest  at time      mean\n 0 1.0 %% x\n' >damaged.txt
printf 'case    largest  at time      mean\n' >none.txt
mkdir folder
remember_files
expect 1 "nope.npy: does not exist" rom-plot nope.npy -o a.png
expect 1 "text.txt: .*not .npy" rom-plot text.txt -o a.png
expect 1 "other.json: is nothing that these tools wrote" rom-plot other.json -o a.png
expect 1 "folder: is nothing that these tools wrote" rom-plot folder -o a.png
expect 1 "empty.tsv: has no lines" rom-plot empty.tsv -o a.png
expect 1 "short.tsv: has 3 columns but a line of 2" rom-plot short.tsv -o a.png
expect 1 "e.npy is of another kind .array. than short.tsv" rom-plot e.npy short.tsv -o a.png
expect 1 "damaged.txt: is damaged at ' 0 1.0 % x'" rom-plot damaged.txt -o a.png
expect 1 "none.txt: has no cases" rom-plot none.txt -o a.png
expect 1 "u.npy has shape .2, 3, 4.; errors over time are .cases, times." rom-plot e.npy u.npy --as error -o a.png
expect 1 "e.npy and one.npy are of different shapes" rom-plot e.npy one.npy -o a.png
expect 1 "short.npy has another number of times or of latent variables" rom-plot latent.npy short.npy --as latent --dt 0.1 -o a.png
expect 1 "latent.npy: has 30 times but --times has 4" rom-plot latent.npy --as latent --times times.npy -o a.png
expect 1 "e.npy: is no search of rom-tune; name its OUTPUT.tune, or tune.tsv there" rom-plot e.npy --as tries -o a.png
expect 1 "history.tsv: is no history of a training, it has no third column" rom-plot history.tsv history.tsv -o a.png
expect 1 "nan.npy: has no finite value" rom-plot nan.npy -o a.png
expect 1 "huge.npy: has a value of 1e.308, but pictures show at most 1e.38" rom-plot huge.npy -o a.png
expect 2 "--dt: 1e.308 is too long for a picture" rom-plot u.npy --dt 1e308 -o a.png
expect 2 "--times: 1e.15 to 1e.15 cannot be told apart" rom-plot u.npy --times 1e15:1000000000000001:3 -o a.png
expect 2 "--completion needs a value but the command line ends; give one" rom-plot e.npy --completion
expect 1 "nan-e.npy: holds NaN" rom-plot nan-e.npy -o a.png
expect 1 "one.npy: has one point only" rom-plot one.npy -o a.png
expect 1 "line.npy: has one point only" rom-plot line.npy --time 0 -o a.png
expect 1 "u.npy has .*v.npy|v.npy has .*u.npy" rom-plot u.npy v.npy -o a.png
expect 1 "cube.npy: a snapshot has 3 axes" rom-plot cube.npy -o a.png
expect 1 "e.npy.* 2 cases.*mu.npy.* 3" rom-plot e.npy --params mu.npy -o a.png
expect 1 "mu3.npy has 3 parameters; .*--along" rom-plot e.npy --params mu3.npy -o a.png
expect 2 "--along: 3 is not there: there are 3 parameters" rom-plot e.npy --params mu3.npy --along 3 -o a.png
expect 1 "same.npy: parameter 0 has one value only" rom-plot e.npy --params same.npy -o a.png
expect 1 "mu.npy has 1 parameters but same.npy has 2" rom-plot e.npy --params same.npy --training mu.npy -o a.png
expect 1 "t.npy: triangle 0 has point 4 but p.npy has 4 points" rom-plot u.npy --points p.npy --triangles t.npy -o a.png
expect 1 "negative.npy: triangle 0 has point -1" rom-plot u.npy --points p.npy --triangles negative.npy -o a.png
expect 1 "quads.npy has shape .1, 4.; triangles are" rom-plot u.npy --points p.npy --triangles quads.npy -o a.png
expect 2 "--triangles needs --points" rom-plot u.npy --triangles t.npy -o a.png
expect 1 "flat-p.npy: all of its points lie on a line" rom-plot u.npy --points flat-p.npy -o a.png
expect 1 "p3.npy: has 3 dimensions; pictures show one or two" rom-plot u.npy --points p3.npy -o a.png
expect 1 "p5.npy has 5 points but a snapshot of u.npy has 4 entries" rom-plot u.npy --points p5.npy -o a.png
expect 1 "--grid 3,2 has 6 points but a snapshot of u.npy has 4" rom-plot u.npy --grid 3,2 -o a.png
expect 2 "--field: 1 is not there: a point has 1 component" rom-plot u.npy --field 1 -o a.png
expect 2 "--case: 2 is not there: u.npy has 2 cases" rom-plot u.npy --case 2 -o a.png
expect 2 "--case: 5 is not there: e.npy has 2 cases" rom-plot e.npy --case 5 -o a.png
expect 2 "--time: 3 is not there: u.npy has 3 times" rom-plot u.npy --time 3 -o a.png
expect 1 "u.npy has 3 times but --times has 4" rom-plot u.npy --times times.npy -o a.png
expect 2 "latent.npy: the times of its states are not known" rom-plot latent.npy --as latent -o a.png
expect 1 "u.npy: errors are those of a prediction" rom-plot u.npy --as error -o a.png
expect 2 "needs the truth, one prediction" rom-plot u.npy --as calibration -o a.png
expect 2 "a.bmp has an ending that is no picture's; give .png, .svg, .pdf or .gp" rom-plot e.npy -o a.bmp
expect 2 "--size is 5000,5000; text has 1000 rows and columns at most" rom-plot e.npy --size 5000,5000
expect 2 "--labels has 3 names but there are 1 files" rom-plot e.npy --labels a,b,c -o a.png
expect 2 "--size is 10,10; it must be 120,90" rom-plot e.npy --size 10,10 -o a.png
expect 1 "no/such" rom-plot e.npy -o no/such/a.png
expect 2 "" rom-plot e.npy -o e.npy
# In a narrow terminal, where there is no gnuplot, and where it fails.
here=$(command -v rom-plot)
mkdir bin narrow without failing full
printf '#!/bin/sh\necho "line 1: unknown terminal" >&2\nexit 1\n' >bin/gnuplot
printf '#!/bin/sh\nCOLUMNS=20 exec %s "$@"\n' "$here" >narrow/rom-plot
printf '#!/bin/sh\nPATH=/nowhere exec %s "$@"\n' "$here" >without/rom-plot
printf '#!/bin/sh\nPATH=%s exec %s "$@"\n' "$PWD/bin" "$here" >failing/rom-plot
printf '#!/bin/bash\nulimit -f 1\nexec %s "$@"\n' "$here" >full/rom-plot
chmod +x bin/gnuplot */rom-plot
expect 1 "the terminal has 20 columns but a picture needs 40" narrow/rom-plot e.npy
expect 1 "gnuplot is not installed; .*gnuplot-nox" without/rom-plot e.npy -o a.png
expect 1 "e.npy: gnuplot could not draw it .*unknown terminal" failing/rom-plot e.npy -o a.png
expect 1 "a picture cannot be written to memory .File too large" full/rom-plot big.npy -o a.png
printf '#!/bin/sh\nkill -SEGV $$\n' >bin/gnuplot
expect 1 "e.npy: gnuplot could not draw it .it ended with status 139" failing/rom-plot e.npy -o a.png
ln -sf gnuplot bin/gnuplot
expect 1 "gnuplot: cannot be started" failing/rom-plot e.npy -o a.png
rm -r bin narrow without failing full
assert_untouched
