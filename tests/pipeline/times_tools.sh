# --times in every tool: even ones are as --dt, uneven ones go from model to model, predictions keep the data's clock, and
# what does not fit is refused.
source "$ROM_SOURCE/tests/pipeline/common.sh"

"$PYTHON" - <<'PY'
import numpy as np
t = np.geomspace(5, 9, 41)
np.save("t.npy", t)
x = np.linspace(0, 1, 30)
def case(mu, t):
    s = t[:, None] - 5
    return 2 + np.sin(np.pi * x) * np.cos((1 + 0.2 * mu) * s) + 0.5 * np.sin(2 * np.pi * x) * np.sin((1 + 0.2 * mu) * s)
mu, test = np.linspace(0, 1, 5), np.array([0.3])
np.save("mu.npy", mu)
np.save("train.npy", np.stack([case(m, t) for m in mu]))
np.save("test-mu.npy", test)
np.save("initial.npy", np.stack([case(m, t)[0] for m in test]))
np.save("truth.npy", np.stack([case(m, t) for m in test]))
np.save("asked.npy", np.array([5, 6.25, 8.5]))
np.save("asked-truth.npy", np.stack([case(m, np.array([5, 6.25, 8.5])) for m in test]))
np.save("beyond.npy", np.array([6.0, 9.0, 10.5]))
np.save("shifted.npy", t - 5)
even = 0.1 * np.arange(41)
np.save("even.npy", even)
np.save("single.npy", even.astype("f4"))
np.save("falls.npy", np.r_[t[:20], t[18], t[21:]])
np.save("short.npy", t[:40])
np.save("nan.npy", np.r_[t[:20], np.nan, t[21:]])
np.save("plane.npy", t[None])
np.save("late.npy", np.geomspace(5, 9.4, 41))
PY

# Even times are as --dt, those in single precision nearly.
encode() { rom-encode train.npy --latent 2 --hidden 20 --params mu.npy --epochs 200 -q "$@"; }
encode --dt 0.1 -o by-dt
encode --times even.npy -o by-times
assert_same_arrays by-dt by-times
assert_missing by-times/times.npy
rom-sindy by-dt/latent.npy --dt 0.1 -o dt-xi.npy >dt.txt
rom-sindy by-dt/latent.npy --times even.npy -o times-xi.npy >times.txt
rom-sindy by-dt/latent.npy --times single.npy -o single-xi.npy >/dev/null
assert_same dt-xi.npy times-xi.npy
assert_same dt.txt times.txt
assert_close single-xi.npy dt-xi.npy 1e-6
assert_that 'abs(m["dt"] - 0.1) < 1e-8 and "times" not in m' m=single-xi.json
rom-gpfit mu.npy single-xi.npy -q -o single-gp.json
rom-predict by-dt test-mu.npy --gp single-gp.json --initial initial.npy -q -o x.npy

# A model of uneven times, with further stages, beside a baseline and in an ensemble.
encode --times t.npy -o model
encode --times t.npy --threads 1 -o one-thread
assert_same_arrays model one-thread
assert_close model/times.npy t.npy 0
assert_that 'm["snapshots"]["times"] == 41 and "dt" not in m["snapshots"]' m=model/model.json
rom-sindy model/latent.npy --times t.npy -o xi.npy >/dev/null
rom-gpfit mu.npy xi.npy -o gp.json 2>verdict.txt
grep -q "of each with the dynamics the others predict" verdict.txt || fail "no verdict"
rom-stage model train.npy --gp gp.json --params mu.npy --kind decoder --epochs 50 -q -o decoder >/dev/null
rom-stage model train.npy --gp gp.json --params mu.npy --kind interpolation -q -o interpolated >/dev/null
rom-baseline train.npy mu.npy --times t.npy -q -o baseline >/dev/null
rom-ensemble decoder baseline --gp gp.json -q -o ensemble >/dev/null
rom-sample model test-mu.npy --gp gp.json --initial initial.npy >/dev/null
for one in model decoder interpolated ensemble baseline; do
  ask=(rom-predict "$one" test-mu.npy -q)
  case $one in ensemble) ask+=(--initial initial.npy) ;; baseline) ;; *) ask+=(--gp gp.json --initial initial.npy) ;; esac
  [ $one = ensemble ] || assert_close $one/times.npy t.npy 0
  "${ask[@]}" -o all.npy
  rom-error truth.npy all.npy --max 0.06 >/dev/null || fail "$one is far off"
  # By the clock of the data: the same times give the same, others are where they are, none is before the first.
  "${ask[@]}" --times t.npy -o again.npy
  assert_same all.npy again.npy
  "${ask[@]}" --times asked.npy -o asked-p.npy
  rom-error asked-truth.npy asked-p.npy --max 0.06 >/dev/null || fail "$one is far off at other times"
  expect 1 "shifted.npy: time 0 is 0.000000; times must rise from 5," "${ask[@]}" --times shifted.npy -o x.npy
