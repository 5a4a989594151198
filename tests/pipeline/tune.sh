# rom-tune predicts cases between the others about as well as the best that it has tried, the lines that it prints make the same model,
# what was tried is not tried again, and trials can be run by others.
source "$ROM_SOURCE/tests/pipeline/common.sh"
"$PYTHON" - <<'PY'
import numpy as np
t, x = np.linspace(0, 2, 41)[:, None], np.linspace(0, 1, 50)
def run(speed):  # a travelling wave, of which interpolation over the speeds knows nothing
    return 2 + 1 / (1.2 + np.cos(2 * np.pi * (x - speed * t)))
speeds = np.linspace(0.5, 1.5, 7)
new = (speeds[1:] + speeds[:-1])[1:-1] / 2
np.save("train.npy", np.stack([run(s) for s in speeds]).astype("f4"))
np.save("mu.npy", speeds)
np.save("new.npy", new)
np.save("truth.npy", np.stack([run(s) for s in new]).astype("f4"))
np.save("initial.npy", np.load("truth.npy")[:, 0])
PY
tune=(rom-tune train.npy mu.npy --dt 0.05)
# Trials as tasks, which no clock ends: plain interpolation and two configurations.
"${tune[@]}" --tasks -q -o "my model" >tasks.txt
[ "$(wc -l <tasks.txt)" -gt 100 ] || fail "no tasks"
grep -E '/(pod-gp|pod-cubic|latent-5-hidden-100-seed-0|latent-4-hidden-100-seed-0)/' tasks.txt >some.txt
[ "$(wc -l <some.txt)" = 16 ] || fail "not a task for each group"
sh -e some.txt >/dev/null 2>&1
"${tune[@]}" --gather -q -o "my model" >report.txt
[ "$(head -1 report.txt)" = "$(printf 'model\tfolds\tseconds\tone\tinterpolated\tdecoder')" ] || fail "no table"
grep -q "^latent-5-hidden-100-seed-0	4	" report.txt || { cat report.txt >&2; fail "the first configuration was not tried on all groups"; }
predict() { rom-predict "$1" new.npy --initial initial.npy -q -o - 2>/dev/null; }
predict "my model" | rom-error truth.npy - --max 0.05 >/dev/null
rom-baseline train.npy mu.npy --dt 0.05 -o baseline >/dev/null
rom-predict baseline new.npy -q -o - | rom-error truth.npy - --json >baseline.json
assert_that 'b["largest"] > 0.2' b=baseline.json

# The lines of shell make the same model, byte by byte.
sed -n '/^mkdir/,$p' report.txt | sed "s/my model/again/g" >lines.sh
sh -e lines.sh >/dev/null 2>&1
predict "my model" >a.npy
predict again >b.npy
assert_same a.npy b.npy
# The errors in the table are those of the predictions that the trials left.
"$PYTHON" - <<'PY'
import glob
import numpy as np
rows = [line.split("\t") for line in open("my model.tune/tune.tsv").read().splitlines()]
first = next(row for row in rows if row[0] == "latent-5-hidden-100-seed-0")
errors = []
for fold in range(1, 5):
    u, v = (np.load(f"my model.tune/{name}").astype(float) for name in
            (f"fold-{fold}/test.npy", f"latent-5-hidden-100-seed-0/fold-{fold}/one.npy"))
    errors += list((np.linalg.norm(u - v, axis=2) / np.linalg.norm(u, axis=2)).max(1))
assert len(errors) == 5, errors
assert abs(100 * np.mean(errors) / float(first[3]) - 1) < 1e-3, (np.mean(errors), first)
# Norms of the folds' coordinates are those of the snapshots.
norms = sorted(np.linalg.norm(np.load("train.npy")[1:-1], axis=2).ravel())
kept = sorted(np.concatenate([np.linalg.norm(np.load(name), axis=2).ravel() for name in glob.glob("my model.tune/fold-*/test.npy")]))
assert np.allclose(norms, kept, rtol=1e-4)
PY

# Gathered again without a trial.
ls "my model.tune" >before.txt
"${tune[@]}" --gather -q -o "my model" >gathered.txt
ls "my model.tune" | cmp - before.txt || fail "--gather tried more"
cmp report.txt gathered.txt || fail "gathered again, something else was chosen"
# A command that fails is named, with its log.
rm -r "my model.tune/final"
touch "my model.tune/final"
expect 1 "'mkdir -p 'my model.tune/final/.*' failed; see my model.tune/final-1.log" "${tune[@]}" --gather -q -o "my model"
rm "my model.tune/final"

# If no training comes to its end in time, interpolation is what is left.
mkdir slow
cp "$(command -v rom-tune)" slow
for tool in "$(dirname "$(command -v rom-tune)")"/rom-*; do [ -e "slow/${tool##*/}" ] || ln -s "$tool" slow; done
rm slow/rom-encode
printf '#!/bin/sh\nexec sleep 60\n' >slow/rom-encode
chmod +x slow/rom-encode
expect 0 "warning: no model came to its end in time on all groups, and plain interpolation is what is left; give more --minutes" \
  slow/rom-tune train.npy mu.npy --dt 0.05 --minutes 0.15 -o interpolated
