# Bad input to rom-error: one line that names the file, the right exit status, nothing left or changed.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
problem bad
"$PYTHON" -c 'import numpy as np; np.save("half.npy", np.arange(40) >= 20)' 
remember_files

expect 1 "train.npy has shape .2, 61, 40. but test.npy has .1, 61, 40.; they must match" rom-error train.npy test.npy
expect 1 "zero.npy: the snapshot of case 0 at time 0 is zero" rom-error zero.npy train.npy
expect 1 "missing.npy: cannot be opened" rom-error train.npy missing.npy
expect 1 "nan.npy: holds NaN" rom-error train.npy nan.npy
expect 3 "the largest error, .* is above --max 0.1" rom-error train.npy constant.npy --max 0.1
expect 0 "" rom-error train.npy train.npy --max 0
expect 2 "only one of" rom-error - -
expect 2 "--nrmse goes with neither --std nor --series" rom-error train.npy train.npy --nrmse --std train.npy
expect 2 "--nrmse goes with neither --fields nor --relative-to" rom-error train.npy train.npy --nrmse --relative-to fluctuation
expect 2 "--fields-axis is 2 but states of shape .40,. have 1 axis, counted from 0" rom-error train.npy train.npy --fields u,v --fields-axis 2
expect 1 "all points of field v are masked; leave it out" rom-error -q train.npy train.npy --fields u,v --mask half.npy
assert_untouched
