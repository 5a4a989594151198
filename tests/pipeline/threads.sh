# The number of threads changes no byte of what the tools write, nor do many more of them than there are cores.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem many
export SOURCE_DATE_EPOCH=1700000000
for threads in 1 2 3 64; do
  mkdir $threads
  (
    cd $threads
    ln -s ../*.npy .
    export OMP_NUM_THREADS=$threads
    rom-encode train.npy --dt 0.01 --latent 6 --hidden 100 --epochs 20 -q -o model
    rom-sindy model/latent.npy --dt 0.01 -o xi.npy >sindy.txt
    rom-gpfit mu.npy xi.npy -q -o gp.json
    rom-stage model train.npy --gp gp.json --params mu.npy --epochs 10 -q -o model-2 >stage.txt
    rom-predict model-2 mu.npy --gp gp.json --initial initial.npy -o prediction.npy
    rom-encode train.npy --apply model-2 -o latent.npy
    rom-encode train.npy --dt 0.01 --latent 6 --hidden 100 --epochs 20 --batch 3 -q -o model-batch
    rom-stage model train.npy --gp gp.json --params mu.npy --epochs 10 --optimiser adam --batch 3 -q -o model-3 >stage.txt
  )
done
assert_same 1 2
assert_same 1 3
assert_same 1 64

# --threads is the same number.
rom-encode train.npy --dt 0.01 --latent 6 --hidden 100 --epochs 20 --threads 2 -q -o model
assert_same_arrays model 1/model
