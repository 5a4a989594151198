# Every command of README.md and of the manual pages, and the example of every --help, does what it says on data of these names:
# a page is a session, from top to bottom, in a folder of its own. Trainings are cut short.
source "$ROM_SOURCE/tests/pipeline/common.sh"
mkdir bin
for tool in "$ROM_BIN"/rom-*; do ln -s "$work/wrapped" "bin/$(basename "$tool")"; done
cat >wrapped <<'WRAPPED'
#!/usr/bin/env bash
tool=$(basename "$0") arguments=("$@") status=0
has() { [[ " ${arguments[*]} " == *" $1"[\ =]* ]]; }
put() { # NAME VALUE: in place of the option's own, or as well
  local k
  for k in "${!arguments[@]}"; do [ "${arguments[k]}" != "$1" ] || { arguments[k + 1]=$2; return; }; done
  arguments+=("$1" "$2")
}
case $tool in
  rom-encode) if has --minutes; then put --minutes 0.02; elif ! has --apply; then put --epochs 100; fi ;;
  rom-stage) ! has --kind || put --epochs 50 ;;
  rom-ldnet) put --adam 2; put --bfgs 5 ;;
  rom-tune) has --gather || has --tasks || put --minutes 0.3; ! has --points || put --with "--equilibrium --adam 2 --bfgs 3" ;;
  rom-sample) [ ! -e enough ] || put --tolerance 1e9 ;; # the loop ends in its second round
esac
"$ROM_BIN/$tool" "${arguments[@]}" || status=$?
echo "$tool" >>"$ROM_RAN"
[ $tool = rom-error ] && [ $status = 3 ] && status=0 # of so short a training the error may be large
exit $status
WRAPPED
# What else the pages run.
printf '#!/bin/sh\nexec "%s" "$@"\n' "$PYTHON" >bin/python3
for launcher in srun mpirun; do printf '#!/bin/sh\nuntil [ -x "$ROM_BIN/$1" ]; do shift; done\nexec "$@"\n' >bin/$launcher; done
printf '#!/bin/sh\nhead -n 2 | sh -e\n' >bin/parallel
printf '#!/bin/sh\nexec python3 -c "import json, sys; print(json.load(sys.stdin)%s)"\n' "['left_out']['largest']" >bin/jq
cat >bin/simulate_and_append <<'APPEND'
#!/usr/bin/env python3
import sys
sys.path.insert(0, "")
from solver import *
mu = np.array([sys.argv[1:]], float)
np.save("train.npy", np.concatenate([np.load("train.npy"), waves(mu, t, np.linspace(0, 1, 30)).astype("f4")]))
np.save("mu.npy", np.concatenate([np.load("mu.npy"), mu]))
s = np.load("s.npy")
np.save("s.npy", np.concatenate([s, s[:1]]))
open("enough", "w")
APPEND
chmod +x wrapped bin/*
export PATH="$work/bin:$PATH" ROM_RAN="$work/ran.txt" SLURM_CPUS_PER_TASK=1
rom-import --formats >formats.txt
has_format() { grep -q "^$1 .*yes$" "$work/formats.txt"; }
"$PYTHON" -c 'import h5py' 2>no.txt && has_format HDF5 && h5=1 || h5=
"$PYTHON" -c 'import netCDF4' 2>no.txt && has_format NetCDF && netcdf=1 || netcdf=
# needed FILE: drops lines that need what is not there.
needed() {
  local without=()
  [ $h5 ] || without+=(-e 'out\.h5' -e '\.xdmf')
  [ $netcdf ] || without+=(-e '\.nc\b')
  command -v gnuplot >"$work/which.txt" || without+=(-e '^ *rom-plot' -e '^ *rom-report')
  has_format "NumPy archive" || without+=(-e 'mesh\.npz')
  without+=(-e '\.pvd' -e 'step-\*\.vtu') # Python writes none here; import_mesh.sh has them
  grep -v "${without[@]}" "$1" || true
}
run_page() { # PAGE: a session
  local page=$1 block number=0 status
  mkdir "$work/session"
  cd "$work/session"
  "$PYTHON" "$ROM_SOURCE/tests/pipeline/commands.py" data "$page"
  before=$work/before-$(basename "$page").sh
  [ ! -e "$before" ] || bash -e "$before" >../said.txt 2>&1 || { cat ../said.txt >&2; fail "what comes before $page"; }
  while IFS= read -r -d '' block; do
    number=$((number + 1))
    printf '%s\n' "$block" >block.sh
    needed block.sh >lines.sh
    status=0
    bash -e -o pipefail lines.sh >../said.txt 2>&1 </dev/null || status=$?
    [ $status = 0 ] || { cat lines.sh ../said.txt >&2; fail "block $number of $page: status $status"; }
  done < <("$PYTHON" "$ROM_SOURCE/tests/pipeline/commands.py" "$ROM_SOURCE" "$page" && printf '\0')
  [ $number -gt 0 ] || fail "$page has no commands"
  tool=$(basename "$page" .1)
  if [ -x "$ROM_BIN/$tool" ]; then
    "$ROM_BIN/$tool" --help | sed -n '/^Example:/,/^$/{/^  /p;}' | needed /dev/stdin >example.sh
    bash -e -o pipefail example.sh >../said.txt 2>&1 </dev/null || { cat example.sh ../said.txt >&2; fail "the example of $tool --help"; }
  fi
  cd "$work"
  rm -r session
}

# What the pages of single tools take from those before.
model='rom-encode train.npy --dt 0.02 --latent 5 -q -o model; rom-sindy model/latent.npy --dt 0.02 -o xi.npy; rom-gpfit mu.npy xi.npy -q -o gp.json'
stage='rom-stage model train.npy --gp gp.json --params mu.npy --kind decoder -q -o model-2'
for page in gpfit sindy sample stage plot; do echo "$model" >before-rom-$page.1.sh; done
echo "$model; $stage" | tee before-rom-info.1.sh before-rom-predict.1.sh >before-rom-report.1.sh
echo 'rom-baseline train.npy mu.npy --dt 0.02 -q -o baseline; rom-ensemble model baseline --gp gp.json -q -o ensemble
rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.05 --latent 2 -q -o ldnet' >>before-rom-predict.1.sh
[ $# -gt 0 ] || set -- README.md man/rom.7 man/rom-guide.7 man/rom-hpc.7 $(cd "$ROM_SOURCE" && ls man/*.1)
for page in "$@"; do run_page "$page"; done
