# --fit-initial: a fitted start is nearer to the initial state than the encoder's; training can start its cases likewise.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline 3000
predict() { rom-predict "$1" test-mu.npy --gp gp.json --initial initial.npy --uncorrected "${@:3}" -o "$2"; }
predict model encoded.npy
predict model fitted.npy --fit-initial
assert_that 'np.linalg.norm((fitted - truth)[:, 0]) < np.linalg.norm((encoded - truth)[:, 0])' \
  fitted=fitted.npy encoded=encoded.npy truth=test.npy
rom-stage model train.npy --gp gp.json --params mu.npy --epochs 300 --fit-initial -q -o fitted-2 >stage.txt
predict fitted-2 fitted.npy --fit-initial
rom-error test.npy fitted.npy --max 0.05
