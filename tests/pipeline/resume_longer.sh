# A training whose checkpoint was kept goes on when it is asked for more epochs, as if it had been one run.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
encode=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 -q --schedule)
"${encode[@]}" constant --epochs 3000 -o whole
"${encode[@]}" constant --epochs 1000 --keep-checkpoint -o longer
"${encode[@]}" constant --epochs 2000 --keep-checkpoint --resume -o longer
expect 1 'is at epoch 2000 already' "${encode[@]}" constant --epochs 1000 --resume -o longer
"${encode[@]}" constant --epochs 3000 --resume -o longer
assert_same_arrays whole longer
for model in whole longer; do cut -f 1-8 $model/training-1.tsv | tail -n 1 >$model.txt; done
assert_same whole.txt longer.txt
assert_missing longer.checkpoint # it was not asked for again
for schedule in cosine auto; do
  "${encode[@]}" $schedule --epochs 100 --keep-checkpoint -o $schedule
  expect 1 'made with epochs 100 but this run has 200' "${encode[@]}" $schedule --epochs 200 --resume -o $schedule
done
