# Bad input for latent dynamics networks: one line that says what is wrong, nothing left or changed.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
problem driven
"$PYTHON" - <<'PY'
import numpy as np
np.save("x3.npy", np.zeros((40, 3)))
np.save("short.npy", np.load("signals.npy")[:, :20])
np.save("number.npy", np.array(1.0))
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
train 2 'is required' train.npy --params train-mu.npy
train 1 'short.npy has 20 times.*41' two.npy --points places.npy --signals short.npy --fields 2
train 1 'NaN|not a number' nan.npy --points x.npy --params train-mu.npy
train 2 'does not divide' "${decay[@]}" --step 0.03
train 2 '3 layers' "${decay[@]}" --ridge 1,2
train 2 'tell them apart' train.npy --points x.npy
train 1 '30 points but' train.npy --points places.npy --params train-mu.npy
train 1 'batch is 99 but there are [0-9]+ cases; give at most as many' "${decay[@]}" --batch 99 -q
train 2 "is 0; it must be auto, all, or a whole number of at least 1" "${decay[@]}" --batch 0
train 1 'BFGS needs [0-9]+ GB' "${decay[@]}" --hidden 2500,2500 -q
train 1 'Levenberg and Marquardt.s method needs [0-9]+ GB' "${decay[@]}" --hidden 2500,2500 --bfgs 0 --marquardt 5 -q
train 1 'number.npy has' number.npy --points x.npy --params train-mu.npy
train 1 'number.npy has' train.npy --points number.npy --params train-mu.npy
train 1 'number.npy has' train.npy --points x.npy --params number.npy
train 1 'number.npy has' two.npy --points places.npy --signals number.npy --fields 2

expect 1 'number.npy has' rom-predict model test-mu.npy --points number.npy -o bad.npy
expect 1 'number.npy has' rom-predict model number.npy --points x.npy -o bad.npy
expect 1 'number.npy has' rom-predict two --signals number.npy --points places.npy -o bad.npy
expect 1 'short.npy has 20 times' rom-predict two --signals short.npy --points places.npy --times 0:3:4 -o bad.npy
expect 1 '3 dimensions' rom-predict model test-mu.npy --points x3.npy -o bad.npy
expect 2 'latent dynamics network' rom-predict model test-mu.npy --points x.npy --gp gp.json -o bad.npy
expect 1 'not the file' rom-stage model test.npy --points x.npy --params test-mu.npy -o bad
expect 1 "'rom-ldnet' but a model of rom-encode" rom-encode train.npy --apply model -o bad.npy
assert_untouched
