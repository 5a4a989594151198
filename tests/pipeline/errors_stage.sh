# Bad input to rom-stage: one line that names the file and the way out, the right exit status, nothing left or changed.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
problem bad
small_pipeline 50
echo '{"format": "rom-gp", "version": 99}' >newer-gp.json
echo '{' >broken.json
echo '{"format": "rom-gp", "version": 2}' >hollow.json
sed 's/"matern32"/"matern99"/' gp.json >odd.json
by_hand odd.json
for copy in incomplete newer misfit; do cp -r model $copy; done
rm incomplete/decoder-1-2-weight.npy
sed -i 's/"version": 2/"version": 7/' newer/model.json
by_hand newer/model.json
cp mu.npy misfit/mean.npy
remember_files

stage() { expect "$1" "$2" rom-stage "${@:3}" --params mu.npy --epochs 5 -q -o out; }
stage 1 "missing: does not exist" missing train.npy --gp gp.json
stage 1 "mu.npy: is not a model directory" mu.npy train.npy --gp gp.json
stage 1 "incomplete: the model is incomplete, it has no decoder-1-2-weight.npy" incomplete train.npy --gp gp.json
stage 1 "newer/model.json: is of format version 7 but this program reads up to 2; it needs rom [0-9.]+.* or newer" newer train.npy --gp gp.json
stage 1 "misfit/mean.npy has shape .2, 1. but model.json asks for .40,." misfit train.npy --gp gp.json
stage 1 "newer-gp.json: is of format version 99" model train.npy --gp newer-gp.json
stage 1 "broken.json: is not valid JSON" model train.npy --gp broken.json
stage 1 "odd.json: kernel 'matern99' is not known; one of matern32" model train.npy --gp odd.json
stage 1 "hollow.json: has no " model train.npy --gp hollow.json
stage 1 "three.npy has 3 cases but mu.npy has 2" model three.npy --gp gp.json
stage 1 "other-space.npy has states of shape" model other-space.npy --gp gp.json
stage 2 "--gp is required" model train.npy
stage 2 "--kappa is -1; it must be auto or a positive number" model train.npy --gp gp.json --kappa=-1
expect 2 "--params is required" rom-stage model train.npy --gp gp.json -o out
expect 2 "model: would take the place of an input" rom-stage model train.npy --gp gp.json --params mu.npy -o model
assert_untouched
