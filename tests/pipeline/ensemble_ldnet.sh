# An ensemble of latent dynamics networks: the median and the deviation of its members in NumPy, at any points and times.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
for seed in 0 1 2; do
  rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden 4 --hidden 5,5 \
    --bfgs 30 --marquardt 0 --seed $seed -q -o $seed
  rom-predict $seed test-mu.npy --points test-other-x.npy --times late.npy -q -o p-$seed.npy
done
rom-ensemble 0 1 2 -q -o median
rom-ensemble 0 1 2 --weights 1,1,2 -q -o mean
predict() { rom-predict "$1" test-mu.npy --points test-other-x.npy --times late.npy -q "${@:2}"; }
predict median --std std.npy -o median.npy
predict mean -o mean.npy
predict median --threads 1 -o single.npy
assert_same single.npy median.npy
assert_that 'np.array_equal(m, np.median([a, b, c], axis=0)) and abs(w - (a + b + 2 * c) / 4).max() < 1e-5
  and abs(s - np.std([a, b, c], axis=0, ddof=1)).max() < 1e-5' m=median.npy w=mean.npy s=std.npy a=p-0.npy b=p-1.npy c=p-2.npy
remember_files
expect 2 "--std is not for one latent dynamics network" rom-predict 0 test-mu.npy --points x.npy --std s.npy -o y.npy
expect 2 "--gp is one of the options for models of rom-encode, but median is an ensemble of latent dynamics networks" \
  rom-predict median test-mu.npy --points x.npy --gp gp.json -o y.npy
expect 2 "s.npy is to hold two results" rom-predict median test-mu.npy --points x.npy --std s.npy -o s.npy
expect 1 "networks and baselines have no coefficients to draw" rom-sample median test-mu.npy
expect 2 "--gp has 1 file but there are 0 models of rom-encode" rom-ensemble 0 1 --gp 0/model.json -o y
expect 2 "median is an ensemble of latent dynamics networks" rom-predict median test-mu.npy --points x.npy --initial x.npy -o y.npy
expect 2 "the model has 2 parameters but none are given" rom-predict 0 --points x.npy -o y.npy
assert_untouched
rom-ensemble 0 -q -o alone
expect 2 "alone is of one network, which does not know how sure it is; leave --std out" rom-predict alone test-mu.npy --points x.npy --std s.npy -o y.npy
expect 2 "--points is required: where to predict the fields of a latent dynamics network" rom-predict alone test-mu.npy -o y.npy
rom-baseline train.npy train-mu.npy --dt 0.1 -q -o baseline >/dev/null
expect 1 "0 and baseline cannot be asked together: one is a latent dynamics network, and gives fields at points" rom-ensemble 0 baseline -o y
"$PYTHON" -c 'import numpy as np; u = np.load("train.npy"); u[0] += 1e-3; np.save("other.npy", u)'
rom-ldnet other.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden 4 --hidden 5,5 --bfgs 1 --marquardt 0 -q -o other
expect 1 "other was trained on other snapshots than 0" rom-ensemble 0 other -o y
# Of other shapes, or trained on other inputs.
"$PYTHON" -c 'import numpy as np; x = np.load("x.npy"); np.save("x2.npy", np.stack([x.ravel(), x.ravel() ** 2], 1)); m = np.load("train-mu.npy"); np.save("mu2.npy", np.hstack([m, m[:, :1] ** 2])); np.save("mu3.npy", m + 1)'
small=(--dt 0.1 --latent 2 --dynamics-hidden 4 --hidden 5,5 --bfgs 1 --marquardt 0 -q)
rom-ldnet train.npy --points x2.npy --params train-mu.npy "${small[@]}" -o points
rom-ldnet train.npy --points x.npy --params mu2.npy "${small[@]}" -o inputs
rom-ldnet train.npy --points x.npy --params mu3.npy "${small[@]}" -o shifted
rom-ldnet train.npy --points x2.npy --fields 1 --params train-mu.npy "${small[@]}" -o fields
for other in points inputs fields; do
  expect 1 "0 and $other cannot be asked together: .* of other shapes" rom-ensemble 0 $other --force -o y
done
expect 1 "shifted was trained with other parameters, signals or points than 0" rom-ensemble 0 shifted -o y
