# Axes in another order than [cases, times, ...space], and times too far apart, are noticed; good data raise no warning.
source "$ROM_SOURCE/tests/pipeline/common.sh"
for name in small speeds front many; do
  problem $name
  mv train.npy $name.npy
done
"$PYTHON" - <<'PY'
import numpy as np
for name in "small", "speeds", "front", "many":
    np.save(f"{name}-swapped.npy", np.load(f"{name}.npy").swapaxes(0, 1))
t, r = np.linspace(0, 5, 101)[:, None, None], np.linspace(0, 1, 32)
bump = np.exp(-((r - 0.5 - 0.2 * np.cos(t)) ** 2 + (r[:, None] - 0.5 - 0.2 * np.sin(t)) ** 2) / 0.02)
np.save("bump.npy", bump)  # one trajectory [times, ...space]
np.save("bump-few.npy", bump[:32])  # as many times as points of a side
np.save("bump-f.npy", np.asfortranarray(bump))
small = np.load("small.npy")
np.save("sparse.npy", small[:, ::6])
waves = np.cos(2.0 * np.arange(60)[:, None] + np.linspace(0, 6, 40))  # three times a period
np.save("far.npy", np.stack([waves, 1.4 * waves]))
np.save("noise.npy", np.random.default_rng(0).standard_normal((3, 40, 50)))
slow = np.linspace(0, 1, 4)[:, None, None] + 1e-7 * np.arange(50)[:, None] * np.linspace(0, 1, 40) / 50
np.save("alike.npy", slow)
np.save("square.npy", np.load("many.npy")[:, :9].swapaxes(0, 1))  # as many cases as times, and swapped
np.save("nine.npy", np.arange(9.0))
PY
encode() { rom-encode "$@" --dt 0.1 --latent 1 --hidden none --epochs 1 -q -o model 2>said.txt; }
# Whether or not a model comes of it.
says() { encode "${@:2}" || true; grep -qE -- "$1" said.txt || { cat said.txt >&2; fail "no '$1' of ${*:2}"; }; }
silent() {
  encode "$@"
  if grep -E "neighbouring|successive" said.txt; then fail "a false alarm of $*"; fi
}
for name in small speeds front many sparse; do silent $name.npy; done
silent bump.npy --one-case
for name in small speeds front many; do
  says "warning: $name-swapped.npy: neighbouring times differ more than neighbouring cases: if its shape .* is not .cases, times" $name-swapped.npy
done
says "shape .101, 32, 32. .*if it is one trajectory .times, ...space., add --one-case" bump.npy
for name in bump-f bump-few; do says "add --one-case" $name.npy; done
for name in far noise; do says "the correlation of successive snapshots of a case is .* only: save them nearer in time" $name.npy; done
says "successive snapshots differ by less than a millionth" alike.npy
# Cases that have parameters are cases, unless there are as many times.
says "neighbouring times differ more" square.npy --params nine.npy
if grep -q one-case said.txt; then fail "nine parameters of one case"; fi
rom-baseline square.npy nine.npy 2>said.txt >/dev/null
grep -q "square.npy: neighbouring times differ more" said.txt || fail "no word of rom-baseline"
rom-baseline many.npy mu.npy 2>said.txt >/dev/null
if grep -q neighbouring said.txt; then fail "a false alarm of rom-baseline"; fi
