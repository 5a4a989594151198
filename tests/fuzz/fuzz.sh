#!/usr/bin/env bash
# Runs the fuzzers in BUILD/fuzz, side by side, SECONDS in all: bash tests/fuzz/fuzz.sh BUILD SECONDS JOBS [NAME...]
# What they try lasts from run to run in BUILD/corpus; what they find wrong goes to BUILD/findings, with the exit status 1.
# With sanitizers they begin with what those without found, in BUILD-plain.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
build=$(realpath "$1") seconds=$2 jobs=$3
shift 3
names=("$@")
[ $# -gt 0 ] || mapfile -t names < <(cd "$build/fuzz" && printf '%s\n' fuzz-* | sed 's/^fuzz-//')

# The folders of the targets are in memory, if there is such a place.
TMPDIR=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$TMPDIR"' EXIT
export here build TMPDIR share=$((seconds * jobs / ${#names[@]}))
export OMP_NUM_THREADS=1 ASAN_OPTIONS=quarantine_size_mb=8:handle_abort=1 UBSAN_OPTIONS=print_stacktrace=1
mkdir -p "$build/findings"

fuzz() {
  local name=$1 corpus=$build/corpus/$1 log=$TMPDIR/$1.log seeds=() dictionary=() status=0
  mkdir -p "$corpus"
  for folder in "$here"/{corpus,regressions,files}/"$name" "$build-plain/corpus/$name"; do [ ! -d "$folder" ] || seeds+=("$folder"); done
  [ ! -d "$here/files/$name" ] || dictionary=(-dict="$here/json.dict")
  "$build/fuzz/fuzz-$name" -max_total_time="$share" -timeout=10 -malloc_limit_mb=256 -rss_limit_mb=640 -max_len=32768 \
    -print_final_stats=1 -print_funcs=0 -artifact_prefix="$build/findings/$name-" "${dictionary[@]}" "$corpus" "${seeds[@]}" \
    >"$log" 2>&1 || status=1
  awk -v name="$name" -v status=$status '
    /number_of_executed_units/ { runs = $2 } /average_exec_per_sec/ { rate = $2 } /peak_rss_mb/ { peak = $2 }
    / cov: / { for (k = 1; k < NF; ++k) if ($k == "cov:") edges = $(k + 1) }
    END { printf "%-14s%12d runs%9d a second%8d edges%6d MB  %s\n", name, runs, rate, edges, peak,
          status ? "FAILED" : "nothing found" }' "$log"
  [ $status = 0 ] || { grep -vE '^#[0-9]|^INFO|^stat::' "$log" | tail -n 60 >&2; }
  return $status
}
export -f fuzz
printf '%s\n' "${names[@]}" | xargs -P "$jobs" -I{} bash -c 'fuzz {}' || exit 1
