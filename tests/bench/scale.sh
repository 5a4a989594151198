# How work scales over ranks: measured, counted, and held against a model, which is scale.py's. Markdown on standard output.
# Usage: ROM_BIN=build/bin PYTHON=/usr/bin/python3 bash tests/bench/scale.sh; of a build with -DROM_MPI=ON.
#   RANKS="1 2 4"   else 1, 2, 4 ... up to the number of cores
#   RUNS=5 POINTS=200000 EPOCHS=300   runs of everything in turn, points of the larger mesh, epochs of a run
set -euo pipefail
export PATH="$ROM_BIN:$PATH"
here=$(cd "$(dirname "$0")" && pwd)
[ -n "$(ldd "$ROM_BIN/rom-encode" | grep libmpi)" ] || { echo "$ROM_BIN is built without MPI" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
runs=${RUNS:-5}
points=${POINTS:-200000}
epochs=${EPOCHS:-300}
ranks=${RANKS:-$(for ((p = 1; p <= $(nproc); p *= 2)); do echo -n "$p "; done)}
load=$(cut -d' ' -f1 /proc/loadavg)
cases=8 times=50 latent=5 hidden=500

export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl_vader_single_copy_mechanism=none
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
on() { if [ "$1" = 1 ]; then "${@:2}"; else mpirun --quiet -np "$@"; fi; }

# encode POINTS RANKS THREADS BATCH EPOCHS
encode() {
  [ -e "field-$1.npy" ] || "$PYTHON" "$here/data.py" cosines "field-$1.npy" $cases $times "$1" 100
  on "$2" rom-encode "field-$1.npy" --dt 0.2 --latent $latent --hidden $hidden --basis-tolerance 1e-3 --batch "$4" --epochs "$5" \
    --threads "$3" -v -o model 2>said || { cat said >&2; return 1; }
}
# said WHAT: seconds, bytes and messages so far, as --verbose tells them when WHAT is done.
said() {
  sed -n "s/^rom-encode: $1 after //p" said | awk '{
    split($0, min, / min /); s = min[2] == "" ? $1 : 60 * $1 + min[2]
    bytes = match($0, /[0-9.]+ MB/) ? 1e6 * substr($0, RSTART, RLENGTH - 3) : 0
    printf "%s %.0f %d\n", s, bytes, match($0, /[0-9]+ messages/) ? substr($0, RSTART, RLENGTH) : 0
  }'
}
basis() { paste -d' ' <(said "basis and coordinates") <(said "checksum of the snapshots") | awk '{print $1 - $4, $2 - $5, $3 - $6}'; }

# Points, ranks, threads: the larger mesh on all ranks, a mesh for each rank, and threads in place of ranks.
for p in $ranks; do
  echo "$points $p 1"
  echo "$((points / 2 * p)) $p 1"
  for n in "$points" "$((points / 2))"; do printf '%s\n' "$n $p 1" "$n 1 $p"; done
done | sort -n | uniq >settings

for ((run = 0; run < runs; ++run)); do
  while read -r n p threads; do
    for batch in all auto; do
      encode "$n" "$p" "$threads" $batch "$epochs" </dev/null
      echo "$n $p $threads $batch $(basis | cut -d' ' -f1) $(tail -n 1 model/training-1.tsv | awk '{print 1e3 * $9 / $1}') $(said "checksum of the snapshots" | cut -d' ' -f1)" >>measured
    done
  done <settings
done
# What is sent in an epoch is the difference of two runs.
awk '$3 == 1 && $2 > 1' settings | while read -r n p threads; do
  for batch in all auto; do
    encode "$n" "$p" 1 $batch "$epochs" </dev/null
    sum=$(said done)
    encode "$n" "$p" 1 $batch $((epochs / 3)) </dev/null
    echo "$n $p $batch $(basis | cut -d' ' -f2-) $sum $(said done)" | awk '{print $1, $2, $3, $4, $5, $7 - $10, $8 - $11}' >>sent
  done
done
rank=$(sed -n 's/^ *"rank": \([0-9]*\).*/\1/p' model/model.json)
{
  printf '%s\n' "cores $(nproc)" "load $load"
  echo "machine $(nproc) cores of $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)$(! grep -q avx512f /proc/cpuinfo || echo ' with AVX-512')"
  echo "gemm $(OMP_NUM_THREADS=1 bench-machine gemm $hidden 128 "$rank")"
  echo "small $(on 2 bench-machine exchange 8)"
  echo "large $(on 2 bench-machine exchange 1000000)"
  printf '%s\n' "cases $cases" "times $times" "latent $latent" "hidden $hidden" "rank $rank" "points $points" "epochs $epochs" "runs $runs"
} >setting
[ -z "${KEEP:-}" ] || cp measured sent setting "$KEEP"
"$PYTHON" "$here/scale.py" report setting measured sent
