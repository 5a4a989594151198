# Every option that enters a training or a fit makes a difference to it: none is read and forgotten.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem front
"$PYTHON" -c 'import numpy as np; np.save("x.npy", np.linspace(0, 1, 30))'
export SOURCE_DATE_EPOCH=1700000000

# result COMMAND...: what there is to compare. Of a training it is the loss over the epochs of its last stage; of
# rom-sindy and rom-gpfit the output without the lines of provenance that repeat the command.
result() {
  rm -rf out
  case $1 in
    rom-sindy) "$@" -o - 2>said.txt | sha256sum ;;
    rom-gpfit) "$@" -q -o - | grep -v '"command"' ;;
    *) "$@" -q -o out >said.txt && cut -f 2 out/training-"$stage".tsv ;;
  esac
}
# takes COMMAND...: the command to which options are then added; it gives the same result again.
takes() {
  local again
  base=("$@")
  usual=$(result "$@")
  again=$(result "$@")
  [ -n "$usual" ] || fail "$*: no result"
  [ "$again" = "$usual" ] || fail "$*: another result with the same options"
}
# matters OPTION...: another result with each of these options than without. An option and its value are one word.
matters() {
  local option words got
  for option in "$@"; do
    read -ra words <<<"$option"
    got=$(result "${base[@]}" "${words[@]}")
    [ -n "$got" ] || fail "${base[0]} $option: no result"
    [ "$got" != "$usual" ] || fail "${base[0]} $option: the same result as without"
  done
}

stage=1
takes rom-encode train.npy --dt 0.05 --latent 2 --epochs 30
matters "--seed 1" "--hidden 9" "--activation tanh" "--init xavier-normal" "--lr 0.01" "--schedule cosine" \
  "--optimiser adam" "--optimiser lbfgs" "--dynamics-weight 1" "--coefficient-weight 0.1" "--variation-weight 1" "--library quadratic" \
  "--derivative sbp36" "--coordinates mesh" "--basis-tolerance 0.1" "--scale none" "--time-unit 0.3" "--precision double"
takes rom-encode train.npy --dt 0.05 --latent 2 --epochs 300 --precision double --lr 1e-9 # too low a rate for a fall
matters "--schedule plateau"

rom-encode train.npy --dt 0.05 --latent 2 --hidden 8 --epochs 200 -q -o model
takes rom-sindy model/latent.npy --dt 0.05
matters "--derivative sbp36" "--library quadratic" "--threshold 0.5" "--pool 0.1"
rom-sindy model/latent.npy --dt 0.05 -o xi.npy >/dev/null
takes rom-gpfit mu.npy xi.npy
matters "--kernel matern52" "--kernel rbf" "--noise fit" "--log 0" "--nugget 1e-3" "--length-bounds 0.1 0.2"

rom-gpfit mu.npy xi.npy -q -o gp.json
stage=2
takes rom-stage model train.npy --gp gp.json --params mu.npy --epochs 30
matters "--seed 1" "--hidden 9" "--activation tanh" "--init xavier-normal" "--lr 0.02" "--schedule cosine" \
  "--optimiser adam" "--optimiser lbfgs" "--ridge 1e-2" "--kappa 3" "--train-kappa" "--fit-initial"

stage=1
takes rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.05 --latent 2 --adam 10 --bfgs 3
matters "--seed 1" "--hidden 5" "--dynamics-hidden 5" "--activation silu" "--order 2" "--integrator rk2" "--integrator rk4" \
  "--step 0.025" "--time-unit 3" "--direct" "--equilibrium" "--points-per-time 5" "--dynamics-ridge 0.1" "--ridge 0.1" \
  "--lr 0.02" "--marquardt 1" "--muon 2"
