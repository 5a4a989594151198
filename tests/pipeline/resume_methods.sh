# Each method and schedule goes on from a kept checkpoint as if it had been one run; another option is refused.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
"$PYTHON" -c 'import numpy as np; np.save("x.npy", np.linspace(0, 1, 30))'
# goes_on COMMAND...: its last word is the option that counts epochs
goes_on() {
  rm -rf whole parts
  "$@" 40 -q -o whole
  "$@" 25 --keep-checkpoint -q -o parts
  "$@" 40 --resume -q -o parts
  assert_same_arrays whole parts
  for model in whole parts; do cut -f 1-4 $model/training-1.tsv >$model.txt; done
  assert_same whole.txt parts.txt
}
encode=(rom-encode train.npy --dt 0.05 --latent 2)
goes_on "${encode[@]}" --schedule constant --epochs
goes_on "${encode[@]}" --optimiser adam --schedule constant --epochs
goes_on "${encode[@]}" --optimiser lbfgs --epochs
goes_on "${encode[@]}" --batch 1 --schedule plateau --epochs
ldnet=(rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.05 --latent 2 --dynamics-hidden 4 --hidden 5 --adam 5)
goes_on "${ldnet[@]}" --bfgs
goes_on "${ldnet[@]}" --bfgs 5 --marquardt

# The rate of a plateau is halved after 100 epochs without a fall, and then again: the count goes on, too.
plateau=("${encode[@]}" --schedule plateau --precision double --lr 1e-9 -q)
"${plateau[@]}" --epochs 230 -o whole-2
"${plateau[@]}" --epochs 150 --keep-checkpoint -o parts-2
"${plateau[@]}" --epochs 230 --resume -o parts-2
for model in whole parts; do cut -f 8 $model-2/training-1.tsv >$model.txt; done
assert_same whole.txt parts.txt

"${encode[@]}" --epochs 3 --keep-checkpoint -q -o kept
for option in "--seed 1" "--hidden 9" "--activation tanh" "--init xavier-normal" "--lr 0.01" "--schedule plateau" \
  "--optimiser lbfgs" "--batch 1" "--dynamics-weight 1" "--coefficient-weight 0.1" "--variation-weight 1" "--library quadratic" \
  "--derivative sbp24" "--coordinates mesh" "--basis-tolerance 0.1" "--scale none" "--time-unit 0.3"; do
  read -r name value <<<"$option"
  key=${name#--}
  expect 1 "was made with ${key//-/_} .* but this run has .*$value" "${encode[@]}" --epochs 3 "$name" "$value" --resume -q -o kept
done
