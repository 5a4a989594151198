#!/usr/bin/env bash
# What the top level has; the folders of the library and the order in which they may include one another; tools are thin.
set -euo pipefail
cd "${ROM_SOURCE:-$(dirname "$0")/..}"

# From the ground up; those of one line may include each other.
order=("base" "npy optimise network dynamics" "snapshots gp exchange" "mlasdi ldnet" "prediction evaluation" "files" "plot" "query" "cli")
declare -A level
for k in "${!order[@]}"; do
  for name in ${order[k]}; do level[$name]=$k; done
done
wrong=0
complain() { echo "$*" >&2; wrong=1; }

top=" examples lib man tests tools CMakeLists.txt Makefile README.md CHANGELOG.md CITATION.cff CONTRIBUTING.md LICENSE REPRODUCTION.md "
for name in $(git ls-files 2>/dev/null | cut -d/ -f1 | sort -u); do
  [[ $name == .* || $top == *" $name "* ]] || complain "$name has no place at the top level"
done

for folder in lib/rom/*/; do
  name=$(basename "$folder")
  [ -n "${level[$name]:-}" ] || complain "this test does not know lib/rom/$name"
done
while IFS=: read -r file _ line; do
  from=$(cut -d/ -f3 <<<"$file")
  to=$(sed -E 's/.*"rom\/([a-z]+)\/.*/\1/' <<<"$line")
  [ "$to" != "$line" ] || continue
  [ "${level[$to]:-99}" -le "${level[$from]}" ] || complain "$file includes $to, which stands above $from"
  case $from-$to in exchange-base | exchange-npy | exchange-exchange) ;; exchange-* | *-exchange) complain "$file includes $to: exchange stands beside the models" ;; esac
  case $from-$to in ldnet-mlasdi | mlasdi-ldnet | gp-network) complain "$file includes $to: $from does not know it" ;; esac
done < <(grep -rn '#include "rom/' lib/rom --include='*.h' --include='*.cpp')

# What users of the library see stands by itself, and what is behind it does without the terminal.
if grep -nE '#include ("rom/|<Eigen|<nlohmann)' lib/romtools/{export,predict,predict_c}.h >&2; then
  complain "a public header needs what is not installed"
fi
if grep -nE '#include "rom/(cli|exchange)/' -r lib/romtools >&2; then complain "lib/romtools knows the terminal"; fi

# Loops over cases are base's; the parser, JSON and the terminal have one place each.
only_in() {
  local pattern=$1 where=$2 what=$3
  while read -r file; do complain "$file: $what belongs into $where"; done < <(grep -rlE "$pattern" lib tools | grep -v "^$where" || true)
}
only_in '#pragma omp (parallel|for|critical|ordered)|#include <(thread|pthread.h)>' lib/rom/base/parallel.cpp 'a thread'
only_in '#include <CLI/' lib/rom/cli/options.cpp 'the command line parser'
only_in '#include <nlohmann/' lib/rom/files/ 'JSON'

for tool in tools/rom-*.cpp; do
  [ "$(wc -l <"$tool")" -le 120 ] || complain "$tool has more than 120 lines"
  if grep -nE '\.(transpose|cwise[A-Z]|colwise|rowwise|array|noalias|middleCols|norm|dot)[A-Za-z]*\(|#pragma' "$tool" >&2; then
    complain "$tool computes; that belongs into the library"
  fi
  [ -f "man/$(basename "$tool" .cpp).1" ] || complain "$tool has no manual page"
done
exit $wrong
