# Points of a latent dynamics network: the same fields at the same points, however they are given; and in training
# points given twice change nothing but the way in which they are worked on.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
"$PYTHON" - <<'PY'
import numpy as np
r = np.random.default_rng(0)
x = np.load("x.npy")
order = np.stack([[r.permutation(40) for _ in range(51)] for _ in range(5)])
np.save("order.npy", order)
np.save("each-x.npy", x[order])             # other points for each case and time
np.save("case-x.npy", x[order[:, 0]])       # for each case
np.save("twice.npy", np.repeat(np.load("train.npy"), 2, 2))
np.save("twice-x.npy", np.repeat(x, 2, 0))
np.save("beyond.npy", [[0.02, 0.0], [0.03, 0.2], [0.01, 0.0], [0.01, 0.0], [0.01, 0.0]])
PY
train=(--params train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden 6 --hidden 8,8 --adam 10 --bfgs 5 --marquardt 0
  --points-per-time all -q)
rom-ldnet train.npy --points x.npy "${train[@]}" -o model
rom-ldnet twice.npy --points twice-x.npy "${train[@]}" -o twice
for model in model twice; do tail -n +2 $model/training-1.tsv | cut -f 2 >$model.txt; done
"$PYTHON" -c '
import numpy as np
assert np.allclose(np.loadtxt("model.txt"), np.loadtxt("twice.txt"), rtol=1e-6)'
for points in x each-x case-x; do rom-predict model test-mu.npy --points $points.npy -q -o $points-u.npy; done
"$PYTHON" - <<'PY'
import numpy as np
u, order = np.load("x-u.npy"), np.load("order.npy")
at = lambda order: np.take_along_axis(u, np.broadcast_to(order, u.shape), 2)
assert np.allclose(np.load("each-x-u.npy"), at(order), atol=1e-6)
assert np.allclose(np.load("case-x-u.npy"), at(order[:, :1]), atol=1e-6)
PY
expect 0 "warning: parameter 1 goes from 0 to 0.2, outside" rom-predict model beyond.npy --points x.npy -o x-u.npy

# The points of training: auto is what the number chosen is, and a further stage takes the same.
few=(--params train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden none --hidden 2 --adam 5 --bfgs 5 --marquardt 0 -q)
rom-ldnet train.npy --points x.npy "${few[@]}" -o auto
chosen=$(sed -n 's/.*"chosen_points_per_time": \([0-9]*\).*/\1/p' auto/model.json)
[ "$chosen" -gt 1 ] && [ "$chosen" -lt 40 ] || fail "auto chose $chosen points of 40"
rom-ldnet train.npy --points x.npy "${few[@]}" --points-per-time "$chosen" -o number
rom-ldnet train.npy --points x.npy "${few[@]}" --points-per-time all -o all
cmp auto/dynamics-1-weight.npy number/dynamics-1-weight.npy
! cmp -s auto/dynamics-1-weight.npy all/dynamics-1-weight.npy || fail "auto took all points"
for model in auto number; do
  rom-stage $model train.npy --points x.npy --params train-mu.npy --hidden 3 --epochs 8 -q -o $model-2 >/dev/null
done
cmp auto-2/reconstruction-2-1-weight.npy number-2/reconstruction-2-1-weight.npy
expect 2 "is 0; it must be auto, all, or a whole number of at least 1" rom-ldnet train.npy --points x.npy "${few[@]}" --points-per-time 0 -o none
