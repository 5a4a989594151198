# Levenberg and Marquardt's method: on a problem that is linear in its weights the Hessian is exact, so each step gains
# what it predicts, and the damping is divided by 3; each phase of a training begins at the best weights so far.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
"$PYTHON" - <<'PY'
import numpy as np
np.save("x.npy", np.linspace(0, 1, 30))
# Few values, all of which the Hessian is made of.
np.save("few.npy", np.load("train.npy")[:, :, 10:12])
np.save("few-x.npy", np.linspace(0, 1, 30)[10:12, None])
PY
train=(train.npy --points x.npy --params mu.npy)
few=(few.npy --points few-x.npy --params mu.npy)
rom-ldnet "${few[@]}" --dt 0.05 --latent 2 --dynamics-hidden 4 --hidden 5 --adam 50 --bfgs 0 -q -o network
rom-ldnet "${train[@]}" --dt 0.05 --latent 2 --dynamics-hidden 4 --hidden 5 --adam 20 --batch all --bfgs 20 --lr 0.5 -q -o jumpy
rom-stage network "${few[@]}" --hidden none --epochs 5 --lr 1e-9 -q -o network-2 >/dev/null
"$PYTHON" - <<'PY'
import numpy as np
rows = np.loadtxt("jumpy/training-1.tsv", skiprows=1)[:, :2]
first, second = rows[:20, 1], rows[21:, 1]
best = first.min()
assert rows[20, 1] > 1.05 * best and first[-1] > 1.05 * best, (best, first)  # Adam ends elsewhere than at its best
assert second[0] < best, (best, second)
damping = np.loadtxt("network-2/training-2.tsv", skiprows=1)[2:4, 4]  # after one iteration of Adam and one of BFGS
assert np.allclose(damping, [1e-3, 1e-3 / 3], rtol=1e-6), damping
PY
