# Training that is stopped saves itself and goes on to the same bits; make goes on after an interrupted step.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
export SOURCE_DATE_EPOCH=1700000000
epochs=30000
encode=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs $epochs -q)

# Starts a command, stops it with a signal once it has trained for a moment, and wants this exit status.
stopped_by() {
  local signal=$1 status=$2 got=0
  shift 2
  "$@" 2>stopped.txt &
  local pid=$!
  sleep 0.15
  kill -"$signal" $pid
  wait $pid || got=$?
  [ $got = "$status" ] || { cat stopped.txt >&2; fail "$*: exit status $got instead of $status after SIG$signal"; }
  grep -q "stopped by SIG$signal at epoch .* go on with --resume" stopped.txt || fail "no word of the stop"
}

mkdir whole parts
"${encode[@]}" -o whole/model
set -m # background jobs get SIGINT only in a process group of their own
stopped_by TERM 143 "${encode[@]}" -o parts/model
[ ! -e parts/model ] || fail "a stopped training left a model"
[ -e parts/model.checkpoint/checkpoint.json ] || fail "no checkpoint"
stopped_by INT 130 "${encode[@]}" -o parts/model --resume
"${encode[@]}" -o parts/model --resume
[ ! -e parts/model.checkpoint ] || fail "the checkpoint outlived the training"
for array in whole/model/*.npy; do cmp "$array" "parts/model/$(basename "$array")"; done
[ "$(wc -l <whole/model/training-1.tsv)" = "$(wc -l <parts/model/training-1.tsv)" ] || fail "the history has a gap"

rom-sindy whole/model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -o gp.json
stage=(rom-stage whole/model train.npy --gp gp.json --params mu.npy --hidden 300 --epochs 1000 -q)
"${stage[@]}" -o whole/model-2 >/dev/null
stopped_by TERM 143 "${stage[@]}" -o parts/model-2
expect 1 'made with ridge 0.0001 but this run has 0.001' "${stage[@]}" --ridge 1e-3 -o parts/model-2 --resume
"${stage[@]}" -o parts/model-2 --resume >/dev/null
for array in whole/model-2/*.npy; do cmp "$array" "parts/model-2/$(basename "$array")"; done

# Checkpoints are written on time too, and survive a kill that nothing can catch.
"${encode[@]}" -o parts/killed --checkpoint 0.02 &
pid=$!
sleep 0.2
kill -KILL $pid
wait $pid || true
[ -e parts/killed.checkpoint/checkpoint.json ] || fail "no checkpoint before the kill"
"${encode[@]}" -o parts/killed --resume
cmp whole/model/latent.npy parts/killed/latent.npy

# Other options than those of the checkpoint are refused; without --resume training starts anew.
stopped_by TERM 143 "${encode[@]}" -o parts/other
expect 1 'made with seed 0 but this run has 1' "${encode[@]}" --seed 1 -o parts/other --resume
"${encode[@]}" -o parts/fresh --resume
cmp whole/model/latent.npy parts/fresh/latent.npy

# A training whose checkpoint was kept goes on when it is asked for more epochs, as if it had been one run.
some=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 -q)
"${some[@]}" --epochs 10000 --keep-checkpoint -o parts/longer
"${some[@]}" --epochs 20000 --keep-checkpoint --resume -o parts/longer
expect 1 'is at epoch 20000 already' "${some[@]}" --epochs 10000 --resume -o parts/longer
"${encode[@]}" --resume -o parts/longer
for array in whole/model/*.npy; do cmp "$array" "parts/longer/$(basename "$array")"; done
cmp <(cut -f 1-8 whole/model/training-1.tsv | tail -n 1) <(cut -f 1-8 parts/longer/training-1.tsv | tail -n 1)
[ ! -e parts/longer.checkpoint ] || fail "a checkpoint was kept without being asked for"
"${some[@]}" --schedule cosine --epochs 100 --keep-checkpoint -o parts/cosine
expect 1 'made with epochs 100 but this run has 200' "${some[@]}" --schedule cosine --epochs 200 --resume -o parts/cosine

cat >Makefile <<'MK'
all: xi.npy
made/model.json: train.npy
	rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 30000 -q --resume -o made
xi.npy: made/model.json
	rom-sindy made/latent.npy --dt 0.1 -o xi.npy >/dev/null
MK
rm xi.npy
make -s 2>make.txt &
pid=$!
sleep 0.2
kill -TERM -$pid
wait $pid && fail "make was not interrupted"
[ ! -e made ] || fail "an interrupted make left a target"
make -s 2>>make.txt
grep -q "no checkpoint" make.txt && fail "make began anew"
cmp made/latent.npy whole/model/latent.npy
make -q || fail "make is not up to date"