rom-info interpolated | grep -q baseline || fail "no interpolation"

# Stopped, and gone on with.
"${tune[@]}" --minutes 5 -q -o stopped 2>stopped.txt &
until ls stopped.tune/*/fold-2/done >/dev/null 2>&1; do sleep 0.05; kill -0 $! || fail "it ended before it was to be stopped"; done
kill -TERM $!
status=0
wait $! || status=$?
[ $status = 143 ] && grep -q "stopped; what was tried is kept, start again to go on" stopped.txt || fail "no word of the stop: $status"
assert_missing stopped
first=$(ls stopped.tune/latent-*/fold-1/done | head -1)
before=$(stat -c %Y.%i "$first")
"${tune[@]}" --minutes 0.2 -q -o stopped >/dev/null
[ "$(stat -c %Y.%i "$first")" = "$before" ] || fail "a trial was repeated"
predict stopped | rom-error truth.npy - >/dev/null

# How long trials took, and that there is no time to train for as long as it pays, is known after a stop too. The folder's name may end in a
# slash.
"${tune[@]}" --tasks -q -o slash/ | grep '/latent-5-hidden-100-seed-0/fold-1/' | sh -e >/dev/null 2>&1
[ -d slash.tune ] || fail "the slash went into the name of the search"
touch -d "100 seconds ago" slash.tune/latent-5-hidden-100-seed-0/fold-1/begun
echo 0.001 >slash.tune/minutes.txt
"${tune[@]}" --minutes 0.3 -q -o slash/ >report.txt
awk '$1 == "latent-5-hidden-100-seed-0" && $3 >= 99 { found = 1 } END { exit !found }' report.txt || { cat report.txt >&2; fail "a trial's time is forgotten"; }
"${tune[@]}" --tasks -q -o slash >tasks.txt
grep -c "rom-encode .*--minutes 0.001 " tasks.txt >/dev/null || fail "the time of a training is forgotten"

"$PYTHON" -c 'import numpy as np; u = np.load("train.npy"); np.save("two.npy", u[:2]); np.save("two-mu.npy", np.load("mu.npy")[:2]); np.save("other.npy", u + 1)'
expect 1 "two-mu.npy: no case lies between others, so that none can be left out; train with several seeds" rom-tune two.npy two-mu.npy --dt 0.05 -o x
expect 1 "train.npy has 7 cases but two-mu.npy has 2" rom-tune train.npy two-mu.npy --dt 0.05 -o x
expect 1 "stopped.tune is of a search with other data or options; remove it" rom-tune other.npy mu.npy --dt 0.05 -o stopped
expect 2 "--tasks and --gather exclude each other" "${tune[@]}" --tasks --gather -o x
expect 2 "--minutes is 1e8; it must be a number above 0, of at most 10000000" "${tune[@]}" --minutes 1e8 -o x
expect 2 "snapshots and other inputs are read more than once; name files" rom-tune - mu.npy --dt 0.05 -o x
touch inway.tune
expect 1 "inway.tune/fold-1: cannot be created" rom-tune train.npy mu.npy --dt 0.05 -o inway
expect 1 "no trial is complete" "${tune[@]}" --gather -o x
"$PYTHON" -c 'import numpy as np; u = np.load("train.npy"); np.save("rest.npy", u - u[:, :1])'
rom-tune rest.npy mu.npy --dt 0.05 --tasks -q -o rest >tasks.txt
grep -q rom-encode tasks.txt || fail "no tasks of a flow from rest"
rom-tune train.npy mu.npy --dt 0.05 --fields 2 --mask none --tasks -q -o fields >tasks.txt
grep -q rom-encode tasks.txt || fail "no tasks of a search with fields"
assert_missing x

# States of one entry, of two that are alike, and of too few times for any model.
"$PYTHON" - <<'PY'
import numpy as np
t, mu = np.linspace(0, 3, 41)[:, None], np.linspace(0.5, 1.5, 7)
run = lambda m: (1 + m) * np.exp(-m * t)
np.save("decay.npy", np.stack([run(m) for m in mu]))
np.save("decay-twice.npy", np.stack([run(m) * [1, 1] for m in mu]))
np.save("decay-once.npy", np.stack([run(m)[:1] for m in mu]))
PY
for name in decay decay-twice; do
  rom-tune $name.npy mu.npy --dt 0.075 --minutes 0.1 -q -o $name >table.txt 2>/dev/null
  grep -q "^latent-1-hidden-100-seed-0	4	" table.txt || { cat table.txt >&2; fail "no model of $name"; }
done
expect 0 "no model could be trained, see the logs in decay-once.tune; plain interpolation is what is left" \
  rom-tune decay-once.npy mu.npy --dt 0.075 --minutes 0.1 -q -o decay-once
rom-predict decay-once mu.npy -q -o - | rom-error decay-once.npy - --max 0.01 >/dev/null
