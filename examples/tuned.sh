# What rom-tune makes of the examples that have cases between others: tuned.sh, with BIN and MINUTES as the examples take them. It
# comes after their `make`. The table is for README.md.
set -euo pipefail
cd "$(dirname "$0")"
examples="heat rotation burgers vlasov"
for example in $examples; do make --no-print-directory -C $example tuned; done
table="${PYTHON:-/usr/bin/python3} table.py"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
$table tuned $examples >"$work/tuned.txt"
$table publish README.md "$work/tuned.txt"
