#!/usr/bin/env python3
"""The sweep's results as Markdown, and as columns for gnuplot: sweep-table.py FOLDER COLUMNS.tsv <LIST

LIST is what sweep-list.sh prints. Each two-stage model is held against the one-stage model of 1.5 times the width and as
many epochs in all, and each model with quadratic dynamics against the linear one.
"""
import json
import os
import sys

import numpy as np

folder, columns = sys.argv[1], sys.argv[2]
# What each method is held against.
PEERS = {"mlasdi": "gplasdi", "quadratic": "linear"}
TITLES = {"gplasdi": "GPLaSDI", "mlasdi": "mLaSDI", "linear": "linear dynamics", "quadratic": "quadratic dynamics"}
WIDER = {"50": "75", "500": "750", "1000": "1500", "500-50": "750-75", "1000-500-50": "1500-750-75"}


def seconds(log):
    return float(open(log).read().split()[-1]) if os.path.exists(log) else 0


results, missing, columns_rows, blow_ups = {}, [], [], {}
for line in sys.stdin:
    name = line.strip()
    method, *hidden, latent, first, second = name.split("-")
    hidden, epochs = "-".join(hidden), int(first) + int(second)
    path = f"{folder}/{name}.json"
    if not os.path.exists(path):
        missing.append(name)
        continue
    largest = 100 * np.array([case["largest"] for case in json.load(open(path))["cases"]])
    results[method, hidden, latent, epochs, second] = [largest.max(), largest.mean(), largest.min()]
    blown = open(f"{folder}/{name}/predict.txt").read().count("grows without bound")
    blow_ups.setdefault(method, []).append([blown, (largest > 100).sum(), largest.size])
    spent = sum(seconds(f"{folder}/{name}/{k}/training-{k}.tsv") for k in (1, 2))
    columns_rows.append([method, hidden, latent, epochs, largest.max(), np.median(largest), largest.min(), blown, spent])
with open(columns, "w") as file:
    print("method", "hidden", "latent", "units", "largest", "median", "least", "blow-ups", "seconds", sep="\t", file=file)
    for row in columns_rows:
        print(*row, sep="\t", file=file)

print("| error over the parameters | largest | mean | least |\n|---|---|---|---|")
for method in TITLES:
    errors = [value for key, value in results.items() if key[0] == method]
    if errors:
        print(f"| {TITLES[method]}, median of {len(errors)} configurations | " +
              " | ".join(f"{value:.2f} %" for value in np.median(errors, axis=0)) + " |")
for method, peer in PEERS.items():
    ratios = []
    for (name, hidden, *rest, second), errors in results.items():
        key = (peer, WIDER[hidden] if method == "mlasdi" else hidden, *rest, "0") if name == method else None
        if key in results:
            ratios.append(np.divide(results[key], errors))
    if ratios:
        print(f"| {TITLES[peer]} / {TITLES[method]} at equal epochs, median of {len(ratios)} pairs | " +
              " | ".join(f"{value:.2f}" for value in np.median(ratios, axis=0)) + " |")
        ahead = (np.array(ratios) > 1).sum(axis=0)
        print(f"| pairs in which the error of {TITLES[method]} is the smaller | " +
              " | ".join(str(value) for value in ahead) + " |")
        if method == "mlasdi":
            print("| the paper's | 2.54 | 3.24 | 5.91 |")
for method, counts in blow_ups.items():
    blown, over, cases = np.sum(counts, axis=0)
    if method in ("linear", "quadratic"):
        print(f"\n{TITLES[method].capitalize()}: of {cases} predictions {blown} blew up, {over} are off by more than 100 %.")
if missing:
    print(f"\nWithout a result, {len(missing)} of {len(missing) + len(results)}:\n")
    print(*(f"- {name}" for name in missing), sep="\n")
