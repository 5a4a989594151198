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

# The derivative: a fit without options takes that of the model. Coefficients that came from elsewhere do not say theirs.
rom-sindy model/latent.npy --dt 0.1 --derivative sbp12 -o xi-sbp12.npy >/dev/null
rom-gpfit mu.npy xi-sbp12.npy -o gp-sbp12.json
warning="warning: gp-sbp12.json was fitted with derivative sbp12 but model was trained with sbp24"
expect 0 "$warning" "${stage[@]}" --gp gp-sbp12.json -o warned
expect 0 "$warning" "${predict[@]}" --gp gp-sbp12.json -o warned.npy
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 --derivative sbp48 -q -o finest
rom-sindy finest/latent.npy --dt 0.1 -o there.npy >/dev/null
(cd finest && rom-sindy latent.npy --dt 0.1 -o ../here.npy) >/dev/null
for fit in there here; do
  grep -q '"derivative": "sbp48"' $fit.json || fail "$fit.npy: another derivative than its model's"
done
mkdir foreign
cp finest/latent.npy foreign
for text in '{"class_name": "Model"}' 'weights' '[1]'; do
  echo "$text" >foreign/model.json
  expect 0 "" rom-sindy foreign/latent.npy --dt 0.1 -o foreign.npy
done
rm xi-sbp12.json
rom-gpfit mu.npy xi-sbp12.npy --dt 0.1 -o gp-elsewhere.json
"${predict[@]}" --gp gp-elsewhere.json -o elsewhere.npy 2>said.txt
if grep -q warning said.txt; then fail "a warning about a derivative that is not known"; fi

rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 --seed 5 -q -o other
refused "gp.json was not made from the latent trajectories of other" \
  rom-predict other test-mu.npy --initial initial.npy --gp gp.json
refused "gp.json was not made from the latent trajectories of other" \
  rom-stage other train.npy --params mu.npy --epochs 5 -q --gp gp.json
refused "constant.npy is not the file that model was trained on" \
  rom-stage model constant.npy --params mu.npy --epochs 5 -q --gp gp.json
refused "mu-other.npy differs from the parameters that gp.json was fitted to" \
  rom-stage model train.npy --params mu-other.npy --epochs 5 -q --gp gp.json
