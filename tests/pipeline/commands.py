"""The commands of README.md and of the manual pages: commands.py SOURCE PAGE prints those of a page as a script, and
commands.py data PAGE writes the files that they read."""
import pathlib
import re
import sys

import numpy as np


def plain(roff):
    for escape, text in ((r"\-", "-"), (r"\(aq", "'"), (r"\fB", ""), (r"\fI", ""), (r"\fR", ""), (r"\e", "\\")):
        roff = roff.replace(escape, text)
    return roff


def commands(source, page):
    """Blocks, and what is a whole command within a sentence, in their order."""
    text = pathlib.Path(source, page).read_text()
    if page.endswith(".md"):
        found = re.findall(r"^```(?:sh|python)\n(.*?)^```|`(rom-\w+ (?:[^-`]|--?\S+ )[^`]*)`", text, re.S | re.M)
    else:
        found = re.findall(r"^\.nf\n(.*?)^\.fi|\\fB(rom\\-\w+ [^\n]*? \\-o [^\n]*?)\\fR", text, re.S | re.M)
        found = [tuple(map(plain, one)) for one in found]
    return [script for block, inline in found if (script := script_of((block or inline.replace("\n", " ")).split("\n")))]


def script_of(lines):
    """Lines of shell, in which those of NumPy are handed to Python; nothing of a synopsis, or of what is no command."""
    if any("[option]" in line or line.startswith("make ") for line in lines):
        return ""
    script = ""
    for line in lines:
        of_python = line.lstrip().startswith(("np.", "import "))
        script += f"python3 -c 'from solver import *; {line.strip()}'\n" if of_python else line + "\n"
    return script if re.search(r"\b(rom-|python3)", script) else ""


def waves(parameters, times, x):
    """Decaying waves of two speeds, [cases, times, points], of parameters [cases, 2]."""
    mu, nu = (np.asarray(parameters)[:, k, None, None] for k in (0, 1))
    t, x = times[None, :, None], x[None, None, :]
    return sum(np.exp(-0.3 * mu * k * t) * np.cos(2 * np.pi * k * (x - 0.2 * nu * t)) / k**1.5 for k in range(1, 12))


def data(page):
    r = np.random.default_rng(0)
    t, x = np.linspace(0, 2, 51), np.linspace(0, 1, 30)
    save = lambda name, array: np.save(name, np.asarray(array))
    mu = np.array([[0.7, 0.9], [0.9, 0.92], [0.72, 1.1], [0.88, 1.08], [0.8, 1.0], [0.77, 1.03]])
    new = np.array([[0.75, 1.0], [0.85, 1.02]])
    u = waves(mu, t, x).astype("f4")
    save("train.npy", u), save("mu.npy", mu), save("parameters.npy", mu), save("other.npy", u[:2])
    for name in "mu_new", "test-mu", "mu-test":
        save(name + ".npy", new)
    for name in "u0_new", "test-initial":
        save(name + ".npy", waves(new, t[:1], x)[:, 0])
    for name in "truth", "test", "prediction":
        save(name + ".npy", waves(new, t, x) + 0.01 * (name == "prediction"))
    save("std.npy", np.full((2, 51, 30), 0.02))
    grid = np.array([(a, b) for a in np.linspace(0.7, 0.9, 21) for b in np.linspace(0.9, 1.1, 21)])
    save("candidates.npy", grid), save("u0.npy", waves(grid, t[:1], x)[:, 0])
    save("x.npy", x[:, None]), save("x_new.npy", x[::2, None]), save("t.npy", t)
    save("s.npy", np.broadcast_to(np.sin(t)[None, :, None], (6, 51, 1)))
    pathlib.Path("solver.py").write_text(
        "import sys\nsys.path.insert(0, '%s')\nfrom commands import *\nparameters = np.load('parameters.npy')\nt = np.linspace(0, 2, 51)\n"
        "run = lambda mu: waves([mu], t, np.linspace(0, 1, 30))[0]\n" % pathlib.Path(__file__).parent)
    name = pathlib.Path(page).name
    if name == "rom-guide.7":
        late = np.linspace(0, 40, 801)
        save("s_new.npy", np.broadcast_to(np.sin(late)[None, :, None], (2, 801, 1)))
        save("truth.npy", waves(new, late, x[::2]))
    if name in ("rom-predict.1", "rom-ldnet.1"):
        save("truth.npy", waves(new, np.linspace(0, 12.5, 401), x) if "predict" in name else waves(new, np.linspace(0, 10, 201), x))
    if name == "rom-ldnet.1":
        save("driven.npy", np.stack([u, 2 * u], -1))
    if name == "rom-window.1":
        save("lengths.npy", [51, 40, 30, 51, 45, 35])
    if name == "rom-plot.1":  # the points are a grid of 5 x 6, each cell of which is two triangles
        save("x.npy", [(float(i), float(j)) for i in range(5) for j in range(6)])
        corner = np.array([6 * i + j for i in range(4) for j in range(5)])[:, None]
        save("t.npy", np.concatenate([corner + [0, 1, 6], corner + [1, 7, 6]]))
    if name == "rom-report.1":
        save("p.npy", np.load("prediction.npy"))
    if name == "rom-export.1":
        save("flow.npy", r.normal(size=(1, 51, 30, 4)))
        save("prediction.npy", r.normal(size=(2, 51, 30, 2)))
    points = np.stack([x, 0 * x, 0 * x], 1)
    pairs = np.stack([np.arange(29), np.arange(1, 30)], 1)
    np.savez("mesh.npz", points=points, connectivity=pairs.ravel(), offsets=2 * np.arange(1, 30), types=np.full(29, 3, "u1"))
    solver_files(u, t, mu)


def solver_files(u, t, mu):
    """What a solver may have written, as far as Python can write it here."""
    for c, (one, parameters) in enumerate(zip(u, mu)):
        folder = pathlib.Path(f"run-{c + 1}")
        folder.mkdir()
        np.save(folder / "u.npy", one)
        np.savetxt(f"run-{c + 1}.csv", one, delimiter=",")
        np.zeros((201, 64, 64), ">f4").tofile(f"run-{c + 1}.bin")
        try:
            import h5py
        except ImportError:
            continue
        with h5py.File(folder / "out.h5", "w") as file:
            file["u"] = file["flow/u"] = one
            file["time"] = t
            file.attrs["mu"], file.attrs["nu"] = parameters
    try:
        import netCDF4
    except ImportError:
        return
    with netCDF4.Dataset("wind.nc", "w") as file:
        for axis, size in ("time", 120), ("lat", 8), ("lon", 10):
            file.createDimension(axis, size)
        file.createVariable("time", "f8", ("time",))[:] = np.arange(120)
        for name in "u", "v":
            file.createVariable(name, "f4", ("time", "lat", "lon"))[:] = np.random.default_rng(1).normal(size=(120, 8, 10))


if __name__ == "__main__":
    if sys.argv[1] == "data":
        data(sys.argv[2])
    else:
        print("\0".join(commands(sys.argv[1], sys.argv[2])), end="")
