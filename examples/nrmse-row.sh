# A row of a Markdown table from what rom-error --nrmse printed for several seeds: nrmse-row.sh TITLE FILE...
set -euo pipefail
title=$1
shift
awk '$1 == "all" {print $2, $3}' "$@" | sort -g | awk -v title="$title" '
  {n[NR] = $1; p[NR] = $2}
  function median(v) {return NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}
  END {
    if (NR == 1) printf "| %s | %.2e | %.2e |\n", title, n[1], p[1]
    else printf "| %s | %.2e (%.2e to %.2e, %d seeds) | %.2e |\n", title, median(n), n[1], n[NR], NR, median(p)}'
