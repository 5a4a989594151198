# Every signal by which terminals and batch systems end a program stops a training, which saves itself first.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
encode=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 60000 -q)
"${encode[@]}" -o whole
set -m
for signal in HUP:129 INT:130 QUIT:131 USR1:138 USR2:140 ALRM:142 TERM:143 XCPU:152; do
  stopped_by ${signal%:*} ${signal#*:} "${encode[@]}" --resume -o parts
done
"${encode[@]}" --resume -o parts
assert_same_arrays whole parts

# What was ignored when it began, as by nohup, stays so.
(trap '' HUP USR1; exec "${encode[@]}" -o ignoring) &
training=$!
wait_until_busy $training
kill -HUP $training
kill -USR1 $training
wait $training || fail "SIGHUP stopped a training that ignores it"
assert_same_arrays whole ignoring

# A second SIGINT ends at once, while it may take long to come to the end of an epoch; batch systems may repeat theirs.
"$PYTHON" -c 'import numpy as np; np.save("large.npy", np.random.default_rng(0).normal(size=(2, 1500, 400)))'
large=(rom-encode large.npy --dt 0.1 --latent 3 --hidden 3000,3000 --coordinates mesh --batch all --epochs 100000 -q)
"${large[@]}" -o large 2>large.txt &
training=$!
wait_until_busy $training
sleep 0.5
kill -INT $training
sleep 0.1
kill -INT $training 2>/dev/null || true
status=0
wait $training || status=$?
[ $status = 130 ] || fail "status $status after two SIGINT"
assert_missing large.checkpoint
if grep -q 'stopped by' large.txt; then fail "the second SIGINT waited for the end of the epoch"; fi
"${encode[@]}" -o twice 2>twice.txt &
training=$!
wait_until_busy $training
kill -XCPU $training
kill -XCPU $training 2>/dev/null || true
kill -TERM $training 2>/dev/null || true
status=0
wait $training || status=$?
[ $status = 152 ] || fail "status $status after two SIGXCPU and SIGTERM"
grep -q 'stopped by SIGXCPU at .* go on with --resume' twice.txt || fail "no word of the stop"
