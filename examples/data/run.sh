#!/usr/bin/env bash
# A line for each kind of data: what these tools make of it, and what others (BEFORE, such as those of an older version) do.
#   run.sh WORK BIN [BEFORE] >table.txt
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1" && cd "$1" || exit 1
bin=$2 before=${3:-}
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}
python=${PYTHON:-/usr/bin/python3}
"$python" "$here/generate.py" . || exit 1
judge() { "$python" "$here/judge.py" "$@"; }

# model NAME TRAIN MU TEST INITIAL NEW OPTIONS...: the pipeline of the README, NAME.npy is the prediction at NEW.
model() {
  local name=$1 train=$2 mu=$3 initial=$4 new=$5
  shift 5
  rom-encode "$train.npy" ${parameters:+--params "$mu.npy"} "${times[@]}" --latent "${latent:-4}" "$@" -q -o "$name" &&
    rom-sindy "$name/latent.npy" "${times[@]}" -q -o "$name-xi.npy" >/dev/null &&
    rom-gpfit "$mu.npy" "$name-xi.npy" -q -o "$name.json" &&
    rom-stage "$name" "$train.npy" --gp "$name.json" --params "$mu.npy" -q -o "$name-2" >/dev/null &&
    rom-predict "$name-2" "$new.npy" --gp "$name.json" --initial "$initial.npy" -q -o "$name.npy"
}
# attempt COMMAND...: what it prints, or its error if it fails.
attempt() { "$@" 2>errors.txt || echo "refused: $(grep -v warning errors.txt | tail -1 | sed 's/^rom-[a-z]*: //')"; }
# row KIND COMMAND BEFORE NOW
row() { printf '| %s | `%s` | %s | %s |\n' "$@"; }
# old, new FUNCTION: with the tools of then and of now. Those of then knew no --params of rom-encode.
old() { if [ -n "$before" ]; then PATH="$before:$PATH" parameters='' attempt "$@"; else echo "-"; fi; }
new() { PATH="$bin:$PATH" parameters=known attempt "$@"; }
times=(--dt 0.05)

fields() { latent=6 model "$1" fields-train train-mu fields-initial test-mu "${@:2}" && of_fields fields-test "$1.npy"; }
of_fields() { echo "u $(judge "$1.npy" "$2" 0), v $(judge "$1.npy" "$2" 1), p $(judge "$1.npy" "$2" 2)"; }
one_direction() { latent=1 model "$1" fields-train train-mu fields-initial test-mu && of_fields fields-test "$1.npy"; }
by_hand() { latent=6 model "$1" hand-train train-mu hand-initial test-mu && of_fields hand-test "$1.npy"; }
rest() { model "$1" rest-train train-mu rest-initial test-mu && rom-error rest-test.npy "$1.npy" "${@:2}" | awk '/ all/{print $2, $3}'; }
metres() { model "$1" plain-train train-metres plain-initial test-metres && judge plain-test.npy "$1.npy"; }
plain() { model "$1" plain-train train-mu plain-initial test-mu && judge plain-test.npy "$1.npy"; }
offset() { model "$1" offset-train train-mu offset-initial test-mu && judge offset-test.npy "$1.npy"; }
land() { model "$1" land-train train-mu land-initial test-mu && judge land-test.npy "$1.npy" sea; }
sea() { model "$1" sea-train train-mu sea-initial test-mu && judge sea-test.npy "$1.npy"; }
mean_step() { uneven "$1" --dt 0.0498; }
uneven() (
  times=("${@:2}")
  model "$1" uneven-train train-mu uneven-initial test-mu && judge uneven-test.npy "$1.npy"
)
repeated() { model "$1" repeated-train repeated-mu repeated-initial test-mu && judge repeated-test.npy "$1.npy"; }
windows() {
  rom-window padded-train.npy --lengths lengths.npy --params train-mu.npy --params-out "$1-mu.npy" -q -o "$1-windows.npy" &&
    model "$1" "$1-windows" "$1-mu" plain-initial test-mu && judge short-test.npy "$1.npy"
}
padded() { model "$1" padded-train train-mu plain-initial test-mu && judge short-test.npy "$1.npy"; }
forecast() {
  rom-encode one-train.npy --one-case --dt 0.05 --latent 4 --hidden none -q -o "$1" &&
    rom-sindy "$1/latent.npy" --dt 0.05 -q -o "$1-xi.npy" >/dev/null &&
    rom-predict "$1" --xi "$1-xi.npy" --times 0:10:201 -q -o "$1.npy" && judge one-longer.npy "$1.npy"
}
one_parameter() {
  rom-encode one-train.npy --one-case --dt 0.05 --latent 4 -q -o "$1" &&
    rom-sindy "$1/latent.npy" --dt 0.05 -q -o "$1-xi.npy" >/dev/null &&
    "$python" -c 'import numpy as np; np.save("one-mu.npy", [1.2])' && rom-gpfit one-mu.npy "$1-xi.npy" -q -o "$1.json"
}
string() { latent=6 model "$1" string-train train-mu string-initial test-mu --delays 2 && judge string-test.npy "$1.npy"; }
displacement() { latent=3 model "$1" string-train train-mu string-first test-mu && judge string-test.npy "$1.npy"; }
foxes() { rom-sindy foxes.npy --dt 0.02 --library quadratic --derivative sbp48 --json -q -o "$1.npy" |
  "$python" -c 'import json, sys; print("residual %.2g" % max(c["residual"] for c in json.load(sys.stdin)["cases"]))'; }
