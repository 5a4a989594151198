"""What a pipeline test claims of its files. Exits with 1 and says what is wrong if it does not hold.

  assert.py close A.npy B.npy TOLERANCE   The shapes are equal, and no entry of A is further from B's than TOLERANCE
                                          times the largest of B.
  assert.py that EXPRESSION NAME=FILE...  A Python expression of NumPy (np) and the files: .npy as float64, .json.
"""
import ast
import json
import sys

import numpy as np


def load(path):
    if path.endswith(".npy"):
        return np.load(path).astype(float)
    with open(path) as file:
        return json.load(file)


def close(a, b, tolerance):
    x, y = load(a), load(b)
    if x.shape != y.shape:
        return f"{a} has shape {x.shape} but {b} has {y.shape}"
    difference, largest = np.abs(x - y).max(), np.abs(y).max()
    if not difference <= float(tolerance) * largest:  # NaN is not close to anything
        return f"{a} and {b} differ by {difference:.3g}; the largest entry is {largest:.3g}, the tolerance {tolerance}"


def that(expression, *files):
    names = {"np": np} | {name: load(path) for name, path in (file.split("=", 1) for file in files)}
    evaluate = lambda node: eval(compile(ast.Expression(node), expression, "eval"), names)

    def wrong(node):  # the part that does not hold, and the values in it
        if evaluate(node):
            return None
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            return next(found for part in node.values if (found := wrong(part)))
        values = [evaluate(part) for part in (node.left, *node.comparators)] if isinstance(node, ast.Compare) else []
        return f"not so: {ast.unparse(node)}" + "".join(f"\n  {value!r}" for value in values)

    return wrong(ast.parse(f"({expression})", mode="eval").body)


sys.exit({"close": close, "that": that}[sys.argv[1]](*sys.argv[2:]))
