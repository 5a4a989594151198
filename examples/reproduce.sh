# Runs all examples and writes ../REPRODUCTION.md from what they made: reproduce.sh, with BIN as the examples take it.
set -euo pipefail
cd "$(dirname "$0")"
revision=$(git describe --always --dirty 2>/dev/null || echo unknown)
# As many models at a time as there are cores, each on one.
publish() { OMP_NUM_THREADS=1 make --no-print-directory -j "$(nproc)" -C "$@"; }
for example in multiscale wake burgers vlasov; do publish $example publish; done
publish vlasov publish-sweeps
publish burgers publish-greedy

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
# Minutes over all runs, since what a stopped or an earlier run has made is not made again.
spent=multiscale/results/reproduce-minutes
echo $((SECONDS / 60)) >>$spent
echo "By $(rom-encode --version), revision $revision, on $(nproc) thread(s) of $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1), in $(paste -sd+ $spent | bc) minutes over $(grep -c . $spent) run(s), finished on $(date -u +%F)." >"$work/made.txt"
cp multiscale/results/{long,large,paper,kappa,activations}.txt "$work"
for example in multiscale wake vlasov burgers; do cp $example/results/defaults.txt "$work/$example-defaults.txt"; done
for example in multiscale wake; do cp $example/results/quadratic.txt "$work/$example-quadratic.txt"; done
for example in wake vlasov burgers; do cp $example/results/table.txt "$work/$example-table.txt"; done
cp vlasov/results/sweep-reduced/{sweep,libraries}.txt "$work"
cp burgers/results/greedy.txt "$work/greedy.txt"
table="${PYTHON:-/usr/bin/python3} table.py"
$table residual \
  --row "multiscale" multiscale/results/mlasdi/stage.txt \
  --row "multiscale, the paper's units" multiscale/results/paper/stage.txt \
  --row "wake, 5 latent variables" wake/results/mlasdi/0/stage.txt \
  --row "the same with sbp24" wake/results/sbp24/0/stage.txt \
  --row "wake, 3 latent variables" "wake/results/three/$(cat wake/results/three-best)/stage.txt" \
  --row "Vlasov" vlasov/results/defaults/0/stage.txt \
  --row "Burgers" burgers/results/defaults/0/stage.txt >"$work/residuals.txt"
# The command lines of a model's stages, from its own record.
commands() {
  echo '```sh'
  for model in "$@"; do sed -n 's/^ *"command": "\(.*\)",$/\1/p' "$model/model.json"; done
  echo '```'
}
commands multiscale/results/{defaults/0/2,single/1,mlasdi/2,large/1,paper-single/1,paper-light/1,paper/2,paper-large/1} >"$work/commands-multiscale.txt"
commands wake/results/{defaults/0/2,gplasdi/0/1,gplasdi-large/0/1,mlasdi/0/2,sbp24/0/2,"three/$(cat wake/results/three-best)/2"} >"$work/commands-wake.txt"
commands vlasov/results/defaults/0/2 >"$work/commands-vlasov.txt"
commands burgers/results/defaults/0/2 >"$work/commands-burgers.txt"
cp reproduction.md ../REPRODUCTION.md
$table publish ../REPRODUCTION.md "$work"/*.txt
