# -o with the name of a model replaces it whole, and nothing else comes or stays; what is recorded of inputs is their
# SHA-256.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline 5
remember_files
cp -r model before
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 5 -o model 2>said.txt
! grep -q "replaced" said.txt || fail "the same model is said to be another"
rom-encode train.npy --dt 0.1 --latent 2 --hidden none --epochs 5 -o model 2>said.txt
grep -q "model: is of other options or inputs, or not whole; it will be replaced" said.txt || fail "another model is replaced without a word"
rm said.txt
assert_missing model/encoder-2-weight.npy
ls -A | grep -vxF -e before >now.txt
grep -q '^\.' now.txt && fail "something hidden is left: $(cat now.txt)"
rm -r model now.txt
mv before model
mkfifo model/pipe
expect 1 "model/pipe: cannot be kept .*; move it elsewhere" rom-encode train.npy --dt 0.1 --latent 2 --hidden none --epochs 5 -q -o model
rm -r model/pipe model.checkpoint
assert_untouched

sum() { sha256sum <"$1" | cut -d ' ' -f 1; }
for step in 0 1; do
  "$PYTHON" -c '
import json, sys
for one in json.load(open("model-2/model.json"))["provenance"][int(sys.argv[1])]["inputs"]:
    print(one["path"], one["sha256"])' $step
done >inputs.txt
[ "$(cut -d ' ' -f 1 inputs.txt | xargs)" = "train.npy train.npy mu.npy gp.json" ] || fail "other inputs: $(cat inputs.txt)"
while read -r path sha256; do
  [ "$sha256" = "$(sum "$path")" ] || fail "the SHA-256 of $path"
done <inputs.txt
