# Steps that go astray lead back to the best weights and a lower rate; if that does not help, training ends with what it has,
# and never with numbers that are not finite.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
"$PYTHON" -c 'import numpy as np; np.save("x.npy", np.linspace(0, 1, np.load("train.npy").shape[2]))'
finite() {
  local array
  for array in "$1"/*.npy; do assert_that 'np.isfinite(a).all()' a="$array"; done
  if grep -qiE 'nan|inf' "$1"/training-*.tsv; then fail "$1 has a history that is not finite"; fi
}
encode=(rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --schedule constant -q)
for optimiser in adam muon; do
  for rate in 10 1e30; do
    for batch in all 1; do
      rm -rf model again
      diverging=("${encode[@]}" --optimiser $optimiser --lr $rate --batch $batch --epochs 200)
      status=0
      "${diverging[@]}" -o model 2>said.txt || status=$?
      [ $status -le 1 ] || fail "status $status at $optimiser --lr $rate"
      if [ $status = 1 ]; then
        grep -q 'the loss is no longer finite, or ten thousand times what it was, at epoch [0-9]*; lower --lr' said.txt || { cat said.txt >&2; fail "no word"; }
        [ "$(wc -l <said.txt)" = 1 ] || fail "more than one line"
        assert_missing model
        continue
      fi
      finite model
      "${diverging[@]}" -o again 2>/dev/null
      assert_same_arrays model again
    done
  done
done
# A rate at which it goes astray and comes back, stopped on the way: the same bits.
coming_back=("${encode[@]}" --optimiser adam --lr 10 --batch all)
"${coming_back[@]}" --epochs 40 -v -o whole 2>said.txt
[ "$(grep -c 'astray at epoch' said.txt)" -ge 2 ] || fail "it did not go astray"
for epochs in 1 2 3 5 8 13 21 34; do "${coming_back[@]}" --epochs $epochs --keep-checkpoint --resume -o parts 2>/dev/null; done
"${coming_back[@]}" --epochs 40 --resume -o parts 2>/dev/null
assert_same_arrays whole parts
finite whole
ldnet=(rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.1 --latent 2 -q)
"${ldnet[@]}" --lr 1e4 --adam 40 --bfgs 5 -o ldnet 2>said.txt
finite ldnet
"${ldnet[@]}" --lr 1e4 --muon 20 --adam 0 --bfgs 2 --marquardt 3 -o ldnet 2>said.txt
finite ldnet
