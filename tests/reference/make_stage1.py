#!/usr/bin/env python3
"""The loss of stage 1, eq. (14) with the variation term, and its gradient through torch.linalg: stage1.json."""
import json
import pathlib

import torch

CASES, TIMES, SPACE, HIDDEN, LATENT, DT = 3, 12, 6, 5, 2, 0.3
WEIGHTS = {"dynamics": 0.7, "coefficient": 0.05, "variation": 0.4}


def derivative(z):
    """Second order inside, first order at both ends (sbp12); z: [times, latent]."""
    inner = (z[2:] - z[:-2]) / (2 * DT)
    return torch.cat([(z[1:2] - z[:1]) / DT, inner, (z[-1:] - z[-2:-1]) / DT])


def main():
    torch.manual_seed(0)
    double = torch.float64
    u = torch.randn(CASES, TIMES, SPACE, dtype=double)
    shapes = [(HIDDEN, SPACE), (HIDDEN,), (LATENT, HIDDEN), (LATENT,), (HIDDEN, LATENT), (HIDDEN,), (SPACE, HIDDEN), (SPACE,)]
    p = [(0.6 * torch.randn(s, dtype=double)).requires_grad_() for s in shapes]
    softplus = torch.nn.functional.softplus
    z = softplus(u @ p[0].T + p[1]) @ p[2].T + p[3]
    output = softplus(z @ p[4].T + p[5]) @ p[6].T + p[7]

    xis, dynamics = [], 0
    for case in range(CASES):
        theta = torch.cat([torch.ones(TIMES, 1, dtype=double), z[case]], 1)
        velocity = derivative(z[case])
        xi = torch.linalg.solve(theta.T @ theta, theta.T @ velocity)
        dynamics = dynamics + ((velocity - theta @ xi) ** 2).mean() / CASES
        xis.append(xi)
    xi = torch.stack(xis)
    terms = {"reconstruction": ((u - output) ** 2).mean(),
             "dynamics": WEIGHTS["dynamics"] * dynamics,
             "coefficient": WEIGHTS["coefficient"] * (xi ** 2).sum((1, 2)).mean(),
             "variation": WEIGHTS["variation"] * ((xi - xi.mean(0)) ** 2).sum((1, 2)).mean()}
    sum(terms.values()).backward()
    # The flat order of rom: weights column by column, then the bias, layer by layer.
    flat = lambda tensors: torch.cat([t.T.reshape(-1) if t.ndim == 2 else t for t in tensors]).tolist()
    result = {"torch": torch.__version__, "cases": CASES, "times": TIMES, "space": SPACE, "hidden": HIDDEN,
              "latent": LATENT, "dt": DT, "weights": WEIGHTS, "snapshots": u.reshape(-1).tolist(),
              "parameters": flat([t.detach() for t in p]), "gradient": flat([t.grad for t in p]),
              "terms": {key: float(value) for key, value in terms.items()}}
    path = pathlib.Path(__file__).with_name("stage1.json")
    path.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
