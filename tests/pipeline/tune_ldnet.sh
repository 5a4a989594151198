# rom-tune of latent dynamics networks: its errors are root mean squares over ranges of cases left out, however many fields, points and
# signals, and the lines that it prints make the same model.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem decay
few=(--with "--adam 5 --bfgs 30 --dynamics-hidden 4 --ridge 1e-6")
tune=(rom-tune train.npy train-mu.npy --points x.npy --dt 0.1 "${few[@]}")
"${tune[@]}" --tasks -q -o tuned >tasks.txt
[ "$(wc -l <tasks.txt)" = 288 ] || fail "not 72 networks on 4 groups"
grep -E '/order-[12]-latent-2-hidden-10-seed-0/' tasks.txt >some.txt
sh -e some.txt >/dev/null
"${tune[@]}" --gather -o tuned >report.txt 2>said.txt
grep -q "left-out cases are predicted to .* % of the range by the best model" said.txt || { cat said.txt >&2; fail "no word of the error"; }
[ "$(sed -n 1p report.txt)" = "$(printf 'model\tfolds\tseconds\tone')" ] || fail "no table"
sed -n '/^mkdir/,$p' report.txt | sed "s/tuned/again/g" >lines.sh
sh -e lines.sh >/dev/null 2>&1
predict() { rom-predict "$1" test-mu.npy --points x.npy -q -o - 2>/dev/null; }
predict tuned >a.npy
predict again >b.npy
assert_same a.npy b.npy
predict tuned | rom-error test.npy - --nrmse --max 0.1 >/dev/null
# The figure in the table, by NumPy from the predictions; the cases left out lie between others, and each once.
"$PYTHON" - <<'PY'
import numpy as np
row = next(r for r in map(str.split, open("tuned.tune/tune.tsv")) if r[0] == "order-2-latent-2-hidden-10-seed-0")
u, mu = np.load("train.npy").astype(float), np.load("train-mu.npy")
errors, seen = [], []
for fold in range(1, 5):
    of_fold, whole = np.load(f"tuned.tune/fold-{fold}/test-mu.npy"), [tuple(m) for m in mu]
    which = [whole.index(tuple(m)) for m in of_fold]
    seen += which
    p = np.load(f"tuned.tune/{row[0]}/fold-{fold}/one.npy")
    errors.append((p.astype(float) - u[which] / np.ptp(u)).ravel())
    assert len(np.load(f"tuned.tune/fold-{fold}/train.npy")) == 12 - len(which)
assert len(seen) == len(set(seen)) and not set(seen) & {0, 1, 2, 3}, seen
nrmse = 100 * np.sqrt(np.mean(np.concatenate(errors) ** 2))
assert abs(nrmse / float(row[3]) - 1) < 1e-3, (nrmse, row)
PY

# Two fields that follow a signal, the signal longer than the snapshots: every fourth case is left out, each field counts by its range.
problem driven
"$PYTHON" - <<'PY'
import numpy as np
y, s = np.load("two.npy").astype(float), np.load("signals.npy")
y[..., 1] *= 1e3
np.save("driven.npy", y)
np.save("longer.npy", np.concatenate([s, s[:, :5]], 1))
PY
tune=(rom-tune driven.npy --points places.npy --signals longer.npy --fields 2 --dt 0.1 --with "--adam 5 --bfgs 40 --dynamics-hidden none")
"${tune[@]}" --tasks -q -o two >tasks.txt
grep '/order-1-latent-2-hidden-10-seed-0/' tasks.txt | sh -e >/dev/null
"${tune[@]}" --gather -q -o two >/dev/null
"$PYTHON" - <<'PY'
import numpy as np
y = np.load("driven.npy")
ranges = np.ptp(y.reshape(-1, 2), axis=0)
row = open("two.tune/tune.tsv").read().split("\n")[1].split("\t")
errors = []
for fold in range(4):
    truth = y[fold::4] / ranges
    assert np.allclose(np.load(f"two.tune/fold-{fold + 1}/test.npy"), truth)
    errors.append((np.load(f"two.tune/{row[0]}/fold-{fold + 1}/one.npy") - truth).ravel())
nrmse = 100 * np.sqrt(np.mean(np.concatenate(errors) ** 2))
assert abs(nrmse / float(row[3]) - 1) < 1e-3, (nrmse, row)
PY

