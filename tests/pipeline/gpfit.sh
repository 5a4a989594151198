# What rom-gpfit offers: a line of report for each coefficient, kernels, logarithms, choices by left-out cases.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem speeds
rom-encode train.npy --dt 0.1 --latent 3 --hidden 20 --epochs 300 -q -o model
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
"$PYTHON" - <<'PY'
import numpy as np
line = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [4.0, 8.0]])
np.save("line.npy", line)
np.save("negative.npy", line * [1, -1])
PY
rom-gpfit train-mu.npy xi.npy -o gp.json --report >report.txt
[ "$(wc -l <report.txt)" = 13 ] || fail "the report has not a line for each coefficient"
assert_that 'gp["version"] == 2 and len(gp["coefficients"]) == 12 and gp["logarithmic"] == [False, False]' gp=gp.json
rom-gpfit train-mu.npy xi.npy -o - --kernel rbf >rbf.json
assert_that '{c["kernel"] for c in gp["coefficients"]} == {"rbf"}' gp=rbf.json
rom-gpfit train-mu.npy xi.npy -o log.json --log 1 --anisotropic
assert_that 'gp["logarithmic"] == [False, True] and all(len(c["length_scales"]) == 2 for c in gp["coefficients"])' gp=log.json
expect 0 "chosen: " rom-gpfit train-mu.npy xi.npy -o auto.json --kernel auto --noise auto
expect 0 "line.npy: the training parameters lie on a line" rom-gpfit line.npy xi.npy -o x.json
rm x.json

expect 2 "cannot both go to standard output" rom-gpfit train-mu.npy xi.npy -o - --report
expect 2 "there is no parameter 2; there are 2" rom-gpfit train-mu.npy xi.npy -o x.json --log 0,2
expect 1 "leave out --anisotropic" rom-gpfit line.npy xi.npy -o x.json --anisotropic
expect 1 "parameter 1 is -8.0.* and has no logarithm" rom-gpfit negative.npy xi.npy -o x.json --log 1
assert_missing x.json
