# --memory bounds what a tool takes; what needs more ends with a word, and nothing is written.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" -c "
import numpy as np
np.save('train.npy', np.random.default_rng(0).standard_normal((3, 6, 1000000)).astype('f4'))"
train="rom-encode train.npy --dt 0.1 --latent 1 --hidden 3 --epochs 1 -q --threads 1"
expect 2 "--memory is much; it must be a size such as 500M or 2G" $train --memory much -o model
expect 1 "the POD basis, of 17 modes, would take 0.136 GB but there are 0.126; raise --basis-tolerance, or share it among ranks" \
  $train --basis-tolerance 1e-3 --memory 120M -o model
expect 1 "out of memory: what was asked for does not fit into 0.00524 GB" $train --memory 5M -o model
assert_missing model
# With more modes left out less is enough, and the limit is kept: as much as without it, in bytes.
$train --basis-tolerance 0.45 -o free 2>free.txt
$train --basis-tolerance 0.45 --memory 400M -v -o model 2>said.txt
assert_same_arrays free model
