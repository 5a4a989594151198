# Pieces that do not belong together are refused by name; --force goes on with a warning.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline 50
"$PYTHON" -c '
import numpy as np
np.save("mu-other.npy", np.array([[1.0], [1.5]]))
np.save("constant.npy", np.ones((2, 61, 40), "f4"))'
# refused PATTERN COMMAND...: as it stands, and not with --force
refused() {
  expect 1 "$1; give what belongs together, or --force" "${@:2}" -o out
  assert_missing out
  expect 0 "warning: .*$1" "${@:2}" --force -o out
  rm -r out
}
stage=(rom-stage model train.npy --params mu.npy --epochs 5 -q)
predict=(rom-predict model test-mu.npy --initial initial.npy)

# dt: the coefficients are rates, and in other units of time they are other numbers.
rom-sindy model/latent.npy --dt 0.2 -o xi-dt.npy >/dev/null
rom-gpfit mu.npy xi-dt.npy -o gp-dt.json
refused "gp-dt.json has dt 0.2 but model has 0.1" "${stage[@]}" --gp gp-dt.json
refused "gp-dt.json has dt 0.2 but model has 0.1" "${predict[@]}" --gp gp-dt.json
expect 1 "gp-dt.json has dt 0.2 but model has 0.1; .*--force" \
  rom-sample model 1:1.4:3 --gp gp-dt.json --initial train.npy

rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 --seed 5 -q -o other
refused "gp.json was not made from the latent trajectories of other" \
  rom-predict other test-mu.npy --initial initial.npy --gp gp.json
refused "gp.json was not made from the latent trajectories of other" \
  rom-stage other train.npy --params mu.npy --epochs 5 -q --gp gp.json
refused "constant.npy is not the file that model was trained on" \
  rom-stage model constant.npy --params mu.npy --epochs 5 -q --gp gp.json
refused "mu-other.npy differs from the parameters that gp.json was fitted to" \
  rom-stage model train.npy --params mu-other.npy --epochs 5 -q --gp gp.json
