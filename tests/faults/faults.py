"""Makes one system call of a tool fail, or kills the tool there: every tool, call and place. See README.md.

    faults.py [--share K/N] [--tool NAME ...] [--call NAME ...]

ROM_BIN names the folder of the tools. Exit status: 1 if a promise was broken, 77 if processes cannot be traced here.
"""
import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np

# How a call fails where it is made to fail.
CALLS = {
    "openat": "EMFILE", "read": "EIO", "pread64": "EIO", "mmap": "ENOMEM", "getdents64": "EIO",
    "write": "ENOSPC", "pwrite64": "ENOSPC", "ftruncate": "ENOSPC", "fallocate": "ENOSPC", "close": "EIO",
    "fsync": "EIO", "fdatasync": "EIO", "syncfs": "EIO", "mkdir": "ENOSPC", "mkdirat": "ENOSPC", "flock": "ENOLCK", "fcntl": "ENOLCK",
    "rename": "EIO", "renameat": "EIO", "renameat2": "EIO", "link": "EPERM", "linkat": "EPERM",
    "unlink": "EACCES", "unlinkat": "EACCES", "rmdir": "EACCES",
}

PREPARATION = """
rom-encode u-a.npy --dt 0.05 --params mu.npy --latent 2 --hidden 5 --epochs 20 -q -o model
rom-encode u-b.npy --dt 0.05 --params mu.npy --latent 2 --hidden 5 --epochs 20 -q -o model-b
rom-sindy model/latent.npy --dt 0.05 -q -o xi-a.npy
rom-sindy model-b/latent.npy --dt 0.05 -q -o xi-b.npy
rom-gpfit mu.npy xi-a.npy -q -o gp.json
rom-stage model u-a.npy --gp gp.json --params mu.npy --kind decoder --epochs 5 -q -o two
rom-predict two new-a.npy --gp gp.json --initial initial.npy -q -o p.npy
rom-baseline u-a.npy mu.npy --dt 0.05 -q -o baseline
"""

# Of each tool: a command that writes `out`, in two ways, a and b; the outputs; and a command that reads them, if
# several belong together.
ENCODE = "--dt 0.05 --params in/mu.npy --latent 2 --hidden 5 --epochs 3"
TOOLS = {
    "rom-encode": (f"in/u-{{s}}.npy {ENCODE} -q --resume --checkpoint 1e-9 -o out", ["out"], "rom-encode in/u-a.npy --apply out -q -o read.npy"),
    "rom-sindy": ("in/xi-{s}.latent.npy --dt 0.05 -o out.npy", ["out.npy", "out.json", "out-moments.npy"],
                  "rom-gpfit in/mu.npy out.npy -q -o read.json"),
    "rom-gpfit": ("in/mu.npy in/xi-{s}.npy -o out.json", ["out.json"], None),
    "rom-stage": ("in/model in/u-a.npy --gp in/gp.json --params in/mu.npy --kind decoder --epochs 2 --seed {n} --resume --checkpoint 1e-9 -o out",
                  ["out"], "rom-predict out in/new-a.npy --gp in/gp.json --initial in/initial.npy -q -o read.npy"),
    "rom-predict": ("in/two in/new-{s}.npy --gp in/gp.json --initial in/initial.npy --samples 3 --std out-std.npy -q -o out.npy",
                    ["out.npy", "out-std.npy"], None),
    "rom-error": ("in/v-{s}.npy in/p.npy --series out.npy", ["out.npy"], None),
    "rom-ldnet": ("in/u-{s}.npy --points in/x.npy --params in/mu.npy --dt 0.05 --latent 2 --adam 2 --bfgs 1 -q --resume --checkpoint 1e-9 -o out", ["out"],
                  "rom-predict out in/new-a.npy --points in/x.npy -q -o read.npy"),
    "rom-baseline": ("in/u-{s}.npy in/mu.npy --dt 0.05 -o out", ["out"], "rom-predict out in/new-a.npy -q -o read.npy"),
    "rom-ensemble": ("in/model in/{e} --gp in/gp.json in/gp.json --force -q -o out", ["out"],
                     "rom-predict out in/new-a.npy --initial in/initial.npy --force -q -o read.npy"),
    "rom-window": ("in/u-{s}.npy --lengths in/lengths.npy --length 11 --origins-out out-origins.npy -q -o out.npy", ["out.npy", "out-origins.npy"], None),
    "rom-sample": ("in/model in/new-a.npy --gp in/gp.json --initial in/initial.npy --samples 3 --seed {n} -o out.npy", ["out.npy"], None),
    "rom-import": ("in/table-{s}.csv --times out-times.npy -q -o out.npy", ["out.npy", "out-times.npy"], None),
    "rom-export": ("in/u-{s}.npy --dt 0.05 -q -o out.npz", ["out.npz"], None),
}
WAYS = {"a": {"s": "a", "n": 0, "e": "two"}, "b": {"s": "b", "n": 1, "e": "model-b"}}

