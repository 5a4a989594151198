# rom-info: what anything is, where it came from, and whether it is as it was written.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline 20
says() { # PATTERN PATH...
  rom-info "${@:2}" >info.txt 2>/dev/null || [ $? = 3 ]
  grep -qE -- "$1" info.txt || { cat info.txt >&2; fail "rom-info ${*:2}: no '$1'"; }
}

# Arrays.
"$PYTHON" - <<'PY'
import numpy as np
a = np.linspace(-3, 5, 24).reshape(2, 3, 4)
a[0, 1, 2], a[1, 0, 0], a[1, 2, 3] = np.nan, np.inf, 7
np.save("odd.npy", a)
np.save("fortran.npy", np.asfortranarray(np.arange(6, dtype=">f4").reshape(2, 3)))
np.save("whole.npy", np.arange(3, dtype="u1"))
np.save("empty.npy", np.zeros((0, 3)))
np.save("large.npy", np.random.default_rng(0).normal(size=(700, 1001)))
PY
# A dtype of bytes that are no text.
sed 's/<f8/\xff\xfe8/' empty.npy >strange.npy
expect 0 "" rom-info strange.npy
expect 0 "" rom-info strange.npy --json
rom-info odd.npy fortran.npy whole.npy large.npy empty.npy --json >arrays.json
"$PYTHON" - <<'PY' || fail "arrays"
import json, os
import numpy as np
text, arrays, decoder = open("arrays.json").read(), [], json.JSONDecoder()
while text.strip():
    one, end = decoder.raw_decode(text)
    arrays.append(one)
    text = text[end:].lstrip()
odd, fortran, whole, large, empty = arrays
assert odd["shape"] == [2, 3, 4] and odd["nan"] == 1 and odd["infinite"] == 1 and odd["dtype"] == "<f8"
assert odd["range"] == [-3, 7] and odd["bytes"] == os.path.getsize("odd.npy")
assert fortran["order"] == "Fortran" and fortran["range"] == [0, 5] and fortran["dtype"] == ">f4"
assert whole["dtype"] == "|u1" and "range" not in whole
a = np.load("large.npy")
assert large["range"] == [a.min(), a.max()] and large["nan"] == 0
assert empty["shape"] == [0, 3] and "range" not in empty
PY

# Models, and what they were made from, back to the snapshots.
says "^model-2: model of rom-encode" model-2
says "^stage 2 .*residual after" model-2
says "^snapshots .*cases 2, times 61, dt 0.1" model-2
says "^coefficients of|: .*coefficients over the parameters" gp.json
says "^left out .*largest .* %" gp.json
says "coefficients of rom-sindy" xi.npy
says "coefficients of rom-sindy" xi.json
rom-baseline train.npy mu.npy --dt 0.1 -q -o base >/dev/null
rom-ensemble model model-2 --gp gp.json gp.json -q -o both >/dev/null
says "baseline of rom-baseline" base
says "^member 2 .*model model-2" both
says "^model-2: model of rom-encode" model-2/model.json
rom-info model-2 --json >model.json
"$PYTHON" - <<'PY' || fail "the chain of model-2"
import hashlib, json
info = json.load(open("model.json"))
steps = info["provenance"]
assert [s["tool"] for s in steps] == ["rom-encode", "rom-sindy", "rom-gpfit", "rom-stage"], steps
assert [i["path"] for s in steps for i in s["inputs"]] == [
    "train.npy", "model/latent.npy", "mu.npy", "xi.npy", "train.npy", "model/latent.npy", "train.npy", "mu.npy", "gp.json"
] or [i["path"] for i in steps[3]["inputs"]] == ["train.npy", "mu.npy", "gp.json"]
for one in info["files"] + [i for s in steps for i in s["inputs"]]:
    path = one["path"] if one in [i for s in steps for i in s["inputs"]] else "model-2/" + one["path"]
    assert hashlib.sha256(open(path, "rb").read()).hexdigest() == one["sha256"], path
PY

# --verify: same, changed, gone.
for whole in model model-2 gp.json xi.npy both base; do expect 0 "" rom-info $whole --verify; done
says "^files .*files are as they were written" model-2 --verify
cp -r model-2 damaged
printf x >>damaged/training-1.tsv
expect 3 "damaged: not all of it" rom-info damaged --verify
rm damaged/training-1.tsv
expect 3 "" rom-info damaged --verify
says "^gone .*training-1.tsv" damaged --verify
cp -r both mixed
cp --remove-destination both/member-2/gp.json mixed/member-1/gp.json
expect 0 "" rom-info mixed --verify
printf ' ' >>mixed/member-1/gp.json
expect 3 "" rom-info mixed --verify
mv mu.npy aside.npy
says "^  gone +mu.npy" model-2 --verify
cp test-mu.npy mu.npy
expect 3 "" rom-info model-2 --verify
says "^  changed +mu.npy" gp.json --verify
mv aside.npy mu.npy
# From elsewhere too.
mkdir elsewhere
(cd elsewhere && rom-info ../model-2 --verify) | grep -qE "^  same +train.npy" || fail "inputs beside the model"

# A checkpoint, a network, a search; and what is none of these.
rom-encode train.npy --dt 0.1 --latent 2 --hidden 4 --epochs 5 --keep-checkpoint -q -o kept
says "checkpoint of a training" kept.checkpoint
mkdir other && echo '{"a": 1}' >other/model.json && echo '{"a": 1}' >other.json && echo text >other.txt
for none in other other.json other.txt elsewhere missing; do expect 1 "$none" rom-info $none; done
sed -i "s/\"latent\": 3/\"latent\": 4/" gp.json
expect 1 "gp.json: is damaged, or was changed" rom-info gp.json
