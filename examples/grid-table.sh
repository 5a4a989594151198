# The errors of 21 x 21 cases, of which every fifth in either direction was trained on, as a Markdown table:
# grid-table.sh TITLE FILE... with the tables of rom-error.
set -euo pipefail
echo '| 441 parameters | largest error | mean | median | least | below 2 % | below 1 % | largest at the 25 of the training |'
echo '|---|---|---|---|---|---|---|---|'
while [ $# -gt 0 ]; do
  awk '$1 ~ /^[0-9]/ {print $2, $1 % 21 % 5 == 0 && int($1 / 21) % 5 == 0}' "$2" | sort -g | awk -v title="$1" '
    {e[NR] = $1; sum += $1; two += $1 < 2; one += $1 < 1; if ($2 && $1 > trained) trained = $1}
    END {printf "| %s | %.2f %% | %.2f %% | %.2f %% | %.2f %% | %.0f %% | %.0f %% | %.2f %% |\n",
         title, e[NR], sum / NR, e[(NR + 1) / 2], e[1], 100 * two / NR, 100 * one / NR, trained}'
  shift 2
done
