# Speed, measured: each figure is the median of several runs, the peer and this project in turn.
# Usage: ROM_BIN=build/bin PYTHON=/usr/bin/python3 bash tests/bench/bench.sh
set -euo pipefail
export PATH="$ROM_BIN:$PATH"
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
runs=${RUNS:-5}
median() { sort -g | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }
spread() { sort -g | awk '{v[NR] = $1} END {printf "%.3g to %.3g", v[1], v[NR]}'; }

echo "machine: $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"

# Milliseconds an epoch, from the history that training writes.
epoch_ms() { tail -n 1 "$1" | awk '{print 1e3 * $9 / $1}'; }

generate-multiscale train 1.0 1.4
dt=0.031415926535897934
network="--latent 10 --hidden 200,20"
torch=no
"$PYTHON" -c "import torch" 2>/dev/null && torch=yes
for ((run = 0; run < runs; ++run)); do
  rom-encode train.npy --dt $dt $network --epochs 1000 -q -o model
  epoch_ms model/training-1.tsv >>ours-1
  rom-sindy model/latent.npy --dt $dt -o xi.npy >report.txt
  rom-gpfit train-mu.npy xi.npy -o gp.json
  rom-stage model train.npy --gp gp.json --params train-mu.npy --epochs 1000 -q -o model-2 >report.txt
  epoch_ms model-2/training-2.tsv >>ours-2
  if [ $torch = yes ]; then
    "$PYTHON" "$here/epoch_torch.py" train.npy $dt 100 200,20 10 >torch-run
    sed -n 1p torch-run >>torch-1
    sed -n 2p torch-run >>torch-2
  fi
done
echo
echo "milliseconds an epoch, multiscale problem (402 snapshots, 600-200-20-10), median and spread of $runs runs"
for stage in 1 2; do
  line="stage $stage: $(median <ours-$stage) ($(spread <ours-$stage))"
  if [ $torch = yes ]; then
    ratio=$(echo "$(median <torch-$stage) $(median <ours-$stage)" | awk '{printf "%.1f", $1 / $2}')
    line+=", PyTorch dense $(median <torch-$stage) ($(spread <torch-$stage)), ratio $ratio"
  fi
  echo "$line"
done
[ $torch = yes ] || echo "PyTorch is not installed: no comparison"

echo
echo "milliseconds to start, median of 21 runs: --help; a tiny file"
"$PYTHON" -c "
import numpy as np
np.save('tiny.npy', np.random.default_rng(0).standard_normal((2, 5, 4)))
np.save('tiny-xi.npy', np.ones((2, 3, 2)) + np.arange(2)[:, None, None])
np.save('tiny-mu.npy', np.arange(2.0)); np.save('tiny-initial.npy', np.ones((2, 4)))"
rom-encode tiny.npy --dt 1 --latent 2 --hidden 3 --epochs 1 -q -o tiny
rom-sindy tiny/latent.npy --dt 1 -o tiny-xi.npy >report.txt
rom-gpfit tiny-mu.npy tiny-xi.npy -o tiny-gp.json
start_ms() {
  for _ in $(seq 21); do
    local begin
    begin=$(date +%s%N)
    "$@" >report.txt 2>&1
    echo $((($(date +%s%N) - begin) / 1000)) | awk '{print $1 / 1000}'
  done | median
}
row() { printf '%-12s %6.1f %6.1f\n' "$1" "$(start_ms "$1" --help)" "$(start_ms "$@")"; }
row rom-encode tiny.npy --dt 1 --latent 2 --hidden 3 --epochs 1 -q -o tiny
row rom-sindy tiny/latent.npy --dt 1 -o tiny-xi.npy
row rom-gpfit tiny-mu.npy tiny-xi.npy -o tiny-gp.json
row rom-stage tiny tiny.npy --gp tiny-gp.json --params tiny-mu.npy --epochs 1 -q -o tiny-2
row rom-predict tiny tiny-mu.npy --gp tiny-gp.json --initial tiny-initial.npy -o tiny-prediction.npy
row rom-error tiny.npy tiny.npy
