# Greedy sampling, GPLaSDI's workflow: train, find the parameter of which the model is least sure, simulate it, append it,
# from the four corners to BUDGET cases, or until TOLERANCE is kept. Each round (../round.sh) goes on from the networks of the
# last. Started again it takes up where it was stopped. The Makefile, which has them for its other models too, exports DT and
# NETWORK (of rom-encode). On a cluster: ../slurm.
#   results/greedy/N  the round of N cases; results/greedy/last is a link to the last
set -euo pipefail
budget=${BUDGET:-16}
out=results/greedy
export CANDIDATES=results/all
mkdir -p $out/4
[ -e $out/4/train.npy ] || generate-burgers $out/4/train --amplitude 0.7 0.9 2 --width 0.9 1.1 2
for ((cases = 4; ; ++cases)); do
  round=$out/$cases
  before=$out/$((cases - 1))/model
  [ "$cases" != 4 ] || before=
  bash ../round.sh learn $round $before
  ln -sfn "$cases" $out/last
  [ "$cases" -lt "$budget" ] || break
  status=0
  bash ../round.sh choose $round || status=$?
  [ $status != 3 ] || break
  [ $status = 0 ] || exit $status
  read -r a w <$round/next.txt
  next=$out/$((cases + 1))
  mkdir -p $next
  generate-burgers $next/new --amplitude "$a" "$a" 1 --width "$w" "$w" 1
  "${PYTHON:-/usr/bin/python3}" ../append.py $next/train $round/train $next/new
done
