# Speed, measured: figures are medians of several runs, the peer and this project in turn. Markdown on standard output.
# Usage: ROM_BIN=build/bin PYTHON=/usr/bin/python3 bash tests/bench/bench.sh [PART...]; parts: see the last lines.
set -euo pipefail
export PATH="$ROM_BIN:$PATH"
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
runs=${RUNS:-5}
threads=$(nproc)

has() { "$PYTHON" -c "import $1" 2>/dev/null; }
python() { "$PYTHON" "$here/$1" "${@:2}"; }
median() { sort -g "$1" | awk '{v[NR] = $1} END {printf "%.3g", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }
spread() { sort -g "$1" | awk '{v[NR] = $1} END {printf "%.3g to %.3g", v[1], v[NR]}'; }
shown() { [ -s "$1" ] && echo "$(median "$1") ($(spread "$1"))" || echo "not installed"; }
ratio() { [ -s "$1" ] && awk -v a="$(median "$1")" -v b="$(median "$2")" 'BEGIN {printf "%.3g", a / b}' || echo "-"; }
# Seconds that a command takes.
seconds() {
  local begin
  begin=$(date +%s%N)
  "$@" >output.txt 2>&1 || { cat output.txt >&2; return 1; }
  awk -v ns=$(($(date +%s%N) - begin)) 'BEGIN {print ns * 1e-9}'
}
# Milliseconds an epoch, from the history that training writes.
epoch_ms() { tail -n 1 "$1" | awk '{print 1e3 * $9 / $1}'; }
coordinates() { sed -n 's/^ *"rank": \([0-9]*\).*/\1/p' "$1/model.json"; }

# The peer with the threads of OpenMP and of OpenBLAS that serve it best: peer_with "OMP OPENBLAS" SCRIPT ARGUMENT...
peer_with() { OMP_NUM_THREADS=${1% *} OPENBLAS_NUM_THREADS=${1#* } python "${@:2}"; }
# best_threads SCRIPT ARGUMENT...: the setting with the least sum of what the script prints, which are times.
best_threads() {
  local setting
  for setting in "1 1" "1 $threads" "$threads 1" "$threads $threads"; do
    echo "$(peer_with "$setting" "$@" | paste -sd+ | bc -l) $setting"
  done | sort -g | head -n 1 | cut -d' ' -f2-
}

# GFLOP of an epoch: epoch_gflop SNAPSHOTS STAGE WIDTH...: encoder and decoder in stage 1, the decoder in stage 2. Forward,
# gradient by weights, and gradient by inputs but for the first layer.
epoch_gflop() {
  awk -v n="$1" -v stage="$2" -v list="${*:3}" 'BEGIN {
    k = split(list, w, " ")
    for (i = 1; i < k; ++i) all += w[i] * w[i + 1]
    print 2e-9 * n * (stage == 1 ? 6 * all - w[1] * w[2] : 3 * all - w[k] * w[k - 1])
  }'
}

multiscale() {
  [ -e train.npy ] || { generate-multiscale train 1.0 1.4 && generate-multiscale all 1.0 1.2 1.4; }
  dt=0.031415926535897934
}

# epochs NAME SNAPSHOTS-FILE DT HIDDEN LATENT EPOCHS TORCH-EPOCHS RUNS
epochs() {
  local name=$1 file=$2 step=$3 hidden=$4 latent=$5 count=$6 torch=$7 times=$8 run stage setting=""
  ! has torch || setting=$(best_threads epoch_torch.py "$file" "$step" $((torch / 5 + 1)) "$hidden" "$latent")
  rm -f ours-* peer-*
  "$PYTHON" -c "import numpy as np, sys; np.save('mu.npy', np.arange(float(np.load(sys.argv[1], mmap_mode='r').shape[0])))" "$file"
  for ((run = 0; run < times; ++run)); do
    rom-encode "$file" --dt "$step" --latent "$latent" --hidden "$hidden" --epochs "$count" --optimiser adam --batch all -q -o model
    epoch_ms model/training-1.tsv >>ours-1
    rom-sindy model/latent.npy --dt "$step" -o xi.npy >output.txt
    rom-gpfit mu.npy xi.npy -o gp.json
    rom-stage model "$file" --gp gp.json --params mu.npy --epochs "$count" --optimiser adam --batch all -q -o model-2 >output.txt
    epoch_ms model-2/training-2.tsv >>ours-2
    rom-stage model "$file" --gp gp.json --params mu.npy --epochs "$count" -q -o model-2 >output.txt
    epoch_ms model-2/training-2.tsv >>ours-3
    if has torch; then
      peer_with "$setting" epoch_torch.py "$file" "$step" "$torch" "$hidden" "$latent" >peer
      sed -n 1p peer >>peer-1
      sed -n 2p peer >>peer-2
    fi
  done
  paste -d+ ours-1 ours-2 | bc -l >ours-both
  [ ! -s peer-1 ] || paste -d+ peer-1 peer-2 | bc -l >peer-both
  echo "| $name | rom | PyTorch, dense (threads of OpenMP and OpenBLAS: $setting) | ratio |"
  echo "|---|---|---|---|"
  echo "| stage 1, Adam | $(shown ours-1) | $(shown peer-1) | $(ratio peer-1 ours-1) |"
  echo "| stage 2, Adam | $(shown ours-2) | $(shown peer-2) | $(ratio peer-2 ours-2) |"
  echo "| both | $(shown ours-both) | $(shown peer-both) | $(ratio peer-both ours-both) |"
  echo "| stage 2, varpro | $(shown ours-3) | $(shown peer-2) | $(ratio peer-2 ours-3) |"
  echo
  local rank rate
  rank=$(coordinates model)
  IFS=, read -ra widths <<<"$hidden"
  for stage in 1 2; do
    rate=$(bench-machine gemm "${widths[0]}" 128 "$rank")
    epoch_gflop "$("$PYTHON" -c "import numpy as np, sys; print(int(np.prod(np.load(sys.argv[1], mmap_mode='r').shape[:2])))" "$file")" \
      $stage "$rank" "${widths[@]}" "$latent" |
      awk -v ms="$(median ours-$stage)" -v rate="$rate" -v s=$stage -v r="$rank" -v w="${widths[0]}" \
        '{printf "Stage %d in %d coordinates: %.3g GFLOP an epoch, %.3g GFLOP/s, %.0f %% of the %.3g that products of %d x 128 x %d reach here.\n\n", s, r, $1, $1 / ms * 1e3, 100 * $1 / ms * 1e3 / rate, rate, w, r}'
  done
}

part_epoch() {
  echo "## Milliseconds an epoch"
  echo
  multiscale
  epochs "multiscale: 402 snapshots, 600-200-20-10" train.npy $dt 200,20 10 1000 100 "$runs"
  python data.py spectrum vlasov.npy 25 251 4096 228
  epochs "Vlasov's size: 6,275 snapshots, 4096-500-5" vlasov.npy 0.04 500 5 50 2 3
}

# two_stages ROW DT LATENT HIDDEN EPOCHS TORCH-EPOCHS OPTION...: both stages with the defaults, five seeds, from
# train.npy to the errors of train.npy and test.npy; and the peer, of which a few epochs are measured.
two_stages() {
  local row=$1 step=$2 latent=$3 hidden=$4 epochs=$5 torch=$6 seed data each theirs="- | - | -"
  shift 6
  rm -f ours largest-*
  for seed in 0 1 2 3 4; do
    {
      seconds rom-encode train.npy --params train-mu.npy --dt "$step" --latent "$latent" --hidden "$hidden" "$@" --seed $seed -q -o model
      seconds rom-sindy model/latent.npy --dt "$step" -o xi.npy
      seconds rom-gpfit train-mu.npy xi.npy -q -o gp.json
      seconds rom-stage model train.npy --gp gp.json --params train-mu.npy --seed $seed -q -o model-2
    } | paste -sd+ | bc -l >>ours
    for data in train test; do
      rom-predict model-2 $data-mu.npy --gp gp.json --initial $data-initial.npy -q -o - | rom-error $data.npy - |
        awk '$1 == "all" {print $2}' >>largest-$data
    done
  done
  if has torch; then
    each=$(peer_with "$(best_threads epoch_torch.py train.npy "$step" $((torch / 5 + 1)) "$hidden" "$latent")" \
      epoch_torch.py train.npy "$step" "$torch" "$hidden" "$latent" | paste -sd+ | bc -l)
    theirs=$(awk -v ms="$each" -v s="$(median ours)" -v n="$epochs" \
      'BEGIN {printf "%.3g | %.0f | ", ms, 1e3 * s / ms; if (n > 0) printf "%.2g for %d", 1e-3 * ms * n / 3600, n; else printf "-"}')
  fi
  echo "| $row | $(shown ours) | $(shown largest-train) | $(shown largest-test) | $theirs |"
}

# network ROW: five seeds of the first problem of examples/adr.
network() {
  local seed theirs="- | -" peer=(train.npy train-x.npy train-mu.npy 0.05 2 9,9 11,11)
  generate-adr train --cases 100 -q
  generate-adr test --cases 100 --seed 1 -q
  rm -f ours errors
  for seed in 0 1 2 3 4; do
    seconds rom-ldnet train.npy --points train-x.npy --params train-mu.npy --dt 0.05 --latent 2 --dynamics-hidden 9,9 \
      --hidden 11,11 --seed $seed -q -o ldnet >>ours
    rom-predict ldnet test-mu.npy --points test-x.npy -q -o - | rom-error test.npy - --nrmse | awk '$1 == "all" {print $2}' >>errors
  done
  if has torch; then
    theirs=$(peer_with "$(best_threads ldnet_torch.py "${peer[@]}" 1)" ldnet_torch.py "${peer[@]}" 5 |
      awk -v s="$(median ours)" '{printf "%.3g | %.0f", $1, 1e3 * s / $1}')
  fi
  echo "| $1 | $(shown ours) | $(shown errors) | $theirs |"
}

part_error() {
  echo "## From snapshots to two stages, with the defaults"
  echo
  echo "Seconds from the start of \`rom-encode\` to the end of \`rom-stage\`, five seeds; the largest error of eq. (25) over cases and"
  echo "times. PyTorch: the milliseconds of an epoch of either stage together, dense; how many of both it has in the same time; and"
  echo "hours, extrapolated, for as many epochs of each as the papers have."
  echo
  echo "| problem | rom, s | training cases, % | test cases, % | PyTorch, ms | epochs in the same time | hours for the papers' epochs |"
  echo "|---|---|---|---|---|---|---|"
  multiscale
  generate-multiscale test 1.2
  two_stages "multiscale, 2 cases and 1" $dt 10 200,20 10000 100
  local data="$here/../../examples/wake/data" grid
  cp "$data"/train*.npy "$data"/test*.npy .
  two_stages "wake, 2 cases and 1" 0.01 5 50 2500 100
  grid=(--amplitude 0.7 0.9 5 --width 0.9 1.1 5)
  generate-burgers train "${grid[@]}"
  generate-burgers test "${grid[@]/#5/21}"
  two_stages "Burgers, 25 cases and 441" 0.001 5 100 10000 2
  grid=(--temperature 0.9 1.1 5 --wavenumber 1.0 1.2 5)
  generate-vlasov train "${grid[@]}"
  generate-vlasov test "${grid[@]/#5/21}"
  two_stages "Vlasov, 25 cases and 441" 0.02 5 500 25000 2 --basis-tolerance 3e-3
  generate-heat train --diffusivity 0.005 0.05 4 --width 0.03 0.12 4
  generate-heat test --diffusivity 0.005 0.05 9 --width 0.03 0.12 9
  two_stages "heat, 16 cases and 81" 0.01 3 100 0 20
  generate-rotation train --speed 0.5 1.5 7
  generate-rotation test --speed 0.5833333333333333 1.4166666666666667 6
  two_stages "rotation, 7 cases and 6" 0.01 4 100 0 5
  rm train*.npy test*.npy
  echo
  echo "A latent dynamics network with the defaults; the error is the NRMSE of test cases. PyTorch: an iteration of Adam."
  echo
  echo "| problem | rom, s | test cases | PyTorch, ms | iterations in the same time |"
  echo "|---|---|---|---|---|"
  network "advection, diffusion, reaction, 100 cases and 100"
  rm train*.npy test*.npy
  echo
}

part_gp() {
  echo "## Gaussian processes: seconds to fit"
  echo
  echo "| problem | rom-gpfit, start to exit | scikit-learn, the fits alone | ratio | log likelihoods, theirs and ours |"
  echo "|---|---|---|---|---|"
  local cases dimensions coefficients run
  while read -r cases dimensions coefficients; do
    python data.py gp gp "$cases" "$dimensions" "$coefficients"
    rm -f ours peer
    for ((run = 0; run < runs; ++run)); do
      seconds rom-gpfit gp-mu.npy gp-xi.npy --dt 1 --length-bounds 1e-5 1e5 -o gp.json >>ours
      ! has sklearn || python gp_sklearn.py gp gp.json >>peer
    done
    echo "| $coefficients coefficients of $cases cases | $(shown ours) | $(shown peer) | $(ratio peer ours) | $([ ! -s peer ] || tail -n 1 peer | cut -d' ' -f2,3) |"
  done <<<"2 1 110
25 2 30"
  echo
}

part_predict() {
  echo "## Prediction: 100 parameters, 251 times, 4,096 points, two stages of 5-500-4096, to a file"
  echo
  [ -e vlasov.npy ] || python data.py spectrum vlasov.npy 25 251 4096 228
  "$PYTHON" -c "
import numpy as np
u = np.load('vlasov.npy', mmap_mode='r')
np.save('mu.npy', np.arange(25.0)); np.save('many-mu.npy', np.linspace(0, 24, 100)); np.save('many-initial.npy', u[np.arange(100) % 25, 0])"
  rom-encode vlasov.npy --dt 0.04 --latent 5 --hidden 500 --epochs 100 --optimiser adam --batch all -q -o model
  rom-sindy model/latent.npy --dt 0.04 -o xi.npy >output.txt
  rom-gpfit mu.npy xi.npy -o gp.json
  rom-stage model vlasov.npy --gp gp.json --params mu.npy --epochs 25 -q -o model-2 >output.txt
  local predict=(rom-predict model-2 many-mu.npy --gp gp.json --initial many-initial.npy -q) run bytes
  "${predict[@]}" --latent-only -o latent.npy
  rm -f ours peer write disk
  local setting=""
  ! has torch || setting=$(best_threads predict_torch.py latent.npy 5,500,4096 torch.npy)
  for ((run = 0; run < runs; ++run)); do
    rm -f prediction.npy
    seconds "${predict[@]}" -o prediction.npy >>ours
    bytes=$(stat -c %s prediction.npy)
    rm -f prediction.npy written
    bench-machine write written "$bytes" >times
    cut -d' ' -f1 times >>write
    cut -d' ' -f2 times >>disk
    rm -f written
    ! has torch || peer_with "$setting" predict_torch.py latent.npy 5,500,4096 torch.npy >>peer
    rm -f torch.npy
  done
  echo "rom-predict, start to exit: $(shown ours) s for $((bytes / 1000000)) MB. Writing as many bytes from memory: $(shown write) s,"
  echo "ratio $(ratio ours write); until they are on the disk $(shown disk) s, ratio $(ratio ours disk). The lift alone, 46 GFLOP"
  echo "in 225 coordinates, takes $(bench-machine gemm 4096 64 225 | awk '{printf "%.2g", 46 / $1}') s at the rate that such products reach here."
  echo "PyTorch, decoding and np.save alone: $(shown peer) s, ratio $(ratio peer ours)."
  echo
}

part_ldnet() {
  echo "## Latent dynamics networks: milliseconds an iteration of Adam, in double precision"
  echo
  echo "| 100 cases of 101 times and 100 points, 352 weights | rom-ldnet | PyTorch | ratio |"
  echo "|---|---|---|---|"
  generate-adr advection --cases 100 -q
  local run peer=(advection.npy advection-x.npy advection-mu.npy 0.05 2 9,9 11,11) setting=""
  ! has torch || setting=$(best_threads ldnet_torch.py "${peer[@]}" 1)
  rm -f ours peer
  for ((run = 0; run < runs; ++run)); do
    rom-ldnet advection.npy --points advection-x.npy --params advection-mu.npy --dt 0.05 --latent 2 --dynamics-hidden 9,9 \
      --hidden 11,11 --adam 50 --batch all --bfgs 0 --marquardt 0 -q -o ldnet
    tail -n 1 ldnet/training-1.tsv | awk '{print 1e3 * $6 / $1}' >>ours
    ! has torch || peer_with "$setting" ldnet_torch.py "${peer[@]}" 5 >>peer
  done
  echo "| the advection-diffusion-reaction problem | $(shown ours) | $(shown peer) | $(ratio peer ours) |"
  echo
}

part_growth() {
  echo "## How an epoch of stage 1 grows: milliseconds, one run"
  echo
  echo "| varied | mesh points | snapshots | hidden | latent | coordinates | basis, s | ms an epoch |"
  echo "|---|---|---|---|---|---|---|---|"
  local what size cases hidden latent begin
  while read -r what size cases hidden latent; do
    python data.py waves field.npy "$cases" 51 "$size"
    rom-encode field.npy --dt 0.12 --latent "$latent" --hidden "$hidden" --epochs 200 --optimiser adam --batch all -q -o model
    begin=$(seconds rom-encode field.npy --dt 0.12 --latent "$latent" --hidden "$hidden" --epochs 1 --optimiser adam --batch all -q -o once)
    echo "| $what | $size | $((cases * 51)) | $hidden | $latent | $(coordinates model) | $(printf %.3g "$begin") | $(epoch_ms model/training-1.tsv | awk '{printf "%.3g", $1}') |"
    rm field.npy
  done <<<"mesh 4096 4 100 5
mesh 65536 4 100 5
mesh 1048576 4 100 5
mesh 4194304 4 100 5
snapshots 4096 16 100 5
snapshots 4096 64 100 5
width 4096 4 400 5
width 4096 4 1600 5
latent 4096 4 100 10
latent 4096 4 100 12"
  echo
}

part_start() {
  echo "## Milliseconds to start, median of 21 runs"
  echo
  "$PYTHON" -c "
import numpy as np
angle = np.arange(5) * np.array([[1.0], [1.1]])
np.save('tiny.npy', np.stack([np.cos(angle), np.sin(angle)], axis=2) @ np.eye(2, 4))
np.save('tiny-mu.npy', np.arange(2.0)); np.save('tiny-initial.npy', np.eye(2, 4)[[0, 0]])"
  rom-encode tiny.npy --dt 1 --latent 2 --hidden 3 --epochs 1 -q -o tiny
  rom-sindy tiny/latent.npy --dt 1 -o tiny-xi.npy >output.txt
  rom-gpfit tiny-mu.npy tiny-xi.npy -o tiny-gp.json
  start_ms() { for _ in $(seq 21); do seconds "$@"; done | awk '{print 1e3 * $1}' >start && median start; }
  echo "| tool | --help | a tiny file |"
  echo "|---|---|---|"
  row() { echo "| $1 | $(start_ms "$1" --help) | $(start_ms "$@") |"; }
  row rom-encode tiny.npy --dt 1 --latent 2 --hidden 3 --epochs 1 -q -o tiny
  row rom-sindy tiny/latent.npy --dt 1 -o tiny-xi.npy
  row rom-gpfit tiny-mu.npy tiny-xi.npy -o tiny-gp.json
  row rom-stage tiny tiny.npy --gp tiny-gp.json --params tiny-mu.npy --epochs 1 -q -o tiny-2
  row rom-predict tiny tiny-mu.npy --gp tiny-gp.json --initial tiny-initial.npy -o tiny-prediction.npy
  row rom-error tiny.npy tiny.npy
  echo
}

# at_once N COMMAND...: so many of the command at the same time, OUT in it replaced by a name of each one's own.
at_once() {
  local n=$1 k running=()
  shift
  for ((k = 1; k <= n; ++k)); do
    "${@/OUT/out-$k}" &
    running+=($!)
  done
  for k in "${running[@]}"; do wait "$k" || return 1; done
}

part_shared() {
  echo "## Programs at the same time, all with all cores: seconds until the last has ended"
  echo
  echo "| | one | two | over one | four | over one |"
  echo "|---|---|---|---|---|---|"
  multiscale
  generate-adr advection --cases 100 -q
  rom-ldnet advection.npy --points advection-x.npy --params advection-mu.npy --dt 0.05 --latent 2 --dynamics-hidden 9,9 \
    --hidden 11,11 --adam 20 --bfgs 0 --marquardt 0 -q -o ldnet >output.txt
  "$PYTHON" -c "import numpy as np; np.save('many-mu.npy', np.tile(np.load('advection-mu.npy'), (6, 1)))"
  local run n name command
  while IFS='|' read -r name command; do
    rm -f ours-*
    read -ra command <<<"$command"
    for ((run = 0; run < runs; ++run)); do
      for n in 1 2 4; do seconds at_once $n "${command[@]}" >>ours-$n; done
    done
    echo "| $name: \`${command[0]}\` | $(shown ours-1) | $(shown ours-2) | $(ratio ours-2 ours-1) | $(shown ours-4) | $(ratio ours-4 ours-1) |"
  done <<<"1,500 epochs of the multiscale problem|rom-encode train.npy --dt $dt --latent 10 --hidden 200,20 --epochs 1500 --optimiser adam --batch all -q -o OUT
a latent dynamics network at 60,600 sets of points|rom-predict ldnet many-mu.npy --points advection-x.npy -q -o OUT.npy"
  echo
}

echo "# Speed"
echo
echo "Made by \`make bench\`; each part says on which machine. Medians, in brackets the spread, of $runs runs"
echo "unless it says otherwise; the peer runs in turn with this project. These machines are noisy: ratios hold, seconds do not."
echo "PyTorch has the BLAS that it comes with, and the threads that serve it best."
torch=$(has torch && "$PYTHON" -c 'import torch; print(torch.__version__.split("+")[0])' || true)
echo
# The parts that are not asked for are kept as an earlier run left them.
kept() { awk -v start="<!-- $1 -->" '$0 == start {on = 1; print; next} /^<!-- [a-z]* -->$/ {on = 0} on' "$here/RESULTS.md"; }
machine="$threads cores of $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)$(! grep -q avx512f /proc/cpuinfo || echo ' with AVX-512')"
parts="epoch error gp predict ldnet growth start shared"
asked=" ${*:-$parts} "
for part in $parts; do
  if [[ $asked == *" $part "* ]]; then
    echo "<!-- $part -->"
    part_$part
    case $part in epoch | error | predict | ldnet) peer=${torch:+, with PyTorch $torch} ;; *) peer= ;; esac
    echo "Measured on $machine$peer."
    echo
  else
    kept $part
  fi
done
