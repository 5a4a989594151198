# A thousand bits that flip in a model, gp.json, xi.npy and what lies beside it: each is refused or warned of.
source "$ROM_SOURCE/tests/pipeline/common.sh"
problem small
small_pipeline 20
rom-predict model-2 test-mu.npy --gp gp.json --initial initial.npy -q -o prediction.npy 2>warnings.txt || fail "rom-predict"
rom-predict model --xi xi.npy -q -o xi-prediction.npy 2>>warnings.txt || fail "rom-predict --xi"
[ ! -s warnings.txt ] || fail "warnings before a bit has flipped: $(cat warnings.txt)"
"$PYTHON" - <<'PY' || fail "flips that nobody noticed"
import os, random, shutil, subprocess, sys
from concurrent.futures import ThreadPoolExecutor

FLIPS, WORKERS = 1000, 2
PREDICT = "rom-predict model-2 ../test-mu.npy --gp gp.json --initial ../initial.npy -q --threads 1 -o x.npy"
INTEGRATE = "rom-predict model-2 --xi xi.npy -q --threads 1 -o x.npy"
VERIFY = "rom-info model-2 xi.npy gp.json --verify -q --threads 1"

def reader_of(path):
    name = os.path.basename(path)
    if name == "xi.npy" or name == "xi.json":
        return INTEGRATE
    read = name.endswith(".json") or (name.endswith(".npy") and not name.startswith(("latent", "xi", "misfit")))
    return PREDICT if read else VERIFY

def flip(folder, path, random):
    whole = os.path.join(folder, path)
    with open(whole, "rb") as file:
        content = bytearray(file.read())
    at, bit = random.randrange(len(content)), random.randrange(8)
    kept = bytes(content)
    content[at] ^= 1 << bit
    with open(whole, "wb") as file:
        file.write(content)
    done = subprocess.run(reader_of(path).split(), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with open(whole, "wb") as file:
        file.write(kept)
    noticed = done.returncode != 0 or done.stderr.strip() != b""
    if done.returncode < 0:  # a signal is no answer
        noticed = False
    return None if noticed else f"{path}: byte {at}, bit {bit}"

def work(number):
    folder = f"worker-{number}"
    os.mkdir(folder)
    shutil.copytree("model-2", f"{folder}/model-2")
    for name in ("gp.json", "xi.npy", "xi.json", "xi-moments.npy"):
        shutil.copy(name, folder)
    paths = [f"model-2/{name}" for name in sorted(os.listdir(f"{folder}/model-2"))]
    paths += 3 * ["model-2/model.json"] + 5 * ["gp.json", "xi.npy", "xi.json", "xi-moments.npy"]
    chance = random.Random(number)
    for command in (PREDICT, INTEGRATE, VERIFY):  # which says nothing of what is whole
        done = subprocess.run(command.split(), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert done.returncode == 0 and not done.stderr, (command, done)
    return [flip(folder, chance.choice(paths), chance) for _ in range(FLIPS // WORKERS)]

with ThreadPoolExecutor(WORKERS) as pool:
    results = [one for part in pool.map(work, range(WORKERS)) for one in part]
missed = [one for one in results if one]
print(f"{len(results)} flips, {len(missed)} missed", *missed, sep="\n")
sys.exit(bool(missed) or len(results) != FLIPS)
PY
