# One configuration of the sweep, from training to errors at all parameters: sweep.sh NAME, a line of sweep-list.sh. Started
# again it takes up where it was stopped; the result, OUT/NAME.json, appears when all is done. From the environment:
#   DATA, OUT  folders of the data and of the results
#   UNIT       epochs to a unit of the budget
#   BASIS      the basis tolerance
#   ENCODE     how the first stage is trained; if not as the paper does, a step for each epoch, a budget does not go on from
#              the training of a smaller one
#   STAGE      how the second is (--lr 0.01); "--optimiser adam" trains it as the paper does
set -euo pipefail
trap 'exit 138' USR1 # after what runs has saved itself
trap 'exit 143' TERM
name=$1
IFS=- read -ra parts <<<"$name"
count=${#parts[@]}
hidden=$(IFS=,; echo "${parts[*]:1:count-4}")
read -r latent first second <<<"${parts[*]: -3}"
library=linear
[ "${parts[0]}" != quadratic ] || library=squares
data=${DATA:-results}
out=${OUT:-results/sweep}
unit=${UNIT:-25000}
work=$out/$name
[ ! -e "$out/$name.json" ] || exit 0
mkdir -p "$work"

# Stage 1 goes on from that of a finished configuration with at most as many epochs, where there is one.
stage1=$work/1.checkpoint
network=${name%-*-*}
for shorter in $(seq "$first" -1 1); do
  for finished in "$out/$network-$shorter"-*.json "$out/${network/#linear/mlasdi}-$shorter"-*.json; do
    if [ -e "${finished%.json}/1.checkpoint" ] && [ ! -e "$stage1" ]; then
      rm -rf "$stage1.copy"
      cp -r "${finished%.json}/1.checkpoint" "$stage1.copy"
      mv "$stage1.copy" "$stage1"
    fi
  done
done
[ -e "$work/1/model.json" ] || rom-encode "$data/train.npy" --dt 0.02 --latent "$latent" --hidden "$hidden" --library $library --basis-tolerance "${BASIS:-3e-3}" \
  --epochs $((unit * first)) ${ENCODE:---optimiser adam --batch all --schedule constant --keep-checkpoint} --resume -o "$work/1"
if [ ! -e "$work/gp.json" ]; then # a second stage goes on with the same gp.json only
  rom-sindy "$work/1/latent.npy" --dt 0.02 --library $library -o "$work/xi.npy" >"$work/sindy.txt"
  rom-gpfit "$data/train-mu.npy" "$work/xi.npy" --coefficients independent -o "$work/gp.json"
fi
model=$work/1
if [ "$second" != 0 ]; then
  [ -e "$work/2/model.json" ] || rom-stage "$work/1" "$data/train.npy" --gp "$work/gp.json" --params "$data/train-mu.npy" ${STAGE:---lr 0.01} \
    --epochs $((unit * second)) --resume -o "$work/2" >"$work/stage.txt"
  model=$work/2
fi
rom-predict "$model" "$data/all-mu.npy" --gp "$work/gp.json" --initial "$data/all-initial.npy" --uncorrected --keep-going -o - 2>"$work/predict.txt" |
  rom-error "$data/all.npy" - --json >"$out/.$name.json"
mv "$out/.$name.json" "$out/$name.json"
