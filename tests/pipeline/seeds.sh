# A seed draws the initial weights: the same ones again, others with another seed, and others at each stage.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
# At this rate the weights stay where they start. Other draws are far apart, not only other in the last digits.
run=(--epochs 1 --lr 1e-9 -q)
assert_drawn_apart() {
  assert_that 'a.shape == b.shape and abs(a - b).max() > 0.1' a="$1.npy" b="$2.npy"
}

encode=(rom-encode train.npy --dt 0.05 --latent 2 --hidden 8 "${run[@]}")
"${encode[@]}" -o model
"${encode[@]}" --seed 0 -o again
"${encode[@]}" --seed 1 -o other
assert_same_arrays model again
for network in encoder decoder-1; do assert_drawn_apart {model,other}/$network-1-weight; done

rom-sindy model/latent.npy --dt 0.05 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -o gp.json
stage() { rom-stage "$1" train.npy --gp gp.json --params mu.npy "${run[@]}" "${@:3}" -o "$2" >/dev/null; }
stage model model-2
stage model again-2 --seed 0
stage model other-2 --seed 1
assert_same_arrays model-2 again-2
assert_drawn_apart {model,other}-2/decoder-2-1-weight
stage model-2 model-3
stage model-3 model-4
assert_that 'min(abs(a - b).max(), abs(b - c).max(), abs(a - c).max()) > 0.1' \
  a=model-4/decoder-2-1-weight.npy b=model-4/decoder-3-1-weight.npy c=model-4/decoder-4-1-weight.npy

# Latent dynamics networks likewise.
"$PYTHON" -c 'import numpy as np; np.save("x.npy", np.linspace(0, 1, 30))'
data=(train.npy --points x.npy --params mu.npy)
ldnet=(rom-ldnet "${data[@]}" --dt 0.05 --latent 2 --adam 1 --bfgs 0 --lr 1e-9 -q)
"${ldnet[@]}" -o network
"${ldnet[@]}" --seed 0 -o again
"${ldnet[@]}" --seed 1 -o other
assert_same_arrays network again
for name in dynamics reconstruction-1; do assert_drawn_apart {network,other}/$name-1-weight; done
rom-stage network "${data[@]}" --optimiser adam "${run[@]}" -o network-2 >/dev/null
rom-stage network-2 "${data[@]}" --optimiser adam "${run[@]}" -o network-3 >/dev/null
assert_drawn_apart network-3/reconstruction-{2,3}-1-weight
