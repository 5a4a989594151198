#!/usr/bin/env bash
# Whether two builds make the same bytes: same_arrays.sh BIN_BEFORE BIN_AFTER [FOLDER]. Runs a list of trainings, fits and
# predictions of every tool with both, and compares every array. For changes that must not change a number. Generators of the
# data are those of BIN_BEFORE.
set -euo pipefail
before=$(realpath "$1")
after=$(realpath "$2")
work=$(realpath -m "${3:-$(mktemp -d)}")
wake=$(realpath "$(dirname "$0")/../examples/wake/data")
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-2}

make_data() {
  mkdir -p "$work/data" && cd "$work/data"
  "$before/generate-multiscale" multi 1.0 1.4
  "$before/generate-multiscale" all 1.0 1.2 1.4
  "$before/generate-burgers" burgers --amplitude 0.7 0.9 3 --width 0.9 1.1 3
  "$before/generate-adr" adr --cases 12 --signals 0
  "$before/generate-adr" forced --cases 12 --signals 2
  "$before/generate-wave" wave --cases 8
}

# Runs all with the tools of a folder, in a folder of its own.
run_all() {
  PATH=$1:$PATH
  mkdir -p "$work/$2" && cd "$work/$2"
  local d=../data dt=0.0314159 none=()
  encode() { rom-encode "$d/$1.npy" --latent "$2" "${@:4}" -q -o "$3"; }
  dynamics() { rom-sindy "$1/latent.npy" --dt "$2" "${@:4}" -o "$1-xi.npy" >"$1.txt" && rom-gpfit "$d/$3-mu.npy" "$1-xi.npy" -o "$1-gp.json"; }
  stage() { rom-stage "$1" "$d/$2.npy" --gp "$3-gp.json" --params "$d/$2-mu.npy" "${@:5}" -q -o "$4" >"$4.txt"; }
  # Multiscale: defaults, then one thing at a time.
  encode multi 10 m --dt $dt --hidden 200,20 --epochs 60
  dynamics m $dt multi
  stage m multi m m-2 --epochs 60
  stage m-2 multi m m-3 --epochs 20 --optimizer adam --kappa 0.5 --train-kappa
  stage m multi m m-fitted --epochs 10 --fit-initial --optimizer lbfgs
  encode multi 5 m-double --dt $dt --hidden 30 --epochs 30 --precision double --schedule cosine
  encode multi 5 m-mesh --dt $dt --hidden 30 --epochs 20 --coordinates mesh --scale none --time-unit 1 --variation-weight 0
  encode multi 4 m-lbfgs --dt $dt --hidden none --epochs 30 --optimizer lbfgs --derivative sbp48 --precision double
  encode multi 4 m-square --dt $dt --hidden 30 --epochs 20 --library quadratic --schedule plateau
  rom-sindy m-square/latent.npy --dt $dt --library quadratic --simulate square.npy -o square-xi.npy >square.txt
  for f in identity tanh sine relu elu gelu silu sigmoid; do encode multi 3 f-$f --dt $dt --hidden 20 --epochs 5 --activation $f --init xavier-normal; done
  rom-encode $d/all.npy --warm-start m --latent 10 --hidden 200,20 --dt $dt --epochs 10 -q -o m-warm
  rom-encode $d/all.npy --apply m -o applied.npy
  rom-sindy m/latent.npy --dt $dt --pool 1e-3 -o pooled-xi.npy >pooled.txt
  rom-sindy m/latent.npy --dt $dt --threshold 0.05 --derivative sbp36 -o sparse-xi.npy >sparse.txt
  local ask=($d/all-mu.npy --gp m-gp.json --initial $d/all-initial.npy)
  rom-predict m-2 "${ask[@]}" -q -o u.npy --samples 70 --std std.npy --mean mean.npy --quantiles 0.1,0.9 --quantile-file q.npy
  rom-predict m-2 "${ask[@]}" -q -o late.npy --times 1:9:77 --fit-initial
  rom-predict m-2 "${ask[@]}" -q -o latent.npy --latent-only
  rom-error $d/all.npy u.npy --std std.npy --series series.npy >error.txt
  # The wake and Burgers' equation.
  rom-encode "$wake/train.npy" --dt 0.01 --latent 5 --hidden 50 --epochs 60 --derivative sbp24 -q -o w
  rom-sindy w/latent.npy --dt 0.01 --derivative sbp24 -o w-xi.npy >w.txt
  rom-gpfit "$wake/train-mu.npy" w-xi.npy -o w-gp.json
  rom-stage w "$wake/train.npy" --gp w-gp.json --params "$wake/train-mu.npy" --epochs 60 -q -o w-2 >w-2.txt
  encode burgers 5 b --dt 0.001 --hidden 100 --epochs 25
  dynamics b 0.001 burgers --pool 1e-3
  stage b burgers b b-2 --epochs 30
  for kernel in matern52 rbf auto; do
    rom-gpfit $d/burgers-mu.npy b-xi.npy --kernel $kernel --noise auto --anisotropic --log 0 --restarts 3 -q -o b-$kernel.json
    rom-predict b-2 $d/burgers-mu.npy --gp b-$kernel.json --initial initial.npy -q -o b-$kernel.npy 2>/dev/null ||
      { "${PYTHON:-/usr/bin/python3}" -c "import numpy as np; np.save('initial.npy', np.load('$d/burgers.npy', mmap_mode='r')[:, 0])"
        rom-predict b-2 $d/burgers-mu.npy --gp b-$kernel.json --initial initial.npy -q -o b-$kernel.npy; }
  done
  rom-sample --list 0.7:0.9:4,0.9:1.1:3 -o grid.npy
  "${PYTHON:-/usr/bin/python3}" -c "import numpy as np; u = np.load('initial.npy'); np.save('starts.npy', u[np.arange(12) % 9])"
  rom-sample b grid.npy --gp b-gp.json --initial starts.npy --samples 10 -q -o scores.npy >sample.txt
  # Latent dynamics networks.
  local x=(--dt 0.05 --latent 2 --dynamics-hidden 9,9 --hidden 11,11 -q)
  rom-ldnet $d/adr.npy --points $d/adr-x.npy --params $d/adr-mu.npy "${x[@]}" --adam 20 --bfgs 20 --marquardt 4 -o l
  rom-ldnet $d/adr.npy --points $d/adr-x.npy --params $d/adr-mu.npy "${x[@]}" --adam 5 --bfgs 5 --points-per-time 9 --integrator rk2 --step 0.025 -o l-few
  rom-ldnet $d/forced.npy --points $d/forced-x.npy --signals $d/forced-signals.npy "${x[@]}" --adam 5 --bfgs 10 --marquardt 2 --equilibrium --direct --integrator rk4 --ridge 1e-4 --dynamics-ridge 1e-5 -o l-forced
  rom-ldnet $d/wave.npy --points $d/wave-x.npy --params $d/wave-mu.npy --dt 0.02 --order 2 --latent 2 --hidden 11,10 --adam 5 --bfgs 10 --direct --points-per-time 8 -q -o l-wave
  rom-stage l $d/adr.npy --points $d/adr-x.npy --params $d/adr-mu.npy --epochs 20 -q -o l-2 >l-2.txt
  rom-predict l-2 $d/adr-mu.npy --points $d/adr-x.npy -q -o l-u.npy
  rom-predict l-wave $d/wave-mu.npy --points $d/wave-x.npy --times 0:3:31 -q -o l-wave.npy
  rom-predict l-forced --signals $d/forced-signals.npy --latent-only -q -o l-latent.npy
  # Models together and without dynamics, and other shapes and formats.
  rom-ensemble m-2 m-3 --gp m-gp.json m-gp.json -q -o e >e.txt
  rom-predict e $d/all-mu.npy --initial $d/all-initial.npy -q -o e-u.npy
  rom-baseline $d/burgers.npy $d/burgers-mu.npy -q -o base >base.txt
  rom-predict base $d/burgers-mu.npy -q -o base-u.npy
  "${PYTHON:-/usr/bin/python3}" -c "import numpy as np; np.save('lengths.npy', np.array([150, 201]))"
  rom-window $d/multi.npy --lengths lengths.npy -q -o windows.npy
  rom-export u.npy --dt $dt --case 1 -q -o u.npz
  rom-import u.npz -q -o imported.npy
}

[ -d "$work/data" ] || (make_data)
[ -d "$work/before" ] || (run_all "$before" before)
rm -rf "$work/after"
(run_all "$after" after)
cd "$work/before"
count=0
differ=0
while read -r file; do
  count=$((count + 1))
  cmp "$file" "$work/after/$file" || differ=$((differ + 1))
done < <(find . -name '*.npy' | sort)
echo "$count arrays, $differ of them differ"
[ "$differ" = 0 ]
