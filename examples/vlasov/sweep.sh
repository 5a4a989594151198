# One configuration of the sweep, from training to errors at all parameters: sweep.sh NAME, a line of
# sweep-list.sh. UNIT is the number of epochs that a unit of the budget stands for. Started again it takes up where it was stopped; the
# result, OUT/NAME.json, appears when all is done.
set -euo pipefail
name=$1
IFS=- read -ra parts <<<"$name"
count=${#parts[@]}
hidden=$(IFS=,; echo "${parts[*]:1:count-4}")
read -r latent first second <<<"${parts[*]: -3}"
data=${DATA:-results}
out=${OUT:-results/sweep}
unit=${UNIT:-25000}
work=$out/$name
[ ! -e "$out/$name.json" ] || exit 0
mkdir -p "$work"
rom-encode "$data/train.npy" --dt 0.02 --latent "$latent" --hidden "$hidden" --epochs $((unit * first)) --resume -o "$work/1"
rom-sindy "$work/1/latent.npy" --dt 0.02 -o "$work/xi.npy" >"$work/sindy.txt"
rom-gpfit "$data/train-mu.npy" "$work/xi.npy" -o "$work/gp.json"
model=$work/1
if [ "$second" != 0 ]; then
  rom-stage "$work/1" "$data/train.npy" --gp "$work/gp.json" --params "$data/train-mu.npy" --optimizer adam \
    --epochs $((unit * second)) --resume -o "$work/2" >"$work/stage.txt"
  model=$work/2
fi
rom-predict "$model" "$data/all-mu.npy" --gp "$work/gp.json" --initial "$data/all-initial.npy" -o - |
  rom-error "$data/all.npy" - --json >"$out/.$name.json"
mv "$out/.$name.json" "$out/$name.json"
