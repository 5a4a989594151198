# Every single .npy can come from standard input and go to standard output.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline
rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy -o prediction.npy

rom-encode - --dt 0.1 --latent 3 --hidden 20 --epochs 300 -q -o piped-model <train.npy
cmp model/encoder-1-weight.npy piped-model/encoder-1-weight.npy
rom-encode train.npy --apply model -o - | cmp - model/latent.npy
rom-encode - --apply model -o - <train.npy | rom-sindy - --dt 0.1 --derivative sbp24 -o - 2>table.txt | cmp - xi.npy
cmp table.txt sindy.txt
rom-gpfit mu.npy xi.npy --coefficients independent -o independent.json
rom-gpfit mu.npy - --dt 0.1 -o - <xi.npy >piped-gp.json
rom-gpfit - xi.npy -o - <mu.npy >piped-gp-2.json
"$PYTHON" - <<'PY'
import json
joint, joint_piped, one, one_piped = (
    json.load(open(name)) for name in ("gp.json", "piped-gp-2.json", "independent.json", "piped-gp.json"))
assert joint["weights"] == joint_piped["weights"] and joint["moments"] == joint_piped["moments"]
# Through a pipe comes no JSON, and no moments.
assert one["coefficients"] == one_piped["coefficients"] and one["targets"] == one_piped["targets"]
assert one_piped["dt"] == 0.1
PY
rom-predict model-2 - --gp gp.json --initial initial.npy -o - <test-mu.npy | cmp - prediction.npy
rom-predict model-2 test-mu.npy --gp gp.json --initial - -o - <initial.npy |
  rom-error test.npy - >piped.txt
rom-error test.npy prediction.npy | cmp - piped.txt
rom-error - prediction.npy --series - <test.npy >series.npy
"$PYTHON" -c "
import numpy as np
u, v, e = (np.load(f + '.npy').astype(float) for f in ('test', 'prediction', 'series'))
assert np.allclose(e, np.linalg.norm(u - v, axis=2) / np.linalg.norm(u, axis=2), rtol=1e-12)"
rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy -o /dev/stdout | cmp - prediction.npy
expect 2 "only one of" rom-error - -
expect 2 "only one of" rom-gpfit - - -o x.json
expect 2 "is a folder; give --output a name" rom-encode train.npy --dt 0.1 --latent 3 -o -
