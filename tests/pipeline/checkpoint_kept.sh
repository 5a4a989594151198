# Nothing of a training is lost: a checkpoint that a new one would replace, one that cannot be written, a result that cannot.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
encode=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 20000 --threads 1)
set -m
stopped_by TERM 143 "${encode[@]}" -q -o model
cp -r model.checkpoint kept
short=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 20 --threads 1 -q)
expect 0 'warning: model.checkpoint holds a training of [0-9]+ epochs, which --resume would .* kept as model.checkpoint.old' \
  "${short[@]}" -o model
assert_same kept model.checkpoint.old
assert_missing model.checkpoint
# Where it would go lies something else.
mkdir -p blocked.checkpoint.old/mine
cp -r kept blocked.checkpoint
expect 1 'blocked.checkpoint: cannot be renamed blocked.checkpoint.old .*; remove one of the two' "${short[@]}" -o blocked
assert_same kept blocked.checkpoint
# Numbers that no training comes to.
sed -i 's/"retreats": 0/"retreats": -1/' blocked.checkpoint/checkpoint.json
by_hand blocked.checkpoint/checkpoint.json
expect 1 'blocked.checkpoint: the number of retreats is -1, which cannot be of this training; remove the checkpoint' \
  "${encode[@]}" --resume -q -o blocked
rm -r blocked.*
rm -r model && mv model.checkpoint.old model.checkpoint
"${encode[@]}" --resume -q -o model
"${encode[@]}" -q -o whole
assert_same_arrays whole model

# What killed programs left of checkpoints is no hindrance.
true &
gone=$!
wait $gone
part=.half.checkpoint.part-$(cut -c -40 /proc/sys/kernel/hostname).$(readlink /proc/self/ns/pid | tr -dc 0-9)-$gone-0a0a0a
mkdir half.checkpoint "$part"
cp kept/weights.npy kept/best.npy half.checkpoint
cp kept/weights.npy "$part"
"${short[@]}" --checkpoint 1e-9 -o half
assert_missing half.checkpoint
assert_missing "$part"
# A folder of the user's is, before anything is trained.
mkdir mine.checkpoint
echo notes >mine.checkpoint/notes.txt
expect 1 'mine.checkpoint: exists and is not a checkpoint; it is left alone' "${encode[@]}" -q -o mine
[ -e mine.checkpoint/notes.txt ] || fail "the notes are gone"

# A checkpoint that cannot be written for a while: one warning, and the training goes on.
"${encode[@]}" --checkpoint 0.01 -q -o full 2>full.txt &
training=$!
wait_for_checkpoint $training full
kill -STOP $training
until grep -q '^State:.*T' /proc/$training/status; do sleep 0.01; done
rm -r full.checkpoint
mkdir full.checkpoint
echo notes >full.checkpoint/notes.txt
kill -CONT $training
until grep -q warning full.txt; do
  kill -0 $training 2>/dev/null || grep -q warning full.txt || fail "it ended without a word"
  sleep 0.01
done
rm -r full.checkpoint
wait_for_checkpoint $training full
wait $training || { cat full.txt >&2; fail "the training ended"; }
[ "$(grep -c 'warning: .*the training goes on without this checkpoint, the next is due in 0 s' full.txt)" -le 2 ] || fail "too many warnings"
assert_same_arrays whole full

# A result that cannot be written: the training is kept.
"${encode[@]}" --checkpoint 1000 -q -o lost 2>lost.txt &
training=$!
wait_until_busy $training
mkdir lost
echo notes >lost/notes.txt
if wait $training; then fail "notes were replaced by a model"; fi
grep -q 'lost: exists and is not a model; .*; the training is kept in lost.checkpoint, go on with --resume' lost.txt || { cat lost.txt >&2; fail "no word of what is kept"; }
rm -r lost
"${encode[@]}" --resume -q -o lost
assert_same_arrays whole lost

# A stop whose state cannot be saved says so.
"${encode[@]}" --checkpoint 1000 -q -o gone 2>gone.txt &
training=$!
wait_until_busy $training
mkdir gone.checkpoint
echo notes >gone.checkpoint/notes.txt
kill -TERM $training
got=0
wait $training || got=$?
[ $got = 1 ] && grep -q 'stopped by SIGTERM at epoch [0-9]* of 20000, and its state could not be saved: gone.checkpoint: exists and is not a checkpoint' gone.txt ||
  { cat gone.txt >&2; fail "status $got of a stop that saves nothing"; }