# What cannot be removed because its removal fails is for the next run to remove, as is the checkpoint of a training whose
# result could not be written.
REMOVALS = {"unlink", "unlinkat", "rmdir"}


def prepare(folder):
    x, t = np.linspace(0, 1, 12), np.linspace(0, 1, 21)[:, None]
    run = lambda m, k: np.exp(-((x - 0.3 - 0.2 * m * t) ** 2) / 0.05) * np.exp(-k * t)
    mu = np.array([1.0, 1.2, 1.4, 1.6])
    new = np.array([1.1, 1.5])
    for way, k in ("a", 0.5), ("b", 0.8):
        np.save(folder / f"u-{way}.npy", np.stack([run(m, k) for m in mu]).astype("f4"))
        np.save(folder / f"v-{way}.npy", np.stack([run(m, k) for m in new]).astype("f4"))
        np.save(folder / f"new-{way}.npy", new + (0.05 if way == "b" else 0))
        np.savetxt(folder / f"table-{way}.csv", np.column_stack([t, run(1.0, k)]), delimiter=",", comments="",
                   header=",".join(["t"] + [f"u{i}" for i in range(len(x))]))
    np.save(folder / "x.npy", x)
    np.save(folder / "lengths.npy", np.array([21, 20, 21, 15]))
    np.save(folder / "mu.npy", mu)
    np.save(folder / "initial.npy", np.stack([run(m, 0.5)[0] for m in new]).astype("f4"))
    for line in PREPARATION.split("\n"):
        if line:
            subprocess.run(line + " --threads 1", shell=True, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    shutil.copy(folder / "model" / "latent.npy", folder / "xi-a.latent.npy")
    shutil.copy(folder / "model-b" / "latent.npy", folder / "xi-b.latent.npy")


def content(path):
    """What a file or folder holds; None if there is none."""
    if path.is_dir():
        return {entry.name: content(entry) for entry in sorted(path.iterdir())}
    return path.read_bytes() if path.exists() else None


class Place:
    """A folder with the inputs beside it, in which a tool runs; of `before`, the outputs are there already."""

    def __init__(self, tool, inputs, before=None):
        self.arguments, self.outputs, self.reader = TOOLS[tool]
        self.tool = tool
        self.folder = Path(tempfile.mkdtemp(prefix=f"{tool}-"))
        (self.folder / "in").symlink_to(inputs)
        if before:
            shutil.copytree(before, self.folder, dirs_exist_ok=True)

    def command(self, way):
        return [shutil.which(self.tool), *self.arguments.format(**WAYS[way]).split(), "--threads", "1"]

    def run(self, command, tracing=()):
        return subprocess.run([*tracing, *command], cwd=self.folder, capture_output=True, text=True, timeout=120)

    def contents(self):
        return {name: content(self.folder / name) for name in self.outputs}

    def leftovers(self):
        return sorted(entry.name for entry in self.folder.iterdir() if entry.name not in {"in", *self.outputs})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)


def strace(call, what, number, log="/dev/null"):
    return ["strace", "-f", "-qq", "--seccomp-bpf", "-o", log, f"--trace={call}", *([f"--inject={call}:{what}:when={number}"] if what else [])]


def places_of(tool, inputs, before):
    """The (call, number) of each call that a tool makes once its libraries are loaded."""
    with Place(tool, inputs, before) as place:
        log = place.folder / "log"
        place.run(place.command("b"), strace(",".join(CALLS), None, 0, str(log)))
        lines = log.read_text(errors="replace").splitlines()
    lines = [line for line in lines if re.match(r"\d+ +\w+\(", line)]
    names = [re.match(r"\d+ +(\w+)\(", line).group(1) for line in lines]
    last_library = max(k for k, line in enumerate(lines) if re.search(r"\.so[.\d]*\"", line))
    first = next(k for k in range(last_library + 1, len(lines)) if "openat(" in lines[k])
    seen, found = {}, []
    for k, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if k >= first:
            found.append((name, seen[name]))
    return found


