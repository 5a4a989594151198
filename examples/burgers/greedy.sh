# Greedy sampling, GPLaSDI's workflow: train, find the parameter of which the model is least sure, simulate it, append it,
# from the four corners to BUDGET cases, or until TOLERANCE is kept. Each round goes on from the networks of the last.
# Started again it takes up where it was stopped. The Makefile, which has them for its other models too, exports DT and NETWORK
# (of rom-encode).
#   results/greedy/N  the round of N cases; results/greedy/last is a link to the last
set -euo pipefail
budget=${BUDGET:-16}
out=results/greedy
mkdir -p $out/4
[ -e $out/4/train.npy ] || generate-burgers $out/4/train --amplitude 0.7 0.9 2 --width 0.9 1.1 2
for ((cases = 4; ; ++cases)); do
  round=$out/$cases
  warm=()
  [ "$cases" = 4 ] || warm=(--warm-start $out/$((cases - 1))/model)
  [ -e $round/model/model.json ] || rom-encode $round/train.npy --dt "$DT" $NETWORK "${warm[@]}" --resume -o $round/model
  rom-sindy $round/model/latent.npy --dt "$DT" -o $round/xi.npy >$round/sindy.txt
  rom-gpfit $round/train-mu.npy $round/xi.npy -o $round/gp.json --report >$round/gp.txt
  ln -sfn "$cases" $out/last
  [ "$cases" -lt "$budget" ] || break
  status=0
  rom-sample $round/model results/all-mu.npy --gp $round/gp.json --initial results/all-initial.npy -o $round/std.npy \
    ${TOLERANCE:+--tolerance "$TOLERANCE"} >$round/next.txt || status=$?
  [ $status != 3 ] || break
  [ $status = 0 ] || exit $status
  read -r a w <$round/next.txt
  next=$out/$((cases + 1))
  mkdir -p $next
  generate-burgers $next/new --amplitude "$a" "$a" 1 --width "$w" "$w" 1
  "${PYTHON:-/usr/bin/python3}" ../append.py $next/train $round/train $next/new
done