# Points that differ from case to case.
"$PYTHON" -c 'import numpy as np; np.save("mine.npy", np.load("train-other-x.npy"))'
rom-tune train-other.npy train-mu.npy --points mine.npy --dt 2.5 --tasks -q -o own >/dev/null
"$PYTHON" - <<'PY'
import numpy as np
mu, x, u = np.load("train-mu.npy"), np.load("mine.npy"), np.load("train-other.npy")
for part in "train", "test":
    which = [[tuple(m) for m in mu].index(tuple(m)) for m in np.load(f"own.tune/fold-2/{part}-mu.npy")]
    assert np.array_equal(np.load(f"own.tune/fold-2/{part}-x.npy"), x[which])
    assert np.allclose(np.load(f"own.tune/fold-2/{part}.npy")[..., 0], u[which] / np.ptp(u), atol=1e-6)
PY

# Of many points those of cases left out are thinned.
"$PYTHON" - <<'PY'
import numpy as np
np.save("fine-x.npy", np.linspace(-1, 1, 14001))
np.save("fine.npy", np.random.default_rng(0).normal(size=(8, 41, 14001)).astype("f4"))
PY
rom-tune fine.npy --points fine-x.npy --signals signals.npy --dt 0.1 --tasks -q -o fine >/dev/null
"$PYTHON" - <<'PY'
import numpy as np
u, x = np.load("fine.npy"), np.load("fine-x.npy")
assert np.array_equal(np.load("fine.tune/fold-3/test-x.npy")[:, 0], x[::2])
assert np.allclose(np.load("fine.tune/fold-3/test.npy")[..., 0], u[2::4, :, ::2] / np.ptp(u))
assert np.allclose(np.load("fine.tune/fold-3/train.npy")[..., 0], u[[0, 1, 3, 4, 5, 7]] / np.ptp(u))
PY
rm -r fine.npy fine.tune

remember_files
expect 2 "parameters are required, or --points and --signals" rom-tune train.npy --dt 0.1 -o x
expect 2 "--with is one of the options for latent dynamics networks, but without --points other models are tried" \
  rom-tune train.npy train-mu.npy --dt 0.1 --with --direct -o x
expect 2 "train.npy has 12 cases; give --params or --signals" rom-tune train.npy --points x.npy --dt 0.1 -o x
expect 1 "x.npy has 40 points but" rom-tune driven.npy --points x.npy --signals signals.npy --fields 2 --dt 0.1 -o x
expect 1 "train.npy has 12 cases but signals.npy has 8" rom-tune train.npy --points x.npy --signals signals.npy --dt 0.1 -o x
expect 1 "tuned.tune is of a search with other data or options" rom-tune train.npy train-mu.npy --points x.npy --dt 0.1 -o tuned
assert_untouched
"$PYTHON" -c 'import numpy as np; np.save("corners.npy", np.load("train.npy")[:4]); np.save("corners-mu.npy", np.load("train-mu.npy")[:4]); np.save("short.npy", np.load("signals.npy")[:, :9]); np.save("one.npy", np.load("driven.npy")[:1]); np.save("one-signal.npy", np.load("signals.npy")[:1])'
expect 1 "corners-mu.npy: no case lies between others, so that none can be left out; train with several seeds" rom-tune corners.npy corners-mu.npy --points x.npy --dt 0.1 -o x
expect 1 "one.npy has one case, so that none can be left out" \
  rom-tune one.npy --points places.npy --signals one-signal.npy --fields 2 --dt 0.1 -o x
expect 1 "short.npy has 9 times but driven.npy has 41" rom-tune driven.npy --points places.npy --signals short.npy --fields 2 --dt 0.1 -o x
expect 2 "--mask is not for latent dynamics networks; leave it out" rom-tune driven.npy --points places.npy --mask nan --signals longer.npy --fields 2 --dt 0.1 -o x
# An option that no network can have is said at once, and the next command may have another.
expect 1 "rom-tune: rom-ldnet: --latent is given twice, as [0-9]+ and [0-9]+; give it once" rom-tune train.npy train-mu.npy --points x.npy --dt 0.1 --with "--latent 9" -o y
[ "$(ls -d y.tune/order-* | wc -l)" = 1 ] || fail "more networks were tried"
rom-tune train.npy train-mu.npy --points x.npy --dt 0.1 --tasks -q -o y >/dev/null
"$PYTHON" -c 'import numpy as np; x = np.load("x.npy"); x[3] = np.nan; np.save("nan-x.npy", x); np.save("flat.npy", np.ones_like(np.load("train.npy")))'
expect 1 "nan-x.npy: .*NaN" rom-tune train.npy train-mu.npy --points nan-x.npy --dt 0.1 -o w
expect 1 "flat.npy: all values are equal" rom-tune flat.npy train-mu.npy --points x.npy --dt 0.1 -o w
assert_missing w.tune
expect 1 "no trial came to its end in time; give more --minutes, or --with fewer iterations" \
  rom-tune train.npy train-mu.npy --points x.npy --dt 0.1 --minutes 0.01 --with "--bfgs 100000" -o z
