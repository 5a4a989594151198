# A third stage, kappa given and trained: it lowers the residual, says where it is from, and leaves the others as they are.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline
remember_files
rom-stage model-2 train.npy --gp gp.json --params mu.npy --epochs 500 --optimiser adam --kappa 0.5 --train-kappa --json -q \
  -o model-3 >stage-3.json
assert_that 'report["stage"] == 3 and report["residual_after"] < report["residual_before"]' report=stage-3.json
assert_that 'len(model["stages"]) == 3 and model["stages"][2]["kappa"] != 0.5' model=model-3/model.json
assert_that '[p["tool"] for p in model["provenance"]] == ["rom-encode", "rom-stage", "rom-stage"]
  and all(len(i["sha256"]) == 64 for p in model["provenance"] for i in p["inputs"])' model=model-3/model.json

predict() { rom-predict "$1" test-mu.npy --gp gp.json --initial initial.npy "${@:3}" -o "$2"; }
predict model-2 both.npy
predict model-3 two.npy --stages 2
predict model-3 three.npy
assert_same two.npy both.npy
assert_differ three.npy both.npy

rm -r model-3 stage-3.json both.npy two.npy three.npy
assert_untouched
