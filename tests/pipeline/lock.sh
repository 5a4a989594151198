# Two trainings of one output: the second is refused at once and told whose it is. A lock outlives nobody.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
encode=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 100000 -q)
"${encode[@]}" --checkpoint 0.01 -o model 2>first.txt &
first=$!
wait_for_checkpoint $first model
expect 1 "model: is being trained by process $first on $(uname -n), since 20.*; wait for its end" "${encode[@]}" -o model
expect 1 "is being trained by process $first" "${encode[@]}" --resume -o "$PWD/model/"
"$PYTHON" -c 'import numpy as np; np.save("x.npy", np.linspace(0, 1, np.load("train.npy").shape[2]))'
expect 1 "is being trained by process $first" rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.1 --latent 2 -o model
expect 1 "is being trained by process $first" rom-tune train.npy mu.npy --dt 0.1 --minutes 1 -o model
rom-encode train.npy --dt 0.1 --latent 3 --epochs 2 -q -o other  # another output is free
kill -0 $first || fail "the first training has ended"

# Killed: the file stays, and the next one takes it over; at the end it is gone.
kill -KILL $first
wait $first || true
[ -s model.training-lock ] || fail "no lock"
short=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 20)
expect 0 "model was being trained by process $first on .*, which was killed" "${short[@]}" -o model
assert_missing model.training-lock

# Stopped, failed, refused: no lock is left.
set -m
stopped_by TERM 143 "${encode[@]}" -o stopped
assert_missing stopped.training-lock
expect 1 'made with' "${encode[@]}" --seed 1 --resume -o stopped
assert_missing stopped.training-lock

# A file of that name that is none of ours stays.
echo notes >mine.training-lock
expect 1 'mine.training-lock: exists and is not a lock of a training' "${short[@]}" -o mine
[ "$(cat mine.training-lock)" = notes ] || fail "the file was changed"

# Forty at once: one trains, 39 are refused, the model is whole.
for k in $(seq 40); do "${short[@]}" -q -o many 2>many-"$k".txt & pids[k]=$!; done
failed=0
for k in $(seq 40); do
  if ! wait "${pids[k]}"; then
    failed=$((failed + 1))
    [ "$(wc -l <many-"$k".txt)" = 1 ] && grep -q 'many: is being trained by ' many-"$k".txt || { cat many-"$k".txt >&2; fail "another error"; }
  fi
done
[ $failed -lt 40 ] || fail "none trained"
"${short[@]}" -q -o alone
assert_same_arrays alone many
assert_missing many.training-lock

# Five at once, of which the one that trains is held until it has refused the others: four refusals, one whole model.
long=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 20000 --threads 1 -q)
set +m  # or a process that is held counts as one that has ended
for k in $(seq 5); do "${long[@]}" -o five 2>five-"$k".txt & pids[k]=$!; done
until grep -qs 'is being trained by process' five-?.txt; do sleep 0.01; done
trainer=$(grep -oh 'trained by process [0-9]*' five-?.txt | head -1 | cut -d ' ' -f 4)
kill -STOP "$trainer"
refused=0
for k in $(seq 5); do
  [ "${pids[k]}" != "$trainer" ] || continue
  got=0
  wait "${pids[k]}" || got=$?
  [ $got = 1 ] && grep -q "five: is being trained by process $trainer" five-"$k".txt || { cat five-"$k".txt >&2; fail "status $got"; }
  refused=$((refused + 1))
done
[ $refused = 4 ] || fail "$refused refusals, not four"
assert_missing five
kill -CONT "$trainer"
wait "$trainer" || fail "the one that trains failed"
"${long[@]}" -o alone-5
assert_same_arrays alone-5 five
assert_missing five.training-lock
