# The two halves of a round of greedy sampling. A round is a folder with the training cases, train.npy and train-mu.npy, that
# gets the model. Started again it takes up where it was stopped.
#   round.sh learn ROUND [MODEL]  trains, from the networks of a model if one is named
#   round.sh choose ROUND         writes next.txt: the candidate of which the model is least sure. Status 3: sure enough
# From the environment:
#   DT, NETWORK  options of rom-encode
#   CANDIDATES   CANDIDATES-mu.npy and CANDIDATES-initial.npy are what there is to choose from
#   TOLERANCE    what is sure enough; nothing if it is not set
set -euo pipefail
trap 'exit 138' USR1 # after what runs has saved itself
trap 'exit 143' TERM
round=$2
case $1 in
learn)
  [ -e "$round/model/model.json" ] || rom-encode "$round/train.npy" --dt "$DT" $NETWORK ${3:+--warm-start "$3"} --resume -o "$round/model"
  rom-sindy "$round/model/latent.npy" --dt "$DT" -o "$round/xi.npy" >"$round/sindy.txt"
  rom-gpfit "$round/train-mu.npy" "$round/xi.npy" -o "$round/gp.json" --report >"$round/gp.txt"
  ;;
choose)
  rom-sample "$round/model" "$CANDIDATES-mu.npy" --gp "$round/gp.json" --initial "$CANDIDATES-initial.npy" -o "$round/std.npy" \
    ${TOLERANCE:+--tolerance "$TOLERANCE"} >"$round/next.txt"
  ;;
esac
