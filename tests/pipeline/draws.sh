# Statistics over draws are those of the draws: of two they follow from the least and the largest, which are quantiles.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
"$PYTHON" -c 'import numpy as np; np.save("xi.npy", np.random.default_rng(0).normal(0, 0.3, (2, 3, 2)))'
rom-encode train.npy --dt 0.1 --latent 2 --hidden 5 --epochs 50 --precision double -q -o model
rom-gpfit mu.npy xi.npy --dt 0.1 -o gp.json
draws() {
  rom-predict model test-mu.npy --gp gp.json --initial initial.npy --samples "$1" --mean mean.npy --std std.npy \
    --quantiles "$2" --quantile-file q.npy -q -o u.npy 2>said.txt
}
draws 2 0,0.25,0.5,1
# At time 0 all draws are the initial state; what the basis leaves out counts in the deviation alone.
assert_that 'std.max() > 0.01 and np.allclose(mean, (q[:, :, 0] + q[:, :, 3]) / 2) and np.allclose(mean, q[:, :, 2])
  and np.allclose(std[:, 1:], (q[:, 1:, 3] - q[:, 1:, 0]) / np.sqrt(2)) and np.ptp(q[:, 0], axis=1).max() < 1e-12 and np.allclose(q[:, :, 1], (3 * q[:, :, 0] + q[:, :, 3]) / 4)' \
  mean=mean.npy std=std.npy q=q.npy
draws 3 0,0.5,1
assert_that 'np.allclose(mean, q.mean(2)) and np.allclose(std[:, 1:], q.std(2, ddof=1)[:, 1:])' mean=mean.npy std=std.npy q=q.npy
draws 11 0,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1
assert_that 'np.allclose(mean, q.mean(2)) and np.allclose(std[:, 1:], q.std(2, ddof=1)[:, 1:])' mean=mean.npy std=std.npy q=q.npy
cp std.npy before.npy
draws 11 0,0.5,1
assert_same std.npy before.npy
