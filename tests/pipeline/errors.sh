# Bad input: one line that names the file and the way out, the right exit status, no output, nothing overwritten.
source "$ROM_SOURCE/tests/pipeline/common.sh"
small_problem
small_pipeline 50
"$PYTHON" - <<'PY'
import numpy as np
u = np.load("train.npy")
np.save("integers.npy", np.ones((2, 61, 40), int))
np.save("complex.npy", u.astype(complex))
np.save("objects.npy", np.array([{}, []], object), allow_pickle=True)
np.save("half.npy", u.astype("f2"))
np.save("plain.npy", u[:, :, 0])
np.save("empty.npy", u[:, :0])
np.save("one-time.npy", u[:, :1])
np.save("short.npy", u[:, :3])
np.save("constant.npy", np.ones_like(u))
np.save("one-case.npy", u[:1])
np.save("other-space.npy", u[:, :, :39])
np.save("three.npy", np.concatenate([u, u[:1]]))
np.save("zero.npy", np.zeros_like(u))
bad = u.copy(); bad[1, 20, 3] = np.nan; np.save("nan.npy", bad)
bad = u.copy(); bad[0, 5, 39] = np.inf; np.save("inf.npy", bad)
np.save("mu-3.npy", np.array([[1.0], [1.2], [1.4]]))
np.save("mu-same.npy", np.array([[1.0], [1.0]]))
np.save("mu-2d.npy", np.ones((1, 2)))
np.save("mu-other.npy", np.array([[1.0], [1.5]]))
np.save("mu-nan.npy", np.array([[1.0], [np.nan]]))
np.save("xi-nan.npy", np.where(np.arange(24).reshape(2, 4, 3) == 7, np.nan, 1.0))
np.save("xi-one.npy", np.ones((1, 4, 3)))
np.save("xi-square.npy", np.ones((2, 3, 3)))
np.save("initial-3.npy", np.ones((3, 40), "f4"))
np.save("initial-nan.npy", np.full((1, 40), np.nan, "f4"))
PY
head -c 2000 train.npy >truncated.npy
head -c 20 train.npy >header-only.npy
echo "a,b" >text.npy
: >nothing.npy
echo '{"format": "rom-gp", "version": 99}' >newer-gp.json
echo '{' >broken.json
echo '{"format": "rom-gp", "version": 2}' >hollow.json
sed 's/"matern32"/"matern99"/' gp.json >odd.json
sed 's/"amplitude": .*,/"amplitude": -5,/' gp.json >negative.json
mkdir folder incomplete newer read-only
cp model/* incomplete && rm incomplete/decoder-1-2-weight.npy
cp model/* newer && sed -i 's/"version": 1/"version": 7/' newer/model.json
cp -r model misfit && cp mu.npy misfit/mean.npy
kept=$(cat train.npy model/* model-2/* xi.npy gp.json | sha256sum)
files=$(ls -A)

encode() { expect "$1" "$2" rom-encode "${@:3}" --latent 3 --hidden 20 --epochs 5 -o out; }
encode 1 "missing.npy: cannot be opened .No such file" missing.npy --dt 0.1
encode 1 "text.npy: not a .npy file" text.npy --dt 0.1
encode 1 "nothing.npy: is empty" nothing.npy --dt 0.1
encode 1 "folder: is a folder" folder --dt 0.1
encode 1 "truncated.npy: is truncated: its header promises 19520 bytes of data but it has 1872" truncated.npy --dt 0.1
encode 1 "header-only.npy: damaged .npy header" header-only.npy --dt 0.1
encode 1 "objects.npy: holds objects" objects.npy --dt 0.1
encode 1 "integers.npy: holds integers .*astype" integers.npy --dt 0.1
encode 1 "complex.npy: holds complex numbers" complex.npy --dt 0.1
encode 1 "half.npy: holds floating point of another size" half.npy --dt 0.1
encode 1 "nan.npy: holds NaN at .1, 20, 3." nan.npy --dt 0.1
encode 1 "inf.npy: holds an infinity at .0, 5, 39." inf.npy --dt 0.1
encode 1 "plain.npy has 2 axes but snapshots need at least 3" plain.npy --dt 0.1
encode 1 "empty.npy has shape .2, 0, 40., which holds nothing" empty.npy --dt 0.1
encode 1 "the trajectory has 1 time but derivative sbp12 needs at least 2" one-time.npy --dt 0.1
encode 1 "--latent is 3 but a case has 3 times" short.npy --dt 0.1
encode 1 "constant.npy: all snapshots are equal" constant.npy --dt 0.1
encode 2 "--dt: 0 is not positive" train.npy --dt 0
encode 2 "--dt: -0.1 is not positive" train.npy --dt -0.1
encode 2 "--dt: 'soon' is not a number" train.npy --dt soon
encode 2 "--dt is required" train.npy
encode 2 "'tan' is not known; one of identity, softplus" train.npy --dt 0.1 --activation tan
expect 2 "no list of widths" rom-encode train.npy --dt 0.1 --latent 3 --hidden 20,x -o out
encode 2 "--basis-tolerance: 3 is not between" train.npy --dt 0.1 --basis-tolerance 3
encode 2 "--time-unit: 'week' is neither auto nor a positive number" train.npy --dt 0.1 --time-unit week
encode 2 "not expected: --wrong" train.npy --dt 0.1 --wrong
expect 1 "--latent is 40 but the snapshots span only 4 directions" rom-encode train.npy --dt 0.1 --latent 40 -o out
expect 1 "the folder 'no' does not exist; create it first" rom-encode train.npy --dt 0.1 --latent 3 -o no/out
expect 1 "folder: exists and is not a model" rom-encode train.npy --dt 0.1 --latent 3 -o folder
expect 1 "mu.npy: exists and is not a model" rom-encode train.npy --dt 0.1 --latent 3 -o mu.npy
expect 1 "no longer finite" rom-encode train.npy --dt 0.1 --latent 3 --lr 1e30 --epochs 50 -q -o out
expect 1 "other-space.npy has states of shape .39,. but model was trained on .40,." rom-encode other-space.npy --apply model -o out.npy
expect 1 "folder: has no model.json" rom-encode train.npy --apply folder -o out.npy
expect 2 "snapshots is required" rom-encode

expect 1 "mu.npy has 2 axes but 3 are needed" rom-sindy mu.npy --dt 0.1 -o out.npy
expect 1 "nan.npy: holds NaN" rom-sindy nan.npy --dt 0.1 -o out.npy
expect 1 "one-time.npy has 1 times a case" rom-sindy one-time.npy --dt 0.1 -o out.npy
expect 2 "--dt is required" rom-sindy model/latent.npy -o out.npy
expect 1 "the folder 'no' does not exist" rom-sindy model/latent.npy --dt 0.1 -o no/out.npy
expect 1 "folder: is a folder; name a file" rom-sindy model/latent.npy --dt 0.1 -o folder

expect 1 "xi.npy has 2 cases but mu-3.npy has 3; they must match" rom-gpfit mu-3.npy xi.npy -o out.json
expect 1 "cases 0 and 1 have the same parameters" rom-gpfit mu-same.npy xi.npy -o out.json
expect 1 "mu-nan.npy: holds NaN at .1, 0." rom-gpfit mu-nan.npy xi.npy -o out.json
expect 1 "there is 1 training case; interpolation over the parameters needs at least 2" rom-gpfit test-mu.npy xi-one.npy --dt 0.1 -o out.json
expect 1 "xi-nan.npy: holds NaN at .0, 2, 1." rom-gpfit mu.npy xi-nan.npy --dt 0.1 -o out.json
expect 1 "xi-square.npy has 3 terms for 3 latent variables" rom-gpfit mu.npy xi-square.npy --dt 0.1 -o out.json
expect 1 "the folder 'no' does not exist" rom-gpfit mu.npy xi.npy -o no/gp.json

stage() { expect "$1" "$2" rom-stage "${@:3}" --epochs 5 -q -o out; }
stage 1 "missing: does not exist" missing train.npy --gp gp.json --params mu.npy
stage 1 "mu.npy: is not a model directory" mu.npy train.npy --gp gp.json --params mu.npy
stage 1 "incomplete: the model is incomplete, it has no decoder-1-2-weight.npy" incomplete train.npy --gp gp.json --params mu.npy
stage 1 "newer/model.json: is of format version 7 but this program reads up to 1" newer train.npy --gp gp.json --params mu.npy
stage 1 "misfit/mean.npy has shape .2, 1. but model.json asks for .40,." misfit train.npy --gp gp.json --params mu.npy
stage 1 "newer-gp.json: is of format version 99" model train.npy --gp newer-gp.json --params mu.npy
stage 1 "broken.json: is not valid JSON" model train.npy --gp broken.json --params mu.npy
stage 1 "odd.json: kernel 'matern99' is not known; one of matern32" model train.npy --gp odd.json --params mu.npy
stage 1 "hollow.json: has no " model train.npy --gp hollow.json --params mu.npy
stage 1 "three.npy has 3 cases but mu.npy has 2" model three.npy --gp gp.json --params mu.npy
stage 1 "other-space.npy has states of shape" model other-space.npy --gp gp.json --params mu.npy
stage 1 "constant.npy is not the file that model was trained on; .*--force" model constant.npy --gp gp.json --params mu.npy
stage 1 "mu-other.npy differs from the parameters" model train.npy --gp gp.json --params mu-other.npy
stage 2 "--gp is required" model train.npy --params mu.npy
stage 2 "--kappa: '-1' is neither auto nor a positive number" model train.npy --gp gp.json --params mu.npy --kappa=-1
expect 2 "is the input model" rom-stage model train.npy --gp gp.json --params mu.npy -o model
expect 0 "is not the file that model was trained on" rom-stage model constant.npy --gp gp.json --params mu.npy --epochs 5 -q --force -o out
rm -r out

predict() { expect "$1" "$2" rom-predict "${@:3}" -o out.npy; }
predict 1 "initial-3.npy has 3 cases but test-mu.npy has 1" model test-mu.npy --gp gp.json --initial initial-3.npy
predict 1 "initial-nan.npy: holds NaN at .0, 0." model test-mu.npy --gp gp.json --initial initial-nan.npy
predict 1 "mu-2d.npy has parameters of dimension 2 but gp.json was fitted to dimension 1" model mu-2d.npy --gp gp.json --initial initial.npy
predict 1 "train.npy has states of shape .61, 40. but model" model mu.npy --gp gp.json --initial train.npy
predict 2 "--initial is required" model test-mu.npy --gp gp.json
predict 1 "the kernel matrix is not positive definite; " model test-mu.npy --gp negative.json --initial initial.npy
rom-encode train.npy --dt 0.1 --latent 2 --hidden 20 --epochs 5 -q -o two
predict 1 "gp.json is for 3 latent variables but two has 2" two test-mu.npy --gp gp.json --initial initial.npy
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 --seed 5 -q -o two
predict 1 "gp.json was not made from the latent trajectories of two; .*--force" two test-mu.npy --gp gp.json --initial initial.npy
rm -r two

expect 1 "train.npy has shape .2, 61, 40. but test.npy has .1, 61, 40.; they must match" rom-error train.npy test.npy
expect 1 "zero.npy: the snapshot of case 0 at time 0 is zero" rom-error zero.npy train.npy
expect 1 "missing.npy: cannot be opened" rom-error train.npy missing.npy
expect 3 "the largest error, .* is above --max 0.1" rom-error train.npy constant.npy --max 0.1
expect 0 "" rom-error train.npy train.npy --max 0

if [ "$(id -u)" != 0 ]; then
  chmod a-w read-only
  expect 1 "cannot be written .Permission denied" rom-sindy model/latent.npy --dt 0.1 -o read-only/xi.npy
  expect 1 "cannot be created .Permission denied" rom-encode train.npy --dt 0.1 --latent 3 -o read-only/model
fi
if [ -w /dev/full ]; then
  expect 1 "cannot be written .No space left" rom-predict model test-mu.npy --gp gp.json --initial initial.npy -o /dev/full
fi

[ "$files" = "$(ls -A)" ] || { diff <(echo "$files") <(ls -A) >&2; fail "an error left something behind"; }
[ "$kept" = "$(cat train.npy model/* model-2/* xi.npy gp.json | sha256sum)" ] || fail "an input or an older output was changed"
