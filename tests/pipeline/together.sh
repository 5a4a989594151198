# Files that belong together are known to: those of different runs are refused, and a reader beside a writer has the old
# model or the new one.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
rom-encode train.npy --dt 0.1 --latent 3 --hidden 8 --epochs 20 -q -o a
rom-encode train.npy --dt 0.1 --latent 3 --hidden 8 --epochs 20 --seed 7 -q -o b
rom-sindy a/latent.npy --dt 0.1 -o xi-a.npy >/dev/null
rom-sindy b/latent.npy --dt 0.1 -o xi-b.npy >/dev/null

# xi.npy and xi.json of different runs, in each order in which a writer that was killed may leave them.
cp xi-a.npy xi.npy && cp xi-b.json xi.json && cp xi-b-moments.npy xi-moments.npy
expect 1 "xi.npy is not the file that xi.json describes .its checksum differs.: make both again with rom-sindy" \
  rom-gpfit mu.npy xi.npy -o gp.json
expect 1 "xi.npy is not the file that xi.json describes" rom-predict b --xi xi.npy -o x.npy
cp xi-b.npy xi.npy && cp xi-a-moments.npy xi-moments.npy
expect 1 "xi-moments.npy is not the file that xi.json describes" rom-gpfit mu.npy xi.npy -o gp.json
assert_missing gp.json
# Those of a user need no JSON, nor does latent.npy.
"$PYTHON" -c 'import numpy as np; np.save("own.npy", np.load("xi-a.npy")); np.save("own-latent.npy", np.load("a/latent.npy"))'
rom-gpfit mu.npy own.npy --dt 0.1 -q -o own.json
cp -r a own && rm own/latent.npy && cp own-latent.npy own/latent.npy
rom-sindy own/latent.npy --dt 0.1 -o own-xi.npy >/dev/null
# A pair that is being replaced is read once more.
cat >replacing.py <<'PY'
import os, shutil, subprocess, sys, threading, time
stop = threading.Event()
def write():
    k = 0
    while not stop.is_set():
        for ending in ("-moments.npy", ".json", ".npy"):
            shutil.copy(f"xi-{'ab'[k % 2]}{ending}", ".part")
            os.rename(".part", "xi" + ending)
            time.sleep(0.005)
        time.sleep(0.2)
        k += 1
writer = threading.Thread(target=write)
writer.start()
runs = [subprocess.run("rom-gpfit mu.npy xi.npy -q -o late.json".split(), capture_output=True) for _ in range(30)]
stop.set()
writer.join()
failed = [run.stderr for run in runs if run.returncode]
print(*failed[:1])
sys.exit(bool(failed))
PY
cp xi-a.npy xi.npy && cp xi-a.json xi.json && cp xi-a-moments.npy xi-moments.npy
"$PYTHON" replacing.py || fail "a pair that was being replaced"

# Arrays of one shape, in each other's place.
cp -r a swapped
mv swapped/encoder-1-bias.npy bias.npy
mv swapped/decoder-1-1-bias.npy swapped/encoder-1-bias.npy
mv bias.npy swapped/decoder-1-1-bias.npy
expect 1 "swapped/.*-bias.npy is not the file that model.json describes .its checksum differs.: copy the model anew or train it again" \
  rom-predict swapped --decode own-latent.npy -o x.npy

# A reader beside a writer: each prediction is that of one model.
for one in a b; do rom-predict $one --decode own-latent.npy -q -o decoded-$one.npy; done
assert_differ decoded-a.npy decoded-b.npy
"$PYTHON" - "${ROM_READS:-300}" <<'PY' || fail "a mixture of two models"
import collections, ctypes, os, shutil, subprocess, sys, threading
libc, AT_FDCWD, RENAME_EXCHANGE = ctypes.CDLL(None, use_errno=True), -100, 2
shutil.copytree("a", "model")
stop, replaced = threading.Event(), 0

def write():
    global replaced
    while not stop.is_set():
        shutil.copytree("ba"[replaced % 2], ".model.part")
        if libc.renameat2(AT_FDCWD, b".model.part", AT_FDCWD, b"model", RENAME_EXCHANGE) != 0:
            os._exit(77)  # a file system without exchange
        shutil.rmtree(".model.part")
        replaced += 1

