#!/usr/bin/env python3
"""The sweep's results as Markdown, and as columns for gnuplot: sweep-table.py FOLDER COLUMNS.tsv <LIST

LIST is what sweep-list.sh prints. Each two-stage model is held against the one-stage model of 1.5 times the width and as
many epochs in all.
"""
import json
import os
import sys

import numpy as np

folder, columns = sys.argv[1], sys.argv[2]
WIDER = {"50": "75", "500": "750", "1000": "1500", "500-50": "750-75", "1000-500-50": "1500-750-75"}
results, missing = {}, []
for line in sys.stdin:
    name = line.strip()
    method, *hidden, latent, first, second = name.split("-")
    key = (method, "-".join(hidden), latent, first, second)
    path = f"{folder}/{name}.json"
    if os.path.exists(path):
        largest = [case["largest"] for case in json.load(open(path))["cases"]]
        results[key] = np.array([np.max(largest), np.mean(largest), np.min(largest), np.median(largest)])
    else:
        missing.append(name)

with open(columns, "w") as file:
    for (method, hidden, latent, first, second), errors in results.items():
        print(method, hidden, latent, int(first) + int(second), *(100 * errors), sep="\t", file=file)

ratios = []
for (method, hidden, latent, first, second), errors in results.items():
    peer = results.get(("gplasdi", WIDER.get(hidden), latent, str(int(first) + int(second)), "0"))
    if method == "mlasdi" and peer is not None:
        ratios.append(peer[:3] / errors[:3])
print("| error over the 441 parameters | largest | mean | least |\n|---|---|---|---|")
for method, name in (("gplasdi", "GPLaSDI"), ("mlasdi", "mLaSDI")):
    errors = [value for key, value in results.items() if key[0] == method]
    if errors:
        print(f"| {name}, median of {len(errors)} configurations | " +
              " | ".join(f"{100 * value:.2f} %" for value in np.median(errors, axis=0)[:3]) + " |")
if ratios:
    print(f"| GPLaSDI / mLaSDI at equal epochs, median of {len(ratios)} pairs | " +
          " | ".join(f"{value:.2f}" for value in np.median(ratios, axis=0)) + " |")
    print("| the paper's | 2.54 | 3.24 | 5.91 |")
if missing:
    print(f"\nWithout a result, {len(missing)} of {len(missing) + len(results)}:\n")
    print(*(f"- {name}" for name in missing), sep="\n")
