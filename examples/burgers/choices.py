"""Table of the choices of training cases: choices.py MODEL..., a model being CHOICE/SEED with its errors.txt.

Of every choice the largest error over all parameters: the median over the seeds, and that of each with its loss.
"""
import json
import statistics
import sys
from itertools import groupby
from pathlib import Path


def largest(model):
    return next(float(line.split()[1]) for line in (model / "errors.txt").open() if line.split()[:1] == ["all"])


def loss(model):
    return json.load((model / "model.json").open())["stages"][0]["training"]["best_loss"]


print("| training cases | largest error over 441, median | of each seed, and its loss of training |")
print("|---|---|---|")
for choice, models in groupby(map(Path, sys.argv[1:]), key=lambda model: model.parent.name):
    models = list(models)
    errors = [largest(model) for model in models]
    title = choice.replace("greedy-", "greedy, ").replace("x", " x ")
    each = ", ".join(f"{error:.2f} ({loss(model):.4f})" for error, model in zip(errors, models))
    print(f"| {title} | {statistics.median(errors):.2f} % | {each} |")
