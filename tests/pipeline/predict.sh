# What rom-predict offers: stages, time grids, extrapolation, latent trajectories, warnings.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline 120
predict=(rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy)

"${predict[@]}" -o both.npy
"${predict[@]}" --stages 1 -o one.npy
rom-predict model test-mu.npy --gp gp.json --initial initial.npy -o first.npy
assert_same one.npy first.npy
rom-error test.npy both.npy --max 0.05
"$PYTHON" -c 'import numpy as np; np.save("train-initial.npy", np.load("train.npy")[:, 0])'
for stages in 1 2; do
  rom-predict model-2 mu.npy --gp gp.json --initial train-initial.npy --stages $stages -o train-$stages.npy
done
assert_that 'np.linalg.norm(two - truth) < 0.9 * np.linalg.norm(one - truth)' two=train-2.npy one=train-1.npy truth=train.npy

# Other times, finer, later or picked, agree at those they have in common; the grid may run on.
"${predict[@]}" --times 0:6:121 -o fine.npy
assert_that 'fine.shape == (1, 121, 40) and abs(fine[:, ::2] - both).max() < 1e-5' fine=fine.npy both=both.npy
"${predict[@]}" --times 3:9:61 -o later.npy
assert_that 'later.shape == (1, 61, 40) and abs(later[:, :31] - both[:, 30:]).max() < 1e-5' later=later.npy both=both.npy
"$PYTHON" -c 'import numpy as np; np.save("times.npy", [0.0, 0.25, 1.0, 6.0])'
"${predict[@]}" --times times.npy -o picked.npy
assert_that 'abs(picked[:, [0, 2, 3]] - both[:, [0, 10, 60]]).max() < 1e-5' picked=picked.npy both=both.npy

"${predict[@]}" --latent-only -o latent.npy
assert_that 'z.shape == (1, 61, 3)' z=latent.npy

"$PYTHON" -c '
import numpy as np
np.save("far-mu.npy", [[1.1], [1.9]])
np.save("far-initial.npy", np.repeat(np.load("initial.npy"), 2, 0))'
expect 0 "far-mu.npy: case 1, parameter 0 is 1.9, outside the training range 1 to 1.4" \
  rom-predict model-2 far-mu.npy --gp gp.json --initial far-initial.npy -o far.npy
