# A kept checkpoint of a latent dynamics network goes on for more iterations of its last method, or with more points.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
train=(rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden 6 --hidden 8,8)
train+=(--adam 20 --batch all -q)
"${train[@]}" --bfgs 20 --marquardt 5 -o whole
"${train[@]}" --bfgs 20 --marquardt 3 --keep-checkpoint -o longer
expect 1 'made with bfgs 20 but this run has 21' "${train[@]}" --bfgs 21 --marquardt 5 --resume -o longer
"${train[@]}" --bfgs 20 --marquardt 5 --resume -o longer
assert_same_arrays whole longer

# With more points it keeps the best weights of those: not the ones of a lower loss on fewer.
"${train[@]}" --bfgs 100 --marquardt 0 --points-per-time 1 --keep-checkpoint -o denser
"${train[@]}" --bfgs 103 --marquardt 0 --resume -o denser
"$PYTHON" - <<'PY'
import json
import numpy as np
losses = np.loadtxt("denser/training-1.tsv", skiprows=1)[:, :2]
few, all_points = losses[losses[:, 0] < 120, 1].min(), losses[losses[:, 0] >= 120, 1]
best = json.load(open("denser/model.json"))["stages"][0]["training"]["best_loss"]
assert few < best, (few, best)
assert np.isclose(best, all_points.min(), rtol=1e-6), (best, all_points)
PY
