"""The data of pipeline tests: problems.py NAME writes its files into the working folder."""
import sys

import numpy as np


def waves(t, x, amplitude, speed=1):
    phase = 2 * np.pi * (x - 0.2 * speed * t[:, None])
    return 2 + amplitude * (np.sin(phase) + 0.3 * np.cos(2 * phase))


def small():
    """A smooth problem of two training cases and one between them: [cases, 61, 40] in four directions."""
    t, x = np.linspace(0, 6, 61), np.linspace(0, 1, 40)
    np.save("train.npy", np.stack([waves(t, x, 1.0), waves(t, x, 1.4)]).astype("f4"))
    np.save("mu.npy", np.array([[1.0], [1.4]]))
    np.save("test.npy", waves(t, x, 1.2)[None].astype("f4"))
    np.save("test-mu.npy", np.array([[1.2]]))
    np.save("initial.npy", waves(t, x, 1.2)[:1].astype("f4"))


def speeds():
    """Two parameters, amplitude and speed: the corners of a rectangle to train on, and 12 cases of which 4 are those."""
    t, x = np.linspace(0, 6, 61), np.linspace(0, 1, 40)
    corners = [(1.0, 1.0), (1.0, 1.3), (1.4, 1.0), (1.4, 1.3)]
    grid = [(a, k) for a in (1.0, 1.2, 1.4) for k in (1.0, 1.1, 1.2, 1.3)]
    for name, parameters in ("train", corners), ("all", grid):
        u = np.stack([waves(t, x, *p) for p in parameters]).astype("f4")
        np.save(f"{name}.npy", u)
        np.save(f"{name}-mu.npy", np.array(parameters))
        np.save(f"{name}-initial.npy", u[:, 0])


def front():
    """Three cases of a travelling front in double precision, [3, 41, 30]: its mean is not 0, no small basis holds it."""
    t, x = np.linspace(0, 2, 41), np.linspace(0, 1, 30)
    u = np.stack([1 + a * np.tanh((x - 0.2 - 0.2 * a * t[:, None]) / 0.1) for a in (1.0, 1.2, 1.5)])
    np.save("train.npy", u)
    np.save("mu.npy", np.array([1.0, 1.2, 1.5]))
    np.save("initial.npy", u[:, 0])


def many():
    """Nine fronts, [9, 201, 150]: large enough that every loop of the tools that can be shared among threads is."""
    mu = np.linspace(1, 1.5, 9)
    t, x = np.linspace(0, 2, 201), np.linspace(0, 1, 150)
    u = np.stack([1 + a * np.tanh((x - 0.2 - 0.2 * a * t[:, None]) / 0.05) for a in mu]).astype("f4")
    np.save("train.npy", u)
    np.save("mu.npy", mu)
    np.save("initial.npy", u[:, 0])


def decay():
    """Decaying, travelling waves, an exact solution of advection, diffusion and reaction, at points x.npy; for latent
    dynamics networks. test-other has other points for each case, and other times, half as long again."""
    r = np.random.default_rng(0)
    t, x = np.linspace(0, 5, 51), np.linspace(-1, 1, 40)

    def field(mu, t, x):
        decayed = np.exp(-mu[:, :1] * np.pi**2 * t)
        return decayed[:, :, None] * np.cos(np.pi * (x + mu[:, 1, None, None] * t[None, :, None]))

    late = np.array([0.0, 1.23, 5.5])
    for name, cases in ("train", 12), ("test", 5):
        mu = np.c_[r.uniform(0, 0.05, cases), r.uniform(-0.1, 0.1, cases)]
        if name == "train":
            mu[:4] = [[0, -0.1], [0, 0.1], [0.05, -0.1], [0.05, 0.1]]
        np.save(f"{name}-mu.npy", mu)
        np.save(f"{name}.npy", field(mu, t, x).astype("f4"))
        other = r.uniform(-1, 1, (cases, 7))
        np.save(f"{name}-other-x.npy", other[:, :, None])
        np.save(f"{name}-other.npy", np.stack([field(m[None], late, o)[0] for m, o in zip(mu, other)]).astype("f4"))
    np.save("late.npy", late)
    np.save("x.npy", x[:, None])


def driven():
    """Two fields in two dimensions that follow a signal: z' = s - z, (z (1 + px), z py)."""
    r = np.random.default_rng(0)
    s = np.cumsum(r.normal(0, 0.3, (8, 41)), 1)
    z = np.zeros((8, 41))
    for k in range(40):
        z[:, k + 1] = z[:, k] + 0.1 * (s[:, k] - z[:, k])
    p = r.uniform(-1, 1, (30, 2))
    np.save("signals.npy", s)
    np.save("places.npy", p)
    np.save("two.npy", z[:, :, None, None] * np.stack([1 + p[:, 0], p[:, 1]], 1))


def bad():
    """What is wrong with files, made from those of the small problem."""
    u = np.load("train.npy")
    with_value = lambda place, value: np.where(np.arange(u.size).reshape(u.shape) == np.ravel_multi_index(place, u.shape), value, u)
    for name, array in {
        "integers": np.ones((2, 61, 40), int), "complex": u.astype(complex), "long": u.astype(np.longdouble),
        "plain": u[:, :, 0], "empty": u[:, :0], "one-time": u[:, :1], "short": u[:, :3], "constant": np.ones_like(u),
        "zero": np.zeros_like(u), "steady": np.repeat(u[:, :1], u.shape[1], axis=1),
        "overflow": 1e200 * u.astype(float), "large": 1e39 * u.astype(float), "other-space": u[:, :, :39], "three": np.concatenate([u, u[:1]]),
        "nan": with_value((1, 20, 3), np.nan), "inf": with_value((0, 5, 39), np.inf),
        "mu-3": np.array([[1.0], [1.2], [1.4]]), "mu-same": np.array([[1.0], [1.0]]), "mu-2d": np.ones((1, 2)),
        "mu-nan": np.array([[1.0], [np.nan]]),
        "xi-nan": np.where(np.arange(24).reshape(2, 4, 3) == 7, np.nan, 1.0), "xi-one": np.ones((1, 4, 3)),
        "xi-square": np.ones((2, 3, 3)),
        "initial-3": np.ones((3, 40), "f4"), "initial-nan": np.full((1, 40), np.nan, "f4"),
    }.items():
        np.save(f"{name}.npy", array)
    np.save("objects.npy", np.array([{}, []], object), allow_pickle=True)
    whole = open("train.npy", "rb").read()
    for name, content in ("truncated", whole[:2000]), ("header-only", whole[:20]), ("text", b"a,b\n"), ("nothing", b""):
        open(f"{name}.npy", "wb").write(content)


{f.__name__: f for f in (small, speeds, front, many, decay, driven, bad)}[sys.argv[1]]()
