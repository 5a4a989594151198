# rom-tune with --resume does nothing if its model is there, and goes on in any other case.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
tune=(rom-tune train.npy train-mu.npy --points x.npy --dt 0.1 --with "--adam 2 --bfgs 2" --minutes 0.1)
"${tune[@]}" -q -o tuned >/dev/null
cp tuned/model.json before.json
expect 0 'tuned is there already, made by this search from the same data; nothing to do' "${tune[@]}" --resume -o tuned
assert_same before.json tuned/model.json
assert_missing tuned.training-lock
rm -r tuned
"${tune[@]}" --resume -q -o tuned >/dev/null
[ -e tuned/model.json ] || fail "no model"