swapped() {
  rom-encode swapped.npy --dt 0.05 --latent 3 --epochs 10 -q -o "$1" 2>said.txt || return 1
  if grep -q "swap the axes" said.txt; then echo "a warning"; else echo "not a word"; fi
}

echo "| data | command | before | now |"
echo "|---|---|---|---|"
row "u, v of order 1, p of 1e5 + 1e3 cos" "rom-encode --fields u,v,p --latent 6" "$(old fields b-fields); with \`--latent 1\` $(old one_direction b-one)" "$(new fields n-fields --fields u,v,p); scaled by hand $(new by_hand n-hand)"
row "a flow from rest (largest error)" "rom-error --relative-to trajectory" "$(old rest b-rest)" "$(new rest n-rest --relative-to trajectory)"
row "parameters of 1e-16" "rom-gpfit mu.npy xi.npy" "$(old metres b-metres)" "$(new metres n-metres); parameters of 1 $(new plain n-plain)"
row "an offset of 1e8" "rom-encode train.npy" "$(old offset b-offset)" "$(new offset n-offset)"
row "4 of 40 points are -9999" "rom-encode train.npy" "$(old land b-land)" "$(new land n-land); the same points cut out $(new sea n-sea)"
row "geometric times" "rom-encode --times t.npy" "$(old mean_step b-uneven) with the mean step" "$(new uneven n-uneven --times uneven-times.npy)"
row "three initial states for each parameter" "rom-gpfit mu.npy xi.npy" "$(old repeated b-repeated)" "$(new repeated n-repeated)"
row "trajectories of 61 to 101 times" "rom-window train.npy --lengths lengths.npy" "$(old padded b-windows)" "$(new windows n-windows)"
row "one trajectory, continued to twice its time" "rom-encode --hidden none; rom-predict model --xi xi.npy --times 0:10:201" "$(old one_parameter b-forecast)" "$(new forecast n-forecast)"
row "a string's displacements without velocities" "rom-encode --delays 2" "$(old displacement b-string)" "$(new string n-string)"
row "hares and foxes, z1 z2 in the equations" "rom-sindy --library quadratic" "$(old foxes b-foxes)" "$(new foxes n-foxes)"
row "cases and times swapped" "rom-encode swapped.npy" "$(old swapped b-swapped)" "$(new swapped n-swapped)"
