# From snapshots of six fronts to a reduced model, and its error for a front in between: sh run.sh [SEED]
set -e
seed=${1:-0}
cd "$(dirname "$0")"
mkdir -p results
cd results
"${PYTHON:-/usr/bin/python3}" ../data.py

rom-encode train.npy --dt 0.04 --latent 4 --hidden 50 --seed "$seed" -o model
rom-sindy model/latent.npy --dt 0.04 -o xi.npy
rom-gpfit train-mu.npy xi.npy -o gp.json
rom-stage model train.npy --gp gp.json --params train-mu.npy --seed "$seed" -o model-2

echo "held-out case, one stage:"
rom-predict model test-mu.npy --gp gp.json --initial test-initial.npy -o prediction.npy
rom-error test.npy prediction.npy
echo "held-out case, two stages:"
rom-predict model-2 test-mu.npy --gp gp.json --initial test-initial.npy -o prediction-2.npy
rom-error test.npy prediction-2.npy --max 0.02
