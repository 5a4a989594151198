# The epsilon of a further stage is the standard deviation of what the stages before leave, not its root mean square.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
# Without centring, after a few epochs, much of the residual is its mean.
rom-encode train.npy --dt 0.05 --latent 2 --hidden 8 --epochs 20 --scale none --basis-tolerance 1e-7 --precision double -q -o model
rom-sindy model/latent.npy --dt 0.05 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -o gp.json
for stage in 2 3; do
  rom-predict model mu.npy --gp gp.json --initial initial.npy --uncorrected -o prediction.npy
  assert_that 'abs(np.mean(u - v)) > 0.3 * np.std(u - v)' u=train.npy v=prediction.npy
  rom-stage model train.npy --gp gp.json --params mu.npy --epochs 1 --optimiser adam -q -o further >/dev/null
  assert_that "np.isclose(model['stages'][$stage - 1]['epsilon'], np.std(u - v), rtol=1e-6)" \
    model=further/model.json u=train.npy v=prediction.npy
  rm -r model
  mv further model
done
