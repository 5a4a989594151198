#!/usr/bin/env python3
"""Reference steps of Adam, made once with PyTorch: adam.json beside this script."""
import json
import pathlib

import torch


def main():
    x = torch.tensor([1.0, -2.0], dtype=torch.float64, requires_grad=True)
    y = torch.tensor([0.5], dtype=torch.float64, requires_grad=True)
    adam = torch.optim.Adam([{"params": [x], "lr": 0.01}, {"params": [y], "lr": 0.05}])
    steps = []
    for _ in range(50):
        adam.zero_grad()
        (x[0] ** 4 + 3 * x[1] ** 2 + torch.sin(y[0])).backward()
        adam.step()
        steps.append(x.tolist() + y.tolist())
    path = pathlib.Path(__file__).with_name("adam.json")
    path.write_text(json.dumps({"torch": torch.__version__, "steps": steps}, indent=1) + "\n")


if __name__ == "__main__":
    main()
