# A training is taken up again by the content of its inputs, each in its role: not by the names of their files.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
train() { rom-ldnet "$1" --points "$2" --params "$3" --dt 0.1 --latent 2 --adam 3 --bfgs "$4" -q "${@:5}"; }
train train.npy x.npy train-mu.npy 6 -o whole
train train.npy x.npy train-mu.npy 3 --keep-checkpoint -o model
cp x.npy points.npy
"$PYTHON" -c "import numpy as np; np.save('other-mu', np.load('train-mu.npy') * 1.01)"
expect 1 'was made with params "[0-9a-f]{64}" but this run has' \
  rom-ldnet train.npy --points x.npy --params other-mu.npy --dt 0.1 --latent 2 --adam 3 --bfgs 6 -q --resume -o model
train ./train.npy "$PWD/points.npy" ../"$(basename "$PWD")"/train-mu.npy 6 --resume -o model
assert_same_arrays whole model
