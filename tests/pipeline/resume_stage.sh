# A further stage that is stopped goes on to the same bits.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 3000 -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -o gp.json
stage=(rom-stage model train.npy --gp gp.json --params mu.npy --hidden 400 --epochs 1000 -q)
"${stage[@]}" -o whole >/dev/null
set -m
stopped_by TERM 143 "${stage[@]}" -o parts
assert_missing parts
expect 1 'made with ridge 0.0001 but this run has 0.001' "${stage[@]}" --ridge 1e-3 -o parts --resume
"${stage[@]}" -o parts --resume >/dev/null
assert_same_arrays whole parts
assert_missing parts.checkpoint
