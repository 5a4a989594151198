# --minutes ends a training after so long, with the schedule at its end, over all runs together.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
encode=(rom-encode train.npy --dt 0.05 --latent 2 --schedule cosine -q)
last() { tail -n 2 "$1/training-1.tsv" | awk -v k="$2" 'NR == 1 && k == 8 || NR == 2 && k == 9 {print $k}'; }
between() { awk -v x="$1" -v low="$2" -v high="$3" 'BEGIN {exit !(x >= low && x < high)}' || fail "$1 is not between $2 and $3"; }

"${encode[@]}" --minutes 0.01 --batch 1 -o model
between "$(last model 9)" 0.6 6 # seconds; machines are busy at times
between "$(last model 8)" 0 2e-4 # the rate began at 1e-3

# Stopped and taken up again, it has the rest of its time.
stopped_by TERM 143 "${encode[@]}" --minutes 0.03 -o parts
"${encode[@]}" --minutes 0.03 --resume -o parts
between "$(last parts 9)" 1.8 18
cut -f 9 parts/training-1.tsv | sed 1d | sort -gc || fail "its seconds start anew"

expect 2 "--epochs and --minutes exclude each other" "${encode[@]}" --minutes 1 --epochs 5 -o wrong
expect 2 "--minutes is 0; it must be a positive number" "${encode[@]}" --minutes 0 -o wrong
expect 1 "--minutes 1e-06 are over after 1 epoch, which is no training" "${encode[@]}" --minutes 1e-6 -o wrong
assert_missing wrong
assert_missing wrong.checkpoint