done
expect 0 "goes to time 10.5, beyond the training's last, 9:" rom-predict model test-mu.npy --gp gp.json --initial initial.npy --times beyond.npy -o x.npy
expect 1 "time 10.5 is beyond the training's last, 9:" rom-predict baseline test-mu.npy --times beyond.npy -o x.npy

# A run that was stopped goes on with the same times alone; coefficients and models of other times do not go together.
encode --times t.npy --keep-checkpoint -o kept
expect 1 "times" rom-encode train.npy --latent 2 --hidden 20 --params mu.npy --epochs 200 -q --times late.npy --resume -o kept
rom-sindy model/latent.npy --times late.npy -o late-xi.npy >/dev/null
rom-gpfit mu.npy late-xi.npy -q -o late-gp.json
rom-gpfit mu.npy dt-xi.npy -q -o dt-gp.json
predict=(rom-predict model test-mu.npy --initial initial.npy -o x.npy)
expect 1 "late-gp.json has time 40 at 4.4 but model at 4;" "${predict[@]}" --gp late-gp.json
expect 1 "dt-gp.json was not made from the latent trajectories of model" "${predict[@]}" --gp dt-gp.json
rom-baseline train.npy mu.npy --times late.npy --interpolation linear -q -o late-baseline >/dev/null
expect 1 "late-baseline has time 40 at 4.4 but baseline at 4;" rom-ensemble baseline late-baseline -o x

# rom-tune hands them on.
rom-tune train.npy mu.npy --times t.npy --tasks -q -o tuned >tasks.txt
grep -q "rom-encode .* --times t.npy .* rom-sindy .* --times t.npy " tasks.txt || fail "no times in the trials"
grep '/pod-cubic/fold-1/' tasks.txt | bash -e >/dev/null || fail "a trial fails"

# What does not fit is refused, in one line.
refuse_times() {
  expect 1 "falls.npy: time 20 is [0-9.]*, not after the one before, [0-9.]*; times must rise" "$@" --times falls.npy
  expect 1 "short.npy has 40 times but .* has 41; they must match" "$@" --times short.npy
  expect 1 "nan.npy: holds NaN at" "$@" --times nan.npy
  expect 1 "plane.npy has shape .1, 41. but times are one axis, .times." "$@" --times plane.npy
  expect 1 "missing.npy: cannot be opened" "$@" --times missing.npy
  expect 2 "--dt and --times exclude each other; give one" "$@" --times t.npy --dt 0.1
}
refuse_times rom-encode train.npy --latent 2 --epochs 5 -q -o refused
refuse_times rom-sindy model/latent.npy -o refused.npy
refuse_times rom-baseline train.npy mu.npy
refuse_times rom-tune train.npy mu.npy -o refused
expect 2 "--dt is required, the time between two, or --times" rom-encode train.npy --latent 2 --epochs 5 -q -o refused
expect 2 "--dt is required, the time between two, or --times" rom-sindy model/latent.npy -o refused.npy
expect 2 "--dt is required, the time between two, or --times" rom-tune train.npy mu.npy -o refused
assert_missing refused
assert_missing refused.npy
