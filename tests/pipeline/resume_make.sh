# make goes on after an interrupted step: no half-made target is left, and --resume takes up the training.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
export ENCODE="rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 10000 -q"
$ENCODE -o whole
cat >Makefile <<'MK'
all: xi.npy
made/model.json: train.npy
	echo $$$$ >pid.txt && exec $(ENCODE) --resume -o made
xi.npy: made/model.json
	rom-sindy made/latent.npy --dt 0.1 -o xi.npy >/dev/null
MK
set -m
make -s 2>make.txt &
until [ -s pid.txt ]; do sleep 0.01; done
wait_until_busy "$(cat pid.txt)"
kill -TERM -$!
if wait $!; then fail "make was not interrupted"; fi
assert_missing made
make -s 2>>make.txt
if grep -q "no checkpoint" make.txt; then fail "make began anew"; fi
assert_same_arrays whole made
make -q || fail "make is not up to date"
