#!/usr/bin/env bash
# Mutation test: would the tests notice a mistake? Applies the patches of tests/mutants/ one by one to a copy of the
# sources, and expects one of the tests that each names to fail.
#   tests/mutants.sh [--all] [NAME...]    all patches, or those named; with --all the whole suite is tried on a mutant
#                                         that its own tests let live
# A patch is a line that says what is wrong, "Tests: " with names of tests/pipeline/*.sh or unit, and what git diff says.
# Exit status 1 if a mutant survives, 2 if a patch does not apply or compile, or a test fails without any.
# ROM_MUTANTS is a folder in which the copy and its build stay for the next time; else they are temporary.
# shellcheck disable=SC2046,SC2086 # names of patches and tests are words
set -euo pipefail
cd "$(dirname "$0")/.."
patches=$PWD/tests/mutants
export ROM_SOURCE PYTHON="${PYTHON:-/usr/bin/python3}" OMP_NUM_THREADS=1 CCACHE_BASEDIR
if [ -n "${ROM_MUTANTS:-}" ]; then
  mkdir -p "$ROM_MUTANTS" && work=$(cd "$ROM_MUTANTS" && pwd)
else
  work=$(mktemp -d "${TMPDIR:-/tmp}/rom-mutants-XXXXXX")
  trap 'rm -rf "$work"' EXIT
fi
ROM_SOURCE=$work/source CCACHE_BASEDIR=$work
export ROM_BIN=$work/build/bin
log=$work/log.txt

all=false
[ "${1:-}" != --all ] || { all=true && shift; }
stop() { echo "mutants: $*" >&2; exit 2; }
description() { sed -n 1p "$patches/$1.patch"; }
tests_of() { sed -n 's/^Tests: //p' "$patches/$1.patch"; }
patched() { sed -n 's|^+++ b/||p' "$patches/$1.patch"; }
# In the order of the files: of two mutants of one file, the first need not be compiled away.
by_file() { for name in "$@"; do echo "$(patched "$name") $name"; done | sort | cut -d ' ' -f 2; }

# build TEST...: the tools, and what these tests need besides
build() {
  local targets=(all)
  if [[ " $* " == *" unit "* ]]; then targets+=(rom-unit-tests); fi
  cmake --build "$work/build" -j "${JOBS:-$(nproc)}" --target "${targets[@]}" >"$log" 2>&1
}
run() {
  if [ "$1" = unit ]; then
    timeout 600 "$ROM_BIN/rom-unit-tests" --abort-after=1
  else
    timeout 600 bash "$ROM_SOURCE/tests/pipeline/$1.sh"
  fi >"$log" 2>&1
}
# first_failure TEST...: its name, or nothing
first_failure() { for test in "$@"; do run "$test" || { echo "$test" && return; }; done; }

[ $# -gt 0 ] || set -- $(cd "$patches" && basename -s .patch -- *.patch)
for name in "$@"; do [ -e "$patches/$name.patch" ] || stop "there is no tests/mutants/$name.patch"; done
names=$(by_file "$@")
named=$(for name in $names; do tests_of "$name"; done | xargs -n 1 | sort -u)

echo "mutants: building in $work"
mkdir -p "$ROM_SOURCE"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp -pu --parents -t "$ROM_SOURCE"
generator=()
if command -v ninja >/dev/null; then generator=(-G Ninja); fi
# Each file by itself, and little optimised: it is compiled more often than it runs.
cmake -S "$ROM_SOURCE" -B "$work/build" "${generator[@]}" -DROM_UNITY=OFF -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O1 \
  -DPython3_EXECUTABLE="$PYTHON" $(command -v mpicxx >"$log" && echo -DROM_MPI=ON) >"$log" 2>&1 || { cat "$log" >&2; stop "cmake failed"; }
build $named || { tail -n 30 "$log" >&2; stop "the sources do not compile"; }
failed=$(first_failure $named)
[ -z "$failed" ] || { tail -n 30 "$log" >&2; stop "$failed fails without any mutant"; }

count=0 survivors=0
for name in $names; do
  tests=$(tests_of "$name")
  patch -p1 -F0 -s -d "$ROM_SOURCE" --dry-run <"$patches/$name.patch" >"$log" 2>&1 ||
    { cat "$log" >&2; stop "$name.patch no longer applies"; }
  cp -p "$ROM_SOURCE/$(patched "$name")" "$work/original"
  patch -p1 -F0 -s -d "$ROM_SOURCE" <"$patches/$name.patch"
  if ! build $tests; then
    tail -n 30 "$log" >&2
    stop "$name does not compile"
  fi
  killer=$(first_failure $tests)
  if [ -z "$killer" ] && $all; then
    killer=$(first_failure $(cd "$ROM_SOURCE/tests/pipeline" && basename -s .sh -- *.sh | grep -vx -e common $(printf -- '-e %s ' $tests)))
  fi
  cp "$work/original" "$ROM_SOURCE/$(patched "$name")" # as new, so that it is compiled again
  count=$((count + 1))
  [ -n "$killer" ] || survivors=$((survivors + 1))
  printf '%-24s %-24s %s\n' "$name" "${killer:-SURVIVED}" "$(description "$name")"
done
echo "$count mutants, $survivors survivors"
[ $survivors = 0 ]
