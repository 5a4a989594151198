# A checkpoint is held against the run before anything in it is used: snapshots of another mesh, arrays and numbers that
# are not its own.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
encode=(--dt 0.1 --latent 3 --hidden 20 --optimiser adam --schedule constant -q)
rom-encode train.npy "${encode[@]}" --epochs 20 --keep-checkpoint -o model
"$PYTHON" - <<'PY'
import numpy as np
u = np.load("train.npy")
np.save("finer.npy", np.repeat(u, 40, axis=2))
np.save("coarser.npy", u[:, :, ::2])
np.save("fewer.npy", u[1:])
PY
for snapshots in finer coarser fewer; do
  expect 1 'model.checkpoint: was made with snapshots .* resume with the same, or remove the checkpoint' \
    rom-encode $snapshots.npy "${encode[@]}" --epochs 30 --resume -o model
done

# damaged NAME PATTERN PYTHON: what a run says of a checkpoint (d is its description, p its folder) that was changed.
damaged() {
  rm -rf hurt hurt.checkpoint
  cp -r model.checkpoint hurt.checkpoint
  "$PYTHON" - <<PY
import hashlib, json
import numpy as np
p = "hurt.checkpoint/"
d = json.load(open(p + "checkpoint.json"))
def write(name, values):
    np.save(p + name, values)
    sha = hashlib.sha256(open(p + name, "rb").read()).hexdigest()
    d["arrays"][name] = {"shape": list(values.shape), "sha256": sha}
$2
d["sha256"] = None
json.dump(d, open(p + "checkpoint.json", "w"))
PY
  expect 1 "$1" rom-encode train.npy "${encode[@]}" --epochs 30 --resume -o hurt
  assert_missing hurt
}
damaged 'adam-first-moment.npy: is not what was written' 'np.save(p + "adam-first-moment", np.zeros((1, 3)))'
damaged 'the first moment has 3 numbers but [0-9]+ are needed, .* remove the checkpoint' \
  'write("adam-first-moment.npy", np.zeros((1, 3)))'
damaged 'weights has 3 numbers' 'write("weights.npy", np.zeros((1, 3)))'
damaged 'the best weights has 3 numbers' 'write("best.npy", np.zeros((1, 3)))'
damaged 'not all of the best weights are finite' \
  'w = np.load(p + "best.npy"); w[0, 0] = np.nan; write("best.npy", w)'
damaged 'history.npy: has rows of 3 numbers but 8' 'write("history.npy", np.zeros((5, 3)))'
damaged 'its coordinates are not those of states' 'write("basis.npy", np.load(p + "basis.npy")[:, 1:])'
damaged 'its coordinates are not those of states' 'd["coordinates"]["space"] = [7]'
damaged 'the method is lbfgs' 'd["method"] = {"name": "lbfgs", "memory": 20}; v = np.zeros((0, 0)); write("lbfgs-displacements.npy", v); write("lbfgs-changes.npy", v)'
damaged 'the number of steps is -1' 'd["method"]["steps"] = -1'
damaged 'at epoch 1000000000000000000 already' 'd["epoch"] = 10**18'
damaged 'the best epoch is' 'd["best_epoch"] = 10**18'
for version in 1.9 -1 4294967301 0 4 '"5"'; do
  damaged 'is not of the format that this program reads, rom-checkpoint version 5' "d['version'] = $version"
done
