# Training that is stopped saves itself and goes on to the same bits.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
export SOURCE_DATE_EPOCH=1700000000
encode=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 10000 -q)
"${encode[@]}" -o whole
set -m # background jobs get SIGINT only in a process group of their own

stopped_by TERM 143 "${encode[@]}" -o parts
assert_missing parts
[ -e parts.checkpoint/checkpoint.json ] || fail "no checkpoint"
stopped_by INT 130 "${encode[@]}" -o parts --resume
"${encode[@]}" -o parts --resume
assert_missing parts.checkpoint
assert_same_arrays whole parts
[ "$(wc -l <whole/training-1.tsv)" = "$(wc -l <parts/training-1.tsv)" ] || fail "the history has a gap"

# Checkpoints are written on time too, and survive a kill that nothing can catch.
stopped_by KILL 137 "${encode[@]}" --checkpoint 0.02 -o killed
[ -e killed.checkpoint/checkpoint.json ] || fail "no checkpoint before the kill"
"${encode[@]}" -o killed --resume
assert_same_arrays whole killed

# Other options than those of the checkpoint are refused; without a checkpoint --resume starts from the beginning.
stopped_by TERM 143 "${encode[@]}" -o other
expect 1 'made with seed 0 but this run has 1' "${encode[@]}" --seed 1 -o other --resume
"${encode[@]}" -o fresh --resume
assert_same_arrays whole fresh
