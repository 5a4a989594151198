# A training whose epochs are auto ends by itself. Where the schedule is constant and each step looks at all cases, rounds
# change nothing but the end.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
encode=(rom-encode train.npy --dt 0.05 --latent 3 --hidden none)
"${encode[@]}" --schedule constant --batch all -v -o rounds 2>rounds.txt
epochs=$(tail -n 1 rounds/training-1.tsv | cut -f 1)
[ "$epochs" -lt 10000 ]
grep -q "round to epoch $epochs: least loss .*, roll-out error .* %" rounds.txt
[ "$(grep -c 'round to epoch' rounds.txt)" -ge 2 ]
"${encode[@]}" --schedule constant --batch all --epochs "$epochs" -q -o given
assert_same_arrays rounds given

# It says at the end what the model's own trajectories are worth: the same that the last round found, and a warning where
# they are worth nothing.
said=$(sed -n "s/.*round to epoch $epochs: .*roll-out error \([0-9.]*\) %.*/\1/p" rounds.txt)
told=$(sed -n 's/.*own dynamics are off the training snapshots by \([0-9.e+]*\) %.*/\1/p' rounds.txt)
"$PYTHON" -c "assert abs($said / $told - 1) < 0.01, ($said, $told)"
expect 0 "warning: the latent dynamics do not carry the training snapshots" "${encode[@]}" --epochs 1 -o astray

# The default: the same bits with any number of threads.
"${encode[@]}" --threads 1 -q -o one
"${encode[@]}" --threads 3 -q -o three
assert_same_arrays one three
grep -q '"epochs": "auto"' one/model.json

# Weights that never got better than they began are kept, with a warning.
rom-encode train.npy --dt 0.05 --latent 2 --activation tanh --lr 30 --epochs 5 --schedule constant -o bad 2>bad.txt
grep -q 'warning: the loss never fell below that of the initial weights, which are kept; lower --lr' bad.txt
grep -q '"best_epoch": 0' bad/model.json
expect 2 "--epochs is 0; it must be auto or a whole number of at least 1" "${encode[@]}" --epochs 0 -o none
expect 2 "--epochs is x; it must be auto or a whole number of at least 1" "${encode[@]}" --epochs x -o none
assert_missing none

# A further stage ends by its error on left-out cases, the same whether it is stopped on the way or not.
problem small
small_pipeline 100
stage=(rom-stage model train.npy --gp gp.json --params mu.npy --hidden 400)
"${stage[@]}" -v -o further 2>further.txt >stage.txt
[ "$(tail -n 1 further/training-2.tsv | cut -f 1)" -lt 10000 ]
[ "$(grep -c 'round to epoch .*, left-out error .* %' further.txt)" -ge 2 ]
stopped_by TERM 143 "${stage[@]}" -q -o parts
"${stage[@]}" --resume -q -o parts >stage.txt
assert_same_arrays further parts
