# Latent dynamics networks with signals, two fields and two dimensions, of first and second order.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem driven
train=(rom-ldnet two.npy --points places.npy --signals signals.npy --dt 0.1 --fields 2 --latent 1 -q)
predict() { rom-predict "$1" --signals signals.npy -q "${@:3}" -o "$2"; }
"${train[@]}" --dynamics-hidden none --hidden 6 --points-per-time 10 --marquardt 40 -o first
predict first prediction.npy --points places.npy
rom-error two.npy prediction.npy --nrmse --max 1e-3

# Points are drawn for each snapshot anew: one of them suffices.
"${train[@]}" --dynamics-hidden none --hidden 6 --points-per-time 1 --adam 100 --bfgs 100 --marquardt 40 -o sparse
predict sparse prediction.npy --points places.npy
rom-error two.npy prediction.npy --nrmse --max 1e-2

"${train[@]}" --order 2 --integrator rk4 --step 0.05 --equilibrium --direct --adam 5 --bfgs 5 --marquardt 2 -o second
predict second prediction.npy --points places.npy
assert_that 'v.shape == u.shape and np.isfinite(v).all()' u=two.npy v=prediction.npy
predict second latent.npy --latent-only
assert_that 'z.shape[:2] == (8, 41) and (z[:, 0] == 0).all() and abs(z).max() > 0' z=latent.npy
