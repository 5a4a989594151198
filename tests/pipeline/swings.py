"""Decaying swings z' = A(mu) z, lifted to 30 points, from several initial states: the data of repeated.sh, windows.sh."""
import numpy as np

DT = 0.05
LIFT = np.linalg.qr(np.random.default_rng(1).standard_normal((30, 2)))[0]
STARTS = np.array([[1.0, 0.0], [0.3, 0.8], [-0.7, 0.6]])
MU = np.linspace(0, 1, 5)
NEW = np.array([0.13, 0.4, 0.6, 0.9])


def matrix(mu):
    return np.array([[-0.1 - 0.1 * mu, 1 + 0.5 * mu], [-1 - 0.5 * mu, -0.1 - 0.05 * mu]])


def states(mu, start, times):
    """[times, 2], by eigenvalues."""
    values, vectors = np.linalg.eig(matrix(mu))
    waves = np.exp(np.outer(values, DT * np.arange(times)))
    return ((vectors * np.linalg.solve(vectors, start.astype(complex))) @ waves).real.T


def case(mu, start, times=101):
    return states(mu, np.asarray(start), times) @ LIFT.T


def write_new():
    """Cases at other parameters, from a fourth initial state."""
    truth = np.stack([case(m, [0.5, -0.9]) for m in NEW])
    np.save("truth.npy", truth)
    np.save("new-mu.npy", NEW[:, None])
    np.save("initial.npy", truth[:, 0])


def coefficients(path, mu):
    """The posterior mean of joint coefficients with the kernel rbf [terms, latent], from gp.json."""
    import json
    gp = json.load(open(path))
    assert gp["kernel"] == "rbf" and not any(gp["logarithmic"])
    known = np.array(gp["parameters"])
    distance = (mu - known[:, 0]) / known.std() / gp["length_scales"][0]
    weights = gp["amplitude"] * np.exp(-distance**2 / 2) + gp["mean_variance"]
    return (weights @ np.array(gp["weights"])).reshape(len(gp["terms"]), gp["latent"])


def distance_from_matrix(path, model, snapshots):
    """The largest difference of any entry from A(mu) at new parameters, once latent variables are those of A again."""
    latent, z = np.load(f"{model}/latent.npy").reshape(-1, 2), np.load(snapshots).reshape(-1, 30) @ LIFT
    change = np.linalg.lstsq(np.c_[np.ones(len(z)), z], latent, rcond=None)[0][1:].T  # latent = change z + constant
    found = [np.linalg.solve(change, coefficients(path, m)[1:].T @ change) for m in NEW]
    return max(np.abs(a - matrix(m)).max() for a, m in zip(found, NEW))
