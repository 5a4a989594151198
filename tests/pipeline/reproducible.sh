# The same command gives the same bytes, whatever the number of threads; another seed gives others.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
export SOURCE_DATE_EPOCH=1700000000
for threads in 1 2 3; do
  mkdir "$threads"
  (
    cd "$threads"
    ln -s ../*.npy .
    OMP_NUM_THREADS=$threads small_pipeline 200
    OMP_NUM_THREADS=$threads rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy -o prediction.npy
    rm -f model*/training-*.tsv # they hold the seconds that training took
  )
done
diff -r 1 2
diff -r 1 3
grep -q '"time": "2023-11-14T22:13:20Z"' 1/model/model.json
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 --seed 0 -q -o a
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 --seed 1 -q -o b
assert_differ a/encoder-1-weight.npy b/encoder-1-weight.npy
# A snapshot's coordinates in one block or many, and the rows of a longer run of tests, agree as well.
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 --threads 1 -q -o c
cmp a/latent.npy c/latent.npy
