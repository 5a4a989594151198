# The same commands give the same bytes, provenance included, and SOURCE_DATE_EPOCH is their time.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
export SOURCE_DATE_EPOCH=1700000000
for run in 1 2; do
  mkdir $run
  (
    cd $run
    ln -s ../*.npy .
    small_pipeline
    rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy -o prediction.npy
  )
done
assert_same 1 2
for file in model/model.json model-2/model.json xi.json gp.json; do
  assert_that 'all(p["time"] == "2023-11-14T22:13:20Z" for p in np.ravel(made["provenance"]))' made=1/$file
done
