# More cases: with --warm-start the networks go on from where they were.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem speeds
"$PYTHON" -c 'import numpy as np; np.save("more.npy", np.load("all.npy")[[0, 3, 8, 11, 5]])'
options=(--dt 0.1 --latent 3 --hidden 20 -q)
rom-encode train.npy "${options[@]}" --epochs 3000 -o model
rom-encode more.npy "${options[@]}" --epochs 20 -o cold
rom-encode more.npy "${options[@]}" --epochs 20 --warm-start model -o warm
assert_that 'warm["stages"][0]["training"]["best_loss"] < 0.2 * cold["stages"][0]["training"]["best_loss"]' \
  warm=warm/model.json cold=cold/model.json
expect 1 "model has 3 latent variables but --latent is 2" \
  rom-encode more.npy --dt 0.1 --latent 2 --hidden 20 --epochs 5 -q --warm-start model -o x
expect 1 "model has hidden layers 20 softplus but this network has 10" \
  rom-encode more.npy --dt 0.1 --latent 3 --hidden 10 --epochs 5 -q --warm-start model -o x
assert_missing x