def trial(tool, inputs, references, before, call, number, kill):
    """The promises that a fault breaks, as sentences."""
    broken = []
    with Place(tool, inputs, before) as place:
        what = "signal=KILL" if kill else f"error={CALLS[call]}"
        result = place.run(place.command("b"), strace(call, what, number))
        left = [name for name in place.leftovers() if name != "out.checkpoint"]
        if left and result.returncode == 1 and call not in REMOVALS:
            broken.append(f"left behind {left}")
        found = place.contents()
        for name in place.outputs:
            allowed = {"old": references["a"][name], "new": references["b"][name]} | ({} if before else {"none": None})
            if found[name] not in allowed.values():
                broken.append(f"{name} is neither absent nor old nor new")
        if result.returncode == 0:
            if found != {name: references["b"][name] for name in place.outputs}:
                broken.append("exit status 0 without the outputs")
            if result.stdout != references["b"]["said"]:
                broken.append("exit status 0 without the report")
        elif not kill:
            lines = result.stderr.strip().splitlines()
            told = lines and lines[-1].startswith(tool + ":") and "internal error" not in lines[-1]
            if result.returncode != 1 or not (told or (not lines and call == "write")):
                broken.append(f"exit status {result.returncode}, {lines}")
        elif result.returncode not in (-9, 137):
            broken.append(f"killed, but exit status {result.returncode}")
        whole = [{name: references[way][name] for name in place.outputs} for way in WAYS]
        if place.reader and found not in whole and all(found.values()):
            reading = place.run([*place.reader.split(), "--threads", "1"])
            if reading.returncode == 0 and not reading.stderr:
                broken.append("outputs of two runs are read without a word")
            for entry in place.folder.glob("read.*"):
                entry.unlink()
        again = place.run(place.command("b"))
        if again.returncode != 0:
            broken.append(f"the next run fails: {again.stderr.strip()}")
        elif place.contents() != {name: references["b"][name] for name in place.outputs}:
            broken.append("the next run makes something else")
        elif place.leftovers():
            broken.append(f"the next run leaves {place.leftovers()}")
    return broken


def references_of(tool, inputs, kept):
    """What both ways write and say; the outputs of a are kept."""
    references = {}
    for way in WAYS:
        with Place(tool, inputs) as place:
            result = place.run(place.command(way))
            if result.returncode != 0:
                raise SystemExit(f"{tool} fails without a fault: {result.stderr}")
            references[way] = place.contents() | {"said": result.stdout}
            if way == "a":
                shutil.copytree(place.folder, kept, ignore=shutil.ignore_patterns("in"))
    if all(references["a"][name] == references["b"][name] for name in TOOLS[tool][1]):
        raise SystemExit(f"{tool} writes the same in both ways")
    return references


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--share", default="1/1", help="only every N-th place, the K-th of them")
    parser.add_argument("--tool", nargs="+", choices=TOOLS, default=list(TOOLS))
    parser.add_argument("--call", nargs="+", choices=CALLS, default=list(CALLS))
    options = parser.parse_args()
    share, of = map(int, options.share.split("/"))
    os.environ["PATH"] = os.environ["ROM_BIN"] + ":" + os.environ["PATH"]
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # the same run writes the same bytes
    if subprocess.run(["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true"], capture_output=True).returncode != 0:
        print("faults: strace is not there, or may not trace processes here; not run")
        return 77
    with tempfile.TemporaryDirectory(prefix="rom-faults-") as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tempfile.tempdir = folder
        inputs = Path(folder, "inputs")
        inputs.mkdir()
        prepare(inputs)
        trials = []
        for tool in options.tool:
            kept = Path(folder, f"{tool}-kept")
            references = references_of(tool, inputs, kept)
            for before in None, kept:
                for call, number in places_of(tool, inputs, before):
                    for kill in False, True:
                        key = f"{tool} {'over old' if before else 'anew'}: {call} {number} {'killed' if kill else CALLS[call]}"
                        if call in options.call and zlib.crc32(key.encode()) % of == share - 1:
                            trials.append((key, pool.submit(trial, tool, inputs, references, before, call, number, kill)))
        failed = 0
        for key, future in trials:
            for sentence in future.result():
                failed += 1
                print(f"{key}: {sentence}", flush=True)
    print(f"{len(trials)} faults, {failed} promises broken")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
