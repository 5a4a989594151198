# What rom-gpfit offers: joint and independent coefficients, reports, kernels, logarithms, choices by left-out cases.
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
alone=(rom-gpfit train-mu.npy xi.npy --coefficients independent)
"${alone[@]}" -o gp.json --report >report.txt
[ "$(wc -l <report.txt)" = 13 ] || fail "the report has not a line for each coefficient"
assert_that 'gp["version"] == 3 and len(gp["coefficients"]) == 12 and gp["logarithmic"] == [False, False]' gp=gp.json
"${alone[@]}" -o - --kernel rbf >rbf.json
assert_that '{c["kernel"] for c in gp["coefficients"]} == {"rbf"}' gp=rbf.json
rom-gpfit train-mu.npy xi.npy -o log.json --log 1 --anisotropic
assert_that 'gp["logarithmic"] == [False, True] and all(len(c["length_scales"]) == 2 for c in gp["coefficients"])' gp=log.json
expect 0 "chosen: " rom-gpfit train-mu.npy xi.npy -o auto.json --kernel auto --noise auto
expect 0 "line.npy: the training parameters lie on a line" rom-gpfit line.npy xi.npy -o x.json
rm x.json

# Joint: from the moments of the cases, unless an option says that coefficients are independent.
rom-gpfit train-mu.npy xi.npy -o joint.json --json >joint-report.json
assert_that 'gp["format"] == "rom-gp-joint" and len(gp["length_scales"]) == 2 and np.shape(gp["moments"]) == (4, 7, 7)
  and gp["noise"] == report["noise"]' gp=joint.json report=joint-report.json
rom-gpfit train-mu.npy xi.npy -o same.json --report | grep -q "^length scales" || fail "no report"
assert_that 'one["weights"] == other["weights"]' one=joint.json other=same.json
rom-gpfit train-mu.npy xi.npy -o none.json --log none
assert_that 'gp["logarithmic"] == [False, False]' gp=none.json
expect 2 "--log is x; it must be auto, none, or positions" rom-gpfit train-mu.npy xi.npy -o x.json --log x
rom-gpfit train-mu.npy xi.npy -o kernel.json --kernel auto --log 0,1
assert_that 'gp["logarithmic"] == [True, True] and gp["log_likelihood"] > 0' gp=kernel.json
for option in "--anisotropic" "--noise fit" "--restarts 3" "--length-bounds 1,10" "--nugget 1e-8"; do
  rom-gpfit train-mu.npy xi.npy -o x.json $option
  assert_that 'gp["format"] == "rom-gp"' gp=x.json
  expect 2 "${option%% *} is one of the options for independent coefficients, but the coefficients are fitted jointly" \
    rom-gpfit train-mu.npy xi.npy -o y.json --coefficients joint $option
done
rm x.json
# Files that are not of one run are refused.
joint=(rom-gpfit train-mu.npy xi.npy --coefficients joint -o x.json)
cp xi.npy kept-xi.npy
"$PYTHON" -c 'import numpy as np; np.save("xi.npy", 1.01 * np.load("xi.npy"))'
other="xi.npy is not the file that xi.json describes .its checksum differs.: make both again with rom-sindy, or, .*, remove xi.json"
expect 1 "$other" rom-gpfit train-mu.npy xi.npy -o edited.json
expect 1 "$other" "${joint[@]}"
mv xi.json kept-xi.json
expect 0 "" rom-gpfit train-mu.npy xi.npy --dt 0.1 -o edited.json
mv kept-xi.json xi.json
cp kept-xi.npy xi.npy
"$PYTHON" -c 'import numpy as np; np.save("xi-moments.npy", 2 * np.load("xi-moments.npy"))'
expect 1 "xi-moments.npy is not the file that xi.json describes .*: make all again with rom-sindy" "${joint[@]}"
rom-gpfit train-mu.npy xi.npy --coefficients independent -q -o edited.json # needs none
rm xi-moments.npy
expect 0 "independent coefficients: there is no xi-moments.npy" rom-gpfit train-mu.npy xi.npy -o edited.json
expect 1 "there is no xi-moments.npy; fit the coefficients again" "${joint[@]}"
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
rom-sindy model/latent.npy --dt 0.1 --threshold 1e-3 -o xi.npy >/dev/null
assert_missing xi-moments.npy
expect 0 "independent coefficients: xi.json names none" rom-gpfit train-mu.npy xi.npy -o edited.json
rom-sindy model/latent.npy --dt 0.1 -o xi.npy >/dev/null
# Numbers that cannot be.
"$PYTHON" - <<'PY'
import json
gp = json.load(open("joint.json"))
for key, value in (("noise", [1.0, -1.0, 1.0]), ("mean_variance", 0), ("amplitude", -1), ("length_scales", [1.0, 0]),
                   ("units", {**gp["units"], "deviation": [1, 0, 1]}), ("moments", gp["moments"][:2])):
    json.dump({**gp, key: value}, open(f"broken-{key}.json", "w"))
PY
by_hand broken-*.json
for broken in broken-*.json; do
  expect 1 "$broken: " rom-predict model train-mu.npy --gp "$broken" --initial train.npy -o x.npy
done
sed 's/"moments_sha256": "[^"]*"/"moments_sha256": 5/' xi.json >odd.json
by_hand odd.json
cp xi.npy odd.npy
cp xi-moments.npy odd-moments.npy
expect 1 "odd.json: .*'moments_sha256'" rom-gpfit train-mu.npy odd.npy -o x.json
mv xi.json kept.json
expect 1 "there is no xi.json; fit the coefficients again" "${joint[@]}" --dt 0.1
mv kept.json xi.json
expect 2 "is where the JSON beside the coefficients goes" rom-sindy model/latent.npy --dt 0.1 -o all.json
assert_missing x.npy
assert_missing x.json

expect 2 "cannot both go to standard output" rom-gpfit train-mu.npy xi.npy -o - --report
expect 2 "there is no parameter 2; there are 2" rom-gpfit train-mu.npy xi.npy -o x.json --log 0,2
expect 1 "leave out --anisotropic" rom-gpfit line.npy xi.npy -o x.json --anisotropic
expect 1 "parameter 1 is -8.0.* has no logarithm" rom-gpfit negative.npy xi.npy -o x.json --log 1
assert_missing x.json
