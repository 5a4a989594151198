# How good and how sure models say they are, and are, over the examples whose training rom-encode does: sure.sh, with BIN as the
# examples take it. The table is for README.md.
set -euo pipefail
cd "$(dirname "$0")"
examples="multiscale wake burgers vlasov heat rotation"
for example in $examples; do OMP_NUM_THREADS=1 make --no-print-directory -j "$(nproc)" -C $example sure; done
table="${PYTHON:-/usr/bin/python3} table.py"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
$table sure $examples >"$work/sure.txt"
$table publish README.md "$work/sure.txt"
