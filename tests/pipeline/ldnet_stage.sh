# A further reconstruction network lowers what is left, and leaves the model it is given as it was.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
data=(train.npy --points x.npy --params train-mu.npy)
rom-ldnet "${data[@]}" --dt 0.1 --latent 2 --dynamics-hidden 6 --hidden 8,8 --adam 5 --bfgs 5 --marquardt 2 -q -o model
echo mine >model/notes.txt
cp -r model before
rom-stage model "${data[@]}" --epochs 60 --json -q -o model-2 >stage.json
assert_missing model-2/notes.txt # only files of the model are taken along
assert_same model before
assert_that 'report["stage"] == 2 and report["residual_after"] < 0.9 * report["residual_before"]' report=stage.json
rom-predict model test-mu.npy --points x.npy -q -o first.npy
rom-predict model-2 test-mu.npy --points x.npy --stages 1 -q -o one.npy
rom-predict model-2 test-mu.npy --points x.npy -q -o two.npy
assert_same one.npy first.npy
assert_differ one.npy two.npy
