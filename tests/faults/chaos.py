"""Runs a pipeline under make, and ends its tools by signals at random moments until it is through; see README.md.

    chaos.py [--kills 200] [--seed 0]

ROM_BIN names the folder of the tools. Exit status 1 unless each pipeline that got through made the same bytes as one that
nobody disturbed, and left nothing else.
"""
import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from faults import content

SIGNALS = [getattr(signal, name) for name in
           ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGXCPU")]

# Every step may be run again: trainings go on from their checkpoints.
MAKEFILE = """
ENCODE := --dt 0.05 --params mu.npy --latent 3 --hidden 40 --epochs 1500
TRAIN := --resume --checkpoint 0.1 --threads 1 -q
TUNE := rom-tune train.npy mu.npy --dt 0.05 --threads 1 -q -o tuned
all: p.npy e.npy ldnet-p.npy baseline-p.npy p.nc sample.npy tuned/model.json
model/model.json: train.npy
	rom-encode train.npy $(ENCODE) $(TRAIN) -o model
other/model.json: train.npy
	rom-encode train.npy $(ENCODE) --seed 1 $(TRAIN) -o other
xi.npy: model/model.json
	rom-sindy model/latent.npy --dt 0.05 -q -o $@
other-xi.npy: other/model.json
	rom-sindy other/latent.npy --dt 0.05 -q -o $@
gp.json: xi.npy
	rom-gpfit mu.npy $< -q -o $@
other-gp.json: other-xi.npy
	rom-gpfit mu.npy $< -q -o $@
two/model.json: model/model.json gp.json
	rom-stage model train.npy --gp gp.json --params mu.npy --kind decoder --epochs 300 $(TRAIN) -o two
ensemble/model.json: two/model.json other/model.json gp.json other-gp.json
	rom-ensemble two other --gp gp.json other-gp.json -q -o ensemble
p.npy: two/model.json gp.json
	rom-predict two new.npy --gp gp.json --initial initial.npy --samples 20 --std std.npy -q -o $@
e.npy: ensemble/model.json
	rom-predict ensemble new.npy --initial initial.npy -q -o $@
ldnet/model.json: train.npy
	rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.05 --latent 2 --adam 30 --bfgs 30 $(TRAIN) -o ldnet
ldnet-p.npy: ldnet/model.json
	rom-predict ldnet new.npy --points x.npy -q -o $@
baseline/baseline.json: train.npy
	rom-baseline train.npy mu.npy --dt 0.05 -q -o baseline
baseline-p.npy: baseline/baseline.json
	rom-predict baseline new.npy -q -o $@
p.nc: p.npy
	rom-export p.npy --dt 0.05 -q -o $@
sample.npy: model/model.json gp.json
	rom-sample model new.npy --gp gp.json --initial initial.npy -q -o $@
tasks.txt: train.npy
	$(TUNE) --tasks >tasks.part
	grep /pod- tasks.part >$@
tried.txt: tasks.txt
	sh -e $< && touch $@
tuned/model.json: tried.txt
	$(TUNE) --gather >tuned.log
"""
UNEVEN = {".nc", ".tune", ".log"}  # tell the time of the day, or how long it took
INPUTS = {"Makefile", "x.npy", "train.npy", "mu.npy", "new.npy", "initial.npy"}


def prepare(folder):
    folder.mkdir()
    x, t = np.linspace(0, 1, 40), np.linspace(0, 2, 41)[:, None]
    run = lambda m: np.exp(-((x - 0.3 - 0.2 * m * t) ** 2) / 0.05) * np.exp(-0.5 * t)
    mu, new = np.linspace(1, 1.6, 5), np.array([1.1, 1.4])
    np.save(folder / "train.npy", np.stack([run(m) for m in mu]).astype("f4"))
    np.save(folder / "initial.npy", np.stack([run(m)[0] for m in new]).astype("f4"))
    np.save(folder / "x.npy", x)
    np.save(folder / "mu.npy", mu)
    np.save(folder / "new.npy", new)
    (folder / "Makefile").write_text(MAKEFILE)


def start(folder):
    return subprocess.Popen(["make", "-s"], cwd=folder, stdout=subprocess.DEVNULL, stderr=open(folder.with_suffix(".log"), "a"))


def tool_below(make):
    """The process of ours that make is waiting for, and its name; else nothing."""
    try:
        for pid in Path(f"/proc/{make.pid}/task/{make.pid}/children").read_text().split():
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            if name.startswith("rom-"):
                return int(pid), name
    except OSError:
        pass
    return None


def wait_for_orphans(folder):
    """What a rom-tune that was killed had begun goes on to its end, and none other may make the same meanwhile."""
    def is_there(process):
        try:
            return os.readlink(process / "cwd") == str(folder)
        except OSError:
            return False
    while any(is_there(process) for process in Path("/proc").glob("[0-9]*")):
        time.sleep(0.05)


def made(folder):
    return {entry.name: content(entry) for entry in sorted(folder.iterdir()) if entry.name not in INPUTS and entry.suffix not in UNEVEN}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    os.environ["PATH"] = os.environ["ROM_BIN"] + ":" + os.environ["PATH"]
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # the same run writes the same bytes
    chance = random.Random(options.seed)
    root = Path(tempfile.mkdtemp(prefix="rom-chaos-"))
    prepare(root / "calm")
    if start(root / "calm").wait() != 0:
        raise SystemExit("the pipeline fails undisturbed: " + (root / "calm.log").read_text())
    expected = made(root / "calm")

    kills, through, failed = {}, 0, 0

    def judge(folder):
        found = made(folder)
        differing = sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))
        if differing:
            print("got through otherwise than undisturbed: " + ", ".join(differing), flush=True)
        return bool(differing)

    wild = root / "wild"
    while sum(kills.values()) < options.kills:
        if not wild.exists():
            prepare(wild)
        make = start(wild)
        time.sleep(chance.uniform(0, 1))
        while make.poll() is None:
            if tool := tool_below(make):
                number = chance.choice(SIGNALS)
                try:
                    os.kill(tool[0], number)
                    kills[tool[1]] = kills.get(tool[1], 0) + 1
                except ProcessLookupError:
                    continue
                break
        code = make.wait()
        wait_for_orphans(wild)
        if code == 0:
            through += 1
            failed += judge(wild)
            shutil.rmtree(wild)
    while wild.exists() and start(wild).wait() != 0:
        failed += 1
        break
    if wild.exists():
        through += 1
        failed += judge(wild)
    print(f"{sum(kills.values())} signals to " + ", ".join(f"{tool} {count}" for tool, count in sorted(kills.items())))
    print(f"{through} pipelines got through, {failed} of them otherwise than undisturbed")
    if failed:
        print(f"see {root}")
        return 1
    shutil.rmtree(root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
