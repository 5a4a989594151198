# Bad input for latent dynamics networks: one line that says what is wrong, nothing left or changed.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
problem driven
"$PYTHON" - <<'PY'
import numpy as np
np.save("x3.npy", np.zeros((40, 3)))
np.save("short.npy", np.load("signals.npy")[:, :20])
np.save("number.npy", np.array(1.0))
np.save("four.npy", np.zeros((12, 40, 40, 1)))
np.save("once.npy", np.load("train.npy")[:, :1])
np.save("mu-3.npy", np.ones((5, 3)))
nan = np.load("train.npy")
nan[3, 4, 5] = np.nan
np.save("nan.npy", nan)
PY
short=(--dt 0.1 --latent 2 --adam 2 --bfgs 0 -q)
rom-ldnet train.npy --points x.npy --params train-mu.npy "${short[@]}" -o model
rom-ldnet two.npy --points places.npy --signals signals.npy --fields 2 "${short[@]}" -o two
remember_files

train() { expect "$1" "$2" rom-ldnet "${@:3}" --dt 0.1 --latent 2 -o bad; }
decay=(train.npy --points x.npy --params train-mu.npy)
train 2 '--points is required: where the snapshots. values are' train.npy --params train-mu.npy
train 1 'short.npy has 20 times but the run takes 41, to 4; give signals as long as the run' two.npy --points places.npy --signals short.npy --fields 2
train 1 'NaN|not a number' nan.npy --points x.npy --params train-mu.npy
train 2 'does not divide' "${decay[@]}" --step 0.03
train 2 '--ridge has 2 weights but the network has 3 layers; give one for all, or one for each' "${decay[@]}" --ridge 1,2
train 2 'tell them apart' train.npy --points x.npy
train 1 'places.npy has 30 points but train.npy has 40 a snapshot; they must match' train.npy --points places.npy --params train-mu.npy
train 1 'batch is 99 but there are [0-9]+ cases; give at most as many' "${decay[@]}" --batch 99 -q
train 2 "is 0; it must be auto, all, or a whole number of at least 1" "${decay[@]}" --batch 0
train 1 'BFGS needs [0-9]+ GB' "${decay[@]}" --hidden 2500,2500 -q
train 1 'Levenberg and Marquardt.s method needs [0-9]+ GB' "${decay[@]}" --hidden 2500,2500 --bfgs 0 --marquardt 5 -q
train 1 'number.npy has shape .. but snapshots are .cases, times, ...points.' number.npy --points x.npy --params train-mu.npy
train 1 'number.npy has shape .. but points are .points, dimensions.' train.npy --points number.npy --params train-mu.npy
train 1 'number.npy has' train.npy --points x.npy --params number.npy
train 1 'number.npy has' two.npy --points places.npy --signals number.npy --fields 2
train 1 'four.npy has points of 40 times but there are 51; they must match' train.npy --points four.npy --params train-mu.npy
train 1 'once.npy has one time only; latent dynamics need at least two' once.npy --points x.npy --params train-mu.npy
train 1 'two.npy has 2 as its last axis but --fields is 3; they must match' two.npy --points places.npy --signals signals.npy --fields 3

expect 1 'number.npy has' rom-predict model test-mu.npy --points number.npy -o bad.npy
expect 1 'number.npy has' rom-predict model number.npy --points x.npy -o bad.npy
expect 1 'mu-3.npy has 3 parameters but the model has 2; they must match' rom-predict model mu-3.npy --points x.npy -o bad.npy
expect 1 'number.npy has' rom-predict two --signals number.npy --points places.npy -o bad.npy
expect 1 'short.npy has 20 times' rom-predict two --signals short.npy --points places.npy --times 0:3:4 -o bad.npy
expect 1 '3 dimensions' rom-predict model test-mu.npy --points x3.npy -o bad.npy
expect 2 'latent dynamics network' rom-predict model test-mu.npy --points x.npy --gp gp.json -o bad.npy
expect 1 'not the file' rom-stage model test.npy --points x.npy --params test-mu.npy -o bad
expect 1 "'rom-ldnet' but a model of rom-encode" rom-encode train.npy --apply model -o bad.npy
assert_untouched
