# A job that is queued again runs its script from the top: with --resume each step that is done already says so and ends.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
encode=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 30)
"${encode[@]}" --resume -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -o gp.json
stage=(rom-stage model train.npy --gp gp.json --params mu.npy)
"${stage[@]}" --epochs 20 --resume -q -o model-2 >/dev/null
"${stage[@]}" --kind interpolation --resume -q -o model-3 >/dev/null
"$PYTHON" -c 'import numpy as np; np.save("x.npy", np.linspace(0, 1, np.load("train.npy").shape[2]))'
ldnet=(rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.1 --latent 2 --adam 2)
"${ldnet[@]}" --bfgs 3 --resume -q -o ldnet
further=(rom-stage ldnet train.npy --points x.npy --params mu.npy --epochs 4)
"${further[@]}" --resume -q -o ldnet-2 >/dev/null

remember_files
done_already='is there already, made with the same options from the same inputs; nothing to do'
expect 0 "model $done_already" "${encode[@]}" --resume -o model
expect 0 "model-2 $done_already" "${stage[@]}" --epochs 20 --resume -o model-2
expect 0 "model-3 $done_already" "${stage[@]}" --kind interpolation --resume -o model-3
expect 0 "ldnet $done_already" "${ldnet[@]}" --bfgs 3 --resume -o ldnet
expect 0 "ldnet-2 $done_already" "${further[@]}" --resume -o ldnet-2
assert_untouched

# The names of files, the folder and the number of threads do not matter; what the result depends on does.
cp train.npy same.npy
expect 0 "$done_already" rom-encode same.npy --dt 0.1 --latent 3 --hidden 20 --epochs 30 --threads 1 --resume -o "$PWD/model/"
"$PYTHON" -c 'import numpy as np; u = np.load("train.npy"); u[0, 0] *= 1.5; np.save("other.npy", u)'
cp -r model kept
for change in "train.npy --epochs 31" "train.npy --epochs 30 --seed 1" "other.npy --epochs 30"; do
  rm -r model && cp -r kept model
  expect 0 'was made with other options or inputs; it will be replaced' \
    rom-encode ${change%% *} --dt 0.1 --latent 3 --hidden 20 ${change#* } --resume -o model
  assert_differ kept/decoder-1-1-weight.npy model/decoder-1-1-weight.npy
done
# Fewer epochs or iterations than are asked for are not enough, also where a checkpoint could have gone on.
constant=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --schedule constant)
"${constant[@]}" --epochs 10 -q -o longer
expect 0 'it will be replaced' "${constant[@]}" --epochs 20 --resume -o longer
expect 0 "$done_already" "${constant[@]}" --epochs 20 --resume -o longer
expect 0 'it will be replaced' "${ldnet[@]}" --bfgs 4 --resume -o ldnet
# A model that is not whole is made again, and without --resume any is.
rm -r model && cp -r kept model && rm model/encoder-1-bias.npy
expect 0 'is not whole' "${encode[@]}" --resume -o model
assert_same_arrays kept model
touch -d 2020-01-01 model/model.json
"${encode[@]}" -q -o model
[ model/model.json -nt train.npy ] || fail "rom-encode without --resume did nothing"
