# The number of threads changes no bit of a latent dynamics network, nor do points given for each time of each case.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
"$PYTHON" -c '
import numpy as np
np.save("each-x.npy", np.broadcast_to(np.load("x.npy"), (12, 51, 40, 1)).copy())'
train=(rom-ldnet train.npy --params train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden 6 --hidden 8,8)
train+=(--adam 5 --bfgs 5 --marquardt 2 -q)
"${train[@]}" --points x.npy --threads 1 -o one
"${train[@]}" --points x.npy --threads 2 -o two
"${train[@]}" --points each-x.npy -o each
assert_same_arrays one two
assert_same_arrays one each
