# A latent dynamics network that is stopped goes on to the same bits.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
train=(rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --dynamics-hidden 6 --hidden 8,8)
train+=(--muon 5 --adam 20 --bfgs 50 --marquardt 5 -q)
"${train[@]}" -o whole
set -m
stopped_by TERM 143 "${train[@]}" -o term
stopped_by KILL 137 "${train[@]}" --checkpoint 0.02 -o kill
for parts in term kill; do
  [ -e $parts.checkpoint/checkpoint.json ] || fail "no checkpoint of $parts"
  "${train[@]}" --resume -o $parts
  assert_same_arrays whole $parts
  assert_missing $parts.checkpoint
done

# SIGTERM comes twice if both make and the batch system send it; here in one iteration.
rom-ldnet train.npy --points x.npy --params train-mu.npy --dt 0.1 --latent 2 --hidden 16,16 --adam 0 --bfgs 0 \
  --marquardt 200 -q -o slow 2>slow.txt &
wait_until_busy $!
kill -TERM $!
sleep 0.02
kill -TERM $! 2>/dev/null || true # it may be over already
status=0
wait $! || status=$?
[ $status = 143 ] || fail "exit status $status after two signals: $(cat slow.txt)"
[ -e slow.checkpoint/checkpoint.json ] || fail "no checkpoint after two signals: $(cat slow.txt)"