writer = threading.Thread(target=write)
writer.start()
known = {open(f"decoded-{one}.npy", "rb").read(): one for one in "ab"}
found = collections.Counter()
for _ in range(int(sys.argv[1])):
    done = subprocess.run("rom-predict model --decode own-latent.npy --threads 1 -q -o -".split(), capture_output=True)
    found[known.get(done.stdout, done.stderr.decode() or "mixture")] += 1
stop.set()
writer.join()
print(dict(found), f"while it was replaced {replaced} times")
sys.exit(set(found) != {"a", "b"})
PY

# Nesting, numbers and versions that cannot be, in every JSON that is read.
rom-gpfit mu.npy xi-a.npy -q -o gp.json
rom-baseline train.npy mu.npy --dt 0.1 -q -o base >/dev/null
rom-gpfit mu.npy xi-b.npy -q -o gp-b.json
rom-ensemble a b --gp gp.json gp-b.json -q -o both >/dev/null
"$PYTHON" - <<'PY'
import json
deep = '{"a":' * 100000 + "1" + "}" * 100000
open("deep.json", "w").write(deep)
PY
predict=(rom-predict a test-mu.npy --initial initial.npy -o x.npy)
expect 1 "deep.json: is nested more than 100 deep" "${predict[@]}" --gp deep.json
for folder in a base both; do
  cp -r $folder deep
  rm deep/model.json && cp deep.json deep/model.json
  expect 1 "deep/model.json: is nested more than 100 deep" rom-predict deep test-mu.npy -o x.npy
  rm -r deep
done
refused() { # PATTERN FILE SED: of a copy of the model or of gp.json that its user has changed so
  rm -rf odd odd.json
  cp -r a odd
  cp gp.json odd.json
  sed -i -E "$3" "$2"
  by_hand "$2"
  local gp=gp.json model=odd
  [ "$2" = odd/model.json ] || { gp=odd.json model=a; }
  expect 1 "$2: .*$1" rom-predict $model test-mu.npy --gp $gp --initial initial.npy -o x.npy
}
refused "'times' is 1e.300, which is no whole number" odd/model.json 's/"times": [0-9]+/"times": 1e300/'
refused "'times' is 1000000000000000000, which is not from 1 to" odd/model.json 's/"times": [0-9]+/"times": 1000000000000000000/'
refused "'cases' is -2" odd/model.json 's/"cases": [0-9]+/"cases": -2/'
refused "'dt' is -0.1" odd/model.json 's/"dt": [0-9.]+/"dt": -0.1/'
refused "'scale' is 0" odd/model.json 's/"scale": [0-9.]+/"scale": 0/'
refused "'space' is not the shape" odd/model.json 's/"space": \[/"space": [1000000000, 1000000000,/'
refused "'time_unit' is -" odd/model.json 's/"time_unit": ([0-9])/"time_unit": -\1/'
refused "'version' is 2.9" odd/model.json 's/"version": 2/"version": 2.9/'
refused "is of format version -1" odd/model.json 's/"version": 2/"version": -1/'
refused "is of format version 4294967298" odd/model.json 's/"version": 2/"version": 4294967298/'
refused "it needs rom 99.1 or newer" odd/model.json 's/"version": 2/"version": 3/; s/"version": "[^"]*"/"version": "99.1"/'
refused "'latent' is -3" odd.json 's/"latent": 3/"latent": -3/'
refused "'latent' is 1000000000000" odd.json 's/"latent": 3/"latent": 1000000000000/'
refused "a length scale is not positive" odd.json '/"length_scales"/{n;s/[0-9.e-]+/-1/}'
refused "parameters, targets and hyperparameters do not fit" odd.json '/"noise"/{n;s/[0-9.e+-]+/-1/}'
refused "'amplitude' is -1.0, which is not positive" odd.json 's/"amplitude": .*,/"amplitude": -1.0,/'

# A change by hand that is not said to be one.
cp -r a odd-edited
sed -i 's/"cases": 2/"cases": 3/' odd-edited/model.json
expect 1 "odd-edited/model.json: is damaged, or was changed after it was written .its checksum differs.: copy it anew or make it again; if the change is your own, set its last entry, \"sha256\", to null" \
  rom-predict odd-edited --decode own-latent.npy -o x.npy
assert_missing x.npy
