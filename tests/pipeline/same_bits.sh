# A list of runs of every tool that computes makes the same arrays with vectors of 256 bits and with the widest of this
# processor, and names of vectors that it lacks are refused.
source "$ROM_SOURCE/tests/pipeline/common.sh"
ROM_CPU=sse4 expect 2 "ROM_CPU is sse4; it can be avx2 or avx512" rom-info --version
grep -qw avx512dq /proc/cpuinfo || { echo "this processor has one width of vectors only"; exit 77; }

# The tools as they are with one width of vectors.
for width in avx2 avx512; do
  mkdir $width
  for program in "$ROM_BIN"/*; do
    printf '#!/bin/sh\nROM_CPU=%s exec "%s" "$@"\n' $width "$program" >"$width/$(basename "$program")"
  done
  chmod +x $width/*
done
bash "$ROM_SOURCE/tests/same_arrays.sh" avx2 avx512 arrays
