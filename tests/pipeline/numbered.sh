# Snapshots in a file for each case, as solvers write them, are what they are in one array.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'EOF'
import numpy as np
t, x = np.linspace(0, 3, 40), np.linspace(0, 1, 25)
wave = lambda m, k: np.sin(2 * np.pi * k * (x - 0.2 * m * t[:, None])) * np.exp(-0.1 * m * t)[:, None] / k
u = np.stack([wave(m, 1) + wave(m, 2) + wave(m, 3) for m in np.linspace(1, 2, 12)]).astype("f4")
np.save("all.npy", u)
for k, one in enumerate(u):
    np.save("run-%04d.npy" % (k + 3), one)
    np.save("run%d.npy" % k, one)

EOF

train() { rom-encode "$1" --dt 0.08 --latent 2 --hidden 12 --epochs 20 -q -o "$2"; }
train all.npy one
train run-%04d.npy padded
train run%d.npy plain
assert_same_arrays one padded
assert_same_arrays one plain
rom-error all.npy run-%04d.npy --max 0 >same.txt
grep -q '^ *all  *0.0000 %' same.txt || fail "$(cat same.txt)"
# The training is known by its files.
rom-encode run-%04d.npy --dt 0.08 --latent 2 --hidden 12 --epochs 20 --resume -o padded 2>said.txt
grep -q "nothing to do" said.txt || fail "the same files were not known"

mv run-0007.npy away.npy
expect 1 "run-%04d.npy: there is no file of number 7 but one of number 8; all cases must be there" rom-encode run-%04d.npy --dt 0.08 --latent 2 -o gap
"$PYTHON" -c "import numpy as np; np.save('run-0007.npy', np.load('away.npy')[:10])"
expect 1 "run-0007.npy has shape \(10, 25\) but run-0003.npy has \(40, 25\); they must match, and have elements of one type" \
  rom-encode run-%04d.npy --dt 0.08 --latent 2 -o other
expect 1 "none-%d.npy: cannot be opened" rom-encode none-%d.npy --dt 0.08 --latent 2 -o none
expect 1 "has 2 axes but snapshots need at least 3" rom-encode run-0003.npy --dt 0.08 --latent 2 -o single
