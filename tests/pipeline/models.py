"""Models in NumPy, for tests that compute independently what a training or a prediction should give."""
import json
import math
import pathlib

import numpy as np

ACTIVATIONS = {
    "identity": lambda x: x,
    "softplus": lambda x: np.logaddexp(0, x),
    "tanh": np.tanh,
    "sine": np.sin,
    "relu": lambda x: np.maximum(x, 0),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "gelu": lambda x: x * (1 + np.vectorize(math.erf)(x / np.sqrt(2))) / 2,
    "silu": lambda x: x / (1 + np.exp(-x)),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}


def read(folder):
    """model.json, with the arrays of the folder under "arrays"."""
    model = json.load(open(f"{folder}/model.json"))
    model["arrays"] = {file.stem: np.load(file).astype(float) for file in pathlib.Path(folder).glob("*.npy")}
    return model


def network(model, prefix, description, x):
    for k, name in enumerate(description["activations"], 1):
        x = x @ model["arrays"][f"{prefix}-{k}-weight"].T + model["arrays"][f"{prefix}-{k}-bias"]
        x = ACTIVATIONS[name](description.get("kappa", 1) * x if k == 1 else x)
    return x


def names(model, *prefixes):
    """Of the arrays of networks."""
    return sorted(name for name in model["arrays"] if name.endswith(("-weight", "-bias")) and name.startswith(prefixes))


def flat(model, *prefixes):
    return np.concatenate([model["arrays"][name].ravel() for name in names(model, *prefixes)])


def gradient(loss, model, *prefixes, step=1e-5):
    """Of loss(model) by the weights of networks, by central differences."""
    result = []
    for name in names(model, *prefixes):
        values = model["arrays"][name].reshape(-1)
        for i, value in enumerate(values):
            values[i] = value + step
            above = loss(model)
            values[i] = value - step
            result.append((above - loss(model)) / (2 * step))
            values[i] = value
    return np.array(result)


def require_descent(gradient, step, tolerance=1e-6):
    """A first step of a quasi-Newton method goes against the gradient, however long it is."""
    assert np.linalg.norm(step) > 0, "no step"
    difference = np.linalg.norm(step / np.linalg.norm(step) + gradient / np.linalg.norm(gradient))
    assert difference < tolerance, f"the step is off the negative gradient by {difference:.3g}"
