# Bad input to rom-predict: one line that names the file and the way out, the right exit status, nothing left or changed.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
problem bad
small_pipeline 50
sed 's/"amplitude": .*,/"amplitude": -5,/' gp.json >negative.json
by_hand negative.json
rom-encode train.npy --dt 0.1 --latent 2 --hidden 20 --epochs 5 -q -o two
remember_files

predict() { expect "$1" "$2" rom-predict "${@:3}" -o out.npy; }
predict 1 "initial-3.npy has 3 cases but test-mu.npy has 1" model test-mu.npy --gp gp.json --initial initial-3.npy
predict 1 "initial-nan.npy: holds NaN at .0, 0." model test-mu.npy --gp gp.json --initial initial-nan.npy
predict 1 "mu-2d.npy has parameters of dimension 2 but gp.json was fitted to dimension 1" \
  model mu-2d.npy --gp gp.json --initial initial.npy
predict 1 "train.npy has states of shape .61, 40. but model" model mu.npy --gp gp.json --initial train.npy
predict 2 "--initial is required" model test-mu.npy --gp gp.json
predict 1 "negative.json: 'amplitude' is -5" model test-mu.npy --gp negative.json --initial initial.npy
predict 1 "gp.json is for 3 latent variables but two has 2" two test-mu.npy --gp gp.json --initial initial.npy
predict 2 "times must rise" model test-mu.npy --gp gp.json --initial initial.npy --times 3:1:5
predict 2 "--times is .*; it must be a .npy file, or FIRST:LAST:COUNT" model test-mu.npy --gp gp.json --initial initial.npy --times soon
predict 2 "--stages is 3 but model-2 has 2 stages" model-2 test-mu.npy --gp gp.json --initial initial.npy --stages 3
if [ -w /dev/full ]; then
  expect 1 "cannot be written .No space left" rom-predict model test-mu.npy --gp gp.json --initial initial.npy -o /dev/full
fi
assert_untouched
predict 2 "--times is .*; it must be a .npy file, or FIRST:LAST:COUNT" model test-mu.npy --gp gp.json --initial initial.npy --times 0:inf:3
# Many parameters outside make few lines.
"$PYTHON" -c 'import numpy as np; np.save("far-mu.npy", np.full(300, 9.0)); np.save("far-initial.npy", np.repeat(np.load("initial.npy"), 300, 0))'
rom-predict model far-mu.npy --gp gp.json --initial far-initial.npy --keep-going --times 0:0.1:2 -q -o far.npy 2>far.txt
[ "$(grep -c "outside" far.txt)" = 6 ] && grep -q "far-mu.npy: and 295 more outside it" far.txt || { head far.txt >&2; fail "not six lines"; }
