# What an interpolated stage must not be mixed up with: other cases, other coefficients, other starts, a training that was stopped;
# signals, damaged files, cases that are all the same or too few.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 3, 31)[:, None], np.linspace(0, 1, 40)
def run(a, w=9):
    return np.cos(2 * x - t) + 0.3 * a * np.exp(-t) * np.sin(w * x)
mu = np.array([[0.5], [0.8], [1.1], [1.4], [1.7]])
u = np.stack([run(*m) for m in mu])
for name, of in (("train", slice(None)), ("few", slice(3)), ("back", slice(None, None, -1)), ("two", slice(2))):
    np.save(f"{name}.npy", u[of])
    np.save(f"{name}-mu.npy", mu[of])
    np.save(f"{name}-initial.npy", u[of][:, 0])
np.save("same.npy", np.stack([u[0]] * 5))
r = np.random.default_rng(0)
many = r.uniform(0.5, 1.5, (60, 3))
np.save("many.npy", np.stack([run(m[0] * m[1], 9 + m[2]) for m in many]))
np.save("many-mu.npy", many)
PY
fitted() { # DATA: model, coefficients
  rom-encode $1.npy --dt 0.1 --latent 2 --hidden none --epochs 100 --precision double -q -o $1
  rom-sindy $1/latent.npy --dt 0.1 -o $1-xi.npy >/dev/null
  rom-gpfit $2-mu.npy $1-xi.npy -q -o $1.json
}
fitted train train
stage=(rom-stage train train.npy --gp train.json --params train-mu.npy)
"${stage[@]}" --interpolation cubic --json -q -o stage >stage.json
assert_that 's["interpolation"] == "cubic"' s=stage.json
cases=(train-mu.npy --initial train-initial.npy)

# Beyond its times draws have what the decoders leave, in its place.
for stages in 1 2; do
  rom-predict stage "${cases[@]}" --gp train.json --times 0:6:61 --stages $stages --samples 200 --std std-$stages.npy -q -o p.npy 2>/dev/null
done
assert_that 'abs(np.median(a[:, 40:] / b[:, 40:]) - 1) < 0.1 and np.median(a[:, 5:30] / b[:, 5:30]) > 1.5' a=std-1.npy b=std-2.npy

# Other cases, by force: a decoder takes them, interpolation does not, and there is no verdict.
for data in few back; do
  other=(rom-stage train $data.npy --gp train.json --params $data-mu.npy --force)
  expect 1 "$data.npy and $data-mu.npy are not the cases of train.json and train" "${other[@]}" --kind interpolation -o x
  "${other[@]}" -q -o forced-$data >table.txt 2>/dev/null
  if grep largest table.txt; then fail "a verdict on other cases"; fi
  assert_that 'm["stages"][1]["training"]["residual_after"] <= m["stages"][1]["training"]["residual_before"]' m=forced-$data/model.json
done

# A fit that is made again is the same; other coefficients are not, unless the stage is not asked for.
rom-gpfit train-mu.npy train-xi.npy -q -o again.json
rom-predict stage "${cases[@]}" --gp again.json -q -o again.npy
rom-gpfit train-mu.npy train-xi.npy --coefficients independent -q -o other.json
expect 1 "other.json has other coefficients than the interpolated stage of stage goes with" rom-predict stage "${cases[@]}" --gp other.json -o x.npy
rom-predict stage "${cases[@]}" --gp other.json -q --latent-only -o latent.npy
rom-sample stage 0.6:1.6:5 --gp other.json --initial train-initial.npy -q >/dev/null

# Trajectories begin as the stage's did.
"${stage[@]}" --interpolation cubic --fit-initial -q -o fit >table.txt
rom-predict fit "${cases[@]}" --gp train.json --fit-initial -q -o - | rom-error train.npy - --max 1e-2 >/dev/null
"$PYTHON" -c '
after = [line.split() for line in open("table.txt") if line.startswith("after  error")]
assert float(after[0][after[0].index("largest") + 1]) < 1, after'
expect 1 "the interpolated stage of fit was made with --fit-initial, and predictions begin otherwise" rom-predict fit "${cases[@]}" --gp train.json -o x.npy
expect 1 "the interpolated stage of stage was made without --fit-initial" rom-predict stage "${cases[@]}" --gp train.json --fit-initial -o x.npy

# A decoder that was stopped is not forgotten.
"${stage[@]}" --kind decoder --epochs 50 --keep-checkpoint -q -o resumed >/dev/null
rm -r resumed
expect 1 "resumed.checkpoint: was made with epochs 50" "${stage[@]}" --resume -o resumed
assert_missing resumed

# Cases that are all the same are no reason to fail; of two cases one determines no line.
fitted same train
for kind in auto decoder interpolation; do
  rom-stage same same.npy --gp same.json --params train-mu.npy --kind $kind -q -o same-$kind >/dev/null
done
fitted two two
rom-stage two two.npy --gp two.json --params two-mu.npy --interpolation cubic -q -o two-2 >table.txt
grep -q "^after  of each .* the others do not determine it$" table.txt || { cat table.txt >&2; fail "no word of what is not determined"; }
if grep -qi nan table.txt; then fail "nan in the table"; fi

# A signal ends it at once.
fitted many many
set -m
rom-stage many many.npy --gp many.json --params many-mu.npy --interpolation gp -q -o signalled >/dev/null &
wait_until_busy $!
kill -TERM $!
status=0
wait $! || status=$?
[ $status = 143 ] || fail "exit status $status after SIGTERM"
assert_missing signalled

damaged() { # PATTERN SED
  rm -rf broken
  cp -r stage broken
  sed -i "$2" broken/model.json
  by_hand broken/model.json
  expect 1 "broken/model.json: .*$1|broken: .*$1" rom-predict broken "${cases[@]}" --gp train.json -o x.npy
}
damaged "'modes' is .*, which is no whole number" 's/"modes": [0-9]*/"modes": 2.5/'
damaged "'modes' is .*, which is no whole number" 's/"modes": [0-9]*/"modes": 1e300/'
damaged "'modes' is .*, which is no whole number" 's/"modes": [0-9]*/"modes": 9223372036854775808/'
damaged "'modes' is -1" 's/"modes": [0-9]*/"modes": -1/'
damaged "do not determine cubic interpolation" 's/\b0.8\b/0.5/'
damaged "parameters and 'logarithmic' do not fit together" 's/^\( *\)"logarithmic": \[/&false,/'
"$PYTHON" -c '
import json
m = json.load(open("stage/model.json"))
s = m["interpolated_stage"]
s["logarithmic"] *= 2
s["parameters"] = [[a[0], a[0] ** 2] for a in s["parameters"]]
json.dump(m, open("broken/model.json", "w"))'
by_hand broken/model.json
expect 1 "broken: its interpolated stage is for parameters of another dimension" rom-predict broken "${cases[@]}" --gp train.json -o x.npy
assert_missing x.npy
assert_missing x
