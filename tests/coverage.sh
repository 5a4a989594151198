#!/usr/bin/env bash
# The share of lines of lib/ and tools/ that ran, of a build with --coverage whose tests have run: coverage.sh BUILD. Files below
# 95 % are listed; the exit status is 1 if all together are below.
set -euo pipefail
cd "$(dirname "$0")/.."
gcovr --root . --filter 'lib/' --filter 'tools/' --object-directory "$1" --csv "$1/coverage.csv" "$1"
awk -F, 'NR > 1 { lines += $2; run += $3; if ($2 > 0 && $3 < 0.95 * $2) printf "%6.1f %%  %s\n", 100 * $3 / $2, $1 }
  END { printf "%6.1f %%  of %d lines\n", 100 * run / lines, lines; exit run < 0.95 * lines }' "$1/coverage.csv"
