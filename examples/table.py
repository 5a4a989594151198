#!/usr/bin/env python3
"""The tables of the examples, as Markdown, from what the tools printed; and tables into READMEs.

    table.py defaults FOLDER... --baseline FOLDER      models of several seeds, as defaults.mk makes them
    table.py seeds HEADING --row TITLE ERRORS...       error over all cases, median and range of several seeds
    table.py cases HEADING... --row TITLE ERRORS...    error of each case
    table.py grid --row TITLE ERRORS...                summary of 21 x 21 cases
    table.py nrmse HEADING --row TITLE ERRORS... ...   errors of rom-error --nrmse, median of several seeds
    table.py calibration --row TITLE ERRORS ...        errors and deviations of rom-error --std
    table.py sure EXAMPLE...                           errors expected between the cases, found, and deviations
    table.py tuned EXAMPLE...                          what rom-tune chose, beside the defaults
    table.py residual --row TITLE STAGE ...            what rom-stage says of a residual
    table.py choices MODEL...                          burgers: CHOICE/SEED, with errors.txt in it
    table.py sweep FOLDER COLUMNS.tsv <LIST            vlasov: LIST from sweep-list.sh; also as columns for gnuplot
    table.py publish README.md TABLE...                each table between the lines <!-- FILE --> and <!-- end -->

ERRORS is a file with the table of rom-error. --row is given once for each row.
"""
import argparse
import json
import re
import sys
from itertools import groupby
from pathlib import Path

import numpy as np


def table(heading, rows):
    print("| " + " | ".join(heading) + " |")
    print("|" + "---|" * len(heading))
    for row in rows:
        print("| " + " | ".join(row) + " |")


def fields(path):
    """The lines of a file, split into words; empty lines are left out."""
    return [line.split() for line in open(path) if line.split()]


def largest(path):
    """The largest error of each case, in per cent."""
    return np.array([float(words[1]) for words in fields(path) if words[0].isdigit()])


def overall(path):
    """The words of the line for all cases."""
    return next(words for words in fields(path) if words[0] == "all")


def percent(values, decimals=2):
    return [f"{value:.{decimals}f} %" for value in values]


def across(values, unit="%"):
    return f"{np.median(values):.3g} {unit} ({min(values):.3g} to {max(values):.3g})"


def defaults(options):
    def row(title, *models):
        last = models[-1]
        train = [largest(folder / f"train-{last}.txt").max() for folder in options.folders]
        test = [largest(folder / f"test-{last}.txt") for folder in options.folders]
        # The clock of a training begins with its first epoch; an interpolated stage has none.
        logs = [[log for k, name in enumerate(models, 1) if (log := folder / name / f"training-{k}.tsv").exists()]
                for folder in options.folders]
        seconds = [sum(float(fields(log)[-1][-1]) for log in of_one) for of_one in logs]
        return [title, across(train), across([errors.max() for errors in test]),
                across([np.median(errors) for errors in test]), across(seconds, "s")]

    def single(title, folder):  # has no seeds
        train, test = (largest(folder / f"{data}.txt") for data in ("train", "test"))
        return [title, *percent([train.max(), test.max(), np.median(test)]), ""]

    table([f"{len(options.folders)} seeds: median (range)", "training cases, largest", "test cases, largest",
           "test cases, median", "training"], [row("one stage", "1"), row("two stages", "1", "2"),
           row("two stages, the second a decoder", "1", "decoder"),
           single("the models of two stages together (`rom-ensemble`)", options.ensemble),
           single("POD, interpolated (`rom-baseline`)", options.baseline),
           single("the same, given the initial states", options.begun)])


def seeds(options):
    def row(title, *files):
        errors = [largest(path) for path in files]
        return [title, across([of_one.max() for of_one in errors]), across([np.median(of_one) for of_one in errors])]

    table([options.heading, "largest", "median over the cases"], [row(*one) for one in options.row])


def cases(options):
    def row(title, errors, log=None):
        cells = percent(largest(errors)[options.order or slice(None)])
        if log:  # epoch, loss, ...
            losses = [(float(words[0]), float(words[1])) for words in fields(log)[1:]]
            cells.append(f"{[loss for epoch, loss in losses if epoch <= options.losses][-1]:.3g}")
            cells.append(f"{losses[-1][1]:.3g}")
        return [title, *cells]

    table(options.heading, [row(*one) for one in options.row])


def grid(options):
    def row(title, path):
        errors = largest(path).reshape(21, 21)
        summary = [errors.max(), errors.mean(), np.median(errors), errors.min()]
        below = [100 * np.mean(errors < bound) for bound in (2, 1)]
        return [title, *percent(summary), *percent(below, 0), *percent([errors[::5, ::5].max()])]

    table(["441 parameters", "largest error", "mean", "median", "least", "below 2 %", "below 1 %",
           "largest at the 25 of the training"], [row(*one) for one in options.row])


def nrmse(options):
    def row(title, *files):
        if files[0].startswith("="):
            return [title, *(cell[1:] for cell in files)]
        errors = np.array(sorted([float(word) for word in overall(path)[1:3]] for path in files))
        count = len(errors)
        # In the middle by NRMSE: one seed, or the mean of two; the dissimilarity is of the same.
        middle = errors[(count - 1) // 2:count // 2 + 1].mean(axis=0)
        seeds = f" ({errors[0, 0]:.2e} to {errors[-1, 0]:.2e}, {count} seeds)" if count > 1 else ""
        return [title, f"{middle[0]:.2e}{seeds}", f"{middle[1]:.2e}"]

    table([options.heading, "test NRMSE", "Pearson dissimilarity"], [row(*one) for one in options.row])


def calibration(options):
    def row(title, path):
        # all LARGEST % TIME MEAN % STD % IN-1-STD % IN-1.96-STD % CORRELATION
        words = overall(path)
        rank = next(words for words in fields(path) if words[0] == "rank")[-1]
        return [title, *(f"{words[k]} %" for k in (1, 4, 8, 10)), rank]

    table(["training cases", "largest error over 441", "mean", "in 1 std", "in 1.96 std",
           "rank correlation of error and std"], [row(*one) for one in options.row])


def sure(options):
    factors = []  # what was expected over what was found, in the mean over the cases

    def figures(reports):
        found = [[case["largest"] for case in report["cases"]] for report in reports]
        said = [[case["std"] for case in report["cases"]] for report in reports]
        means = [np.median([np.mean(of_one) for of_one in of_all]) for of_all in (found, said)]
        covered = [np.median([report[f"covered_{k}"] for report in reports]) for k in (68, 95)]
        return percent([100 * value for value in means]) + percent([100 * value for value in covered], 0)

    def expected(model):  # between neighbouring cases, in the mean
        if model.name == "1":
            return json.load(open(model.parent / "gp.json"))["verdict"]["between"]["mean"]
        description = json.load(open(model / "model.json"))
        return (description.get("interpolated_stage") or description["stages"][-1]["training"])["between_mean_after"]

    rows = []
    for example in options.examples:
        results = example / "results"
        seeds = sorted((results / "defaults").iterdir())
        for title, stage in ("one stage", "1"), ("two stages", "2"):
            reports = [json.load(open(seed / f"sure-{stage}.json")) for seed in seeds]
            means = [expected(seed / stage) for seed in seeds]
            factors += [mean / np.mean([case["largest"] for case in report["cases"]])
                        for mean, report in zip(means, reports)]
            rows.append([f"{example.name}, {title}", *percent([100 * np.median(means)]), *figures(reports)])
        for title, folder in ("two stages together", "ensemble"), ("POD, interpolated", "baseline"):
            rows.append([f"{example.name}, {title}", "", *figures([json.load(open(results / folder / "sure.json"))])])
    table(["median of the seeds", "expected between cases", "error of the test cases", "deviation there", "in 1 std", "in 1.96 std"],
          rows)
    within = np.array(factors)
    print(f"\nOf {within.size} models {np.mean((within >= 0.5) & (within <= 2)):.0%} have a mean error over the test cases "
          f"within a factor of 2 of what was expected; {np.mean(within < 0.5):.0%} have more, {np.mean(within > 2):.0%} less.")


def tuned(options):
    def errors(*files):  # largest of all, and the mean over the cases; of several seeds the median of each
        each = [largest(path) for path in files]
        return f"{np.median([one.max() for one in each]):.3g} / {np.median([one.mean() for one in each]):.3g} %"

    def row(example):
        results = example / "results"
        seeds = sorted((results / "defaults").iterdir())
        # The last line makes the ensemble: models, "--gp" and theirs, weights.
        words = (results / "tuned.txt").read_text().splitlines()[-1].split()[1:]
        models = words[:next(k for k, word in enumerate(words) if word.startswith("--"))]
        said = " ".join(log.read_text() for log in (results / "tuned.tune").glob("final-*.log"))
        models = [Path(word) for word in models if f"{word} is left out" not in said]
        parts = [(model.parent.name.split("-"), model.name) for model in models]
        names = [f"POD, {kind[1]}" if kind[0] == "pod" else f"{kind[1]} latent, {stage}" for kind, stage in parts]
        chosen = ", ".join(f"{names.count(name)} x {name}" if names.count(name) > 1 else name for name in dict.fromkeys(names))
        return [example.name, f"{(results / 'tuned-seconds.txt').read_text().strip()} s", chosen, errors(results / "tuned-test.txt"),
                *(errors(*(seed / f"test-{stage}.txt" for seed in seeds)) for stage in (1, 2)),
                *(errors(results / folder / "test.txt") for folder in ("ensemble", "baseline", "begun"))]

    table(["test cases, largest / mean", "took", "chosen", "`rom-tune`", "one stage", "two stages", "two stages together",
           "POD, interpolated", "given the initial states"], [row(example) for example in options.examples])


def residual(options):
    def row(title, path):
        last = {words[0]: words for words in fields(path)}
        before, _, after = last["residual"][-3:]
        linear, *_, near = last["correlation"][-4:] if "correlation" in last else ["interpolated", ""]
        return [title, *percent([100 * float(before), 100 * float(after)]), linear, near]

    table(["residual / snapshots", "before", "after", "correlation with latents: linear", "nearest neighbours"],
          [row(*one) for one in options.row])


def choices(options):
    def loss(model):
        return json.load(open(model / "model.json"))["stages"][0]["training"]["best_loss"]

    def row(choice, models):
        models = list(models)
        errors = [float(overall(model / "errors.txt")[1]) for model in models]
        each = ", ".join(f"{error:.2f} ({loss(model):.4f})" for error, model in zip(errors, models))
        title = choice.replace("greedy-", "greedy, ").replace("x", " x ")
        together = float(overall(models[0].parent / "together.txt")[1])
        return [title, *percent([np.median(errors), together]), each]

    table(["training cases", "largest error over 441, median", "all seeds together", "of each seed, and its loss of training"],
          [row(*one) for one in groupby(options.models, key=lambda model: model.parent.name)])


# The sweep's methods; what each is held against: a two-stage model against the one-stage model of 1.5 times the width and as
# many epochs in all, a model with quadratic dynamics against the linear one.
TITLES = {"gplasdi": "GPLaSDI", "mlasdi": "mLaSDI", "linear": "linear dynamics", "quadratic": "quadratic dynamics"}
PEERS = {"mlasdi": "gplasdi", "quadratic": "linear"}
WIDER = {"50": "75", "500": "750", "1000": "1500", "500-50": "750-75", "1000-500-50": "1500-750-75"}


def sweep(options):
    results, missing, columns, blow_ups = {}, [], [], {}
    for name in sys.stdin.read().split():
        method, *hidden, latent, first, second = name.split("-")
        hidden, epochs = "-".join(hidden), int(first) + int(second)
        report, work = options.folder / f"{name}.json", options.folder / name
        if not report.exists():
            missing.append(name)
            continue
        errors = 100 * np.array([case["largest"] for case in json.load(open(report))["cases"]])
        results[method, hidden, latent, epochs, second] = [errors.max(), errors.mean(), errors.min()]
        blown = open(work / "predict.txt").read().count("grows without bound")
        blow_ups.setdefault(method, []).append([blown, (errors > 100).sum(), errors.size])
        logs = [log for log in (work / f"{k}/training-{k}.tsv" for k in (1, 2)) if log.exists()]
        seconds = sum(float(fields(log)[-1][-1]) for log in logs)
        columns.append([method, hidden, latent, epochs, errors.max(), np.median(errors), errors.min(), blown, seconds])
    with open(options.columns, "w") as file:
        print("method", "hidden", "latent", "units", "largest", "median", "least", "blow-ups", "seconds", sep="\t", file=file)
        for row in columns:
            print(*row, sep="\t", file=file)

    rows = []
    for method, title in TITLES.items():
        errors = [value for key, value in results.items() if key[0] == method]
        if errors:
            rows.append([f"{title}, median of {len(errors)} configurations", *percent(np.median(errors, axis=0))])
    for method, peer in PEERS.items():
        ratios = []
        for (name, hidden, *rest, second), errors in results.items():
            key = (peer, WIDER[hidden] if method == "mlasdi" else hidden, *rest, "0") if name == method else None
            if key in results:
                ratios.append(np.divide(results[key], errors))
        if ratios:
            rows.append([f"{TITLES[peer]} / {TITLES[method]} at equal epochs, median of {len(ratios)} pairs",
                         *(f"{ratio:.2f}" for ratio in np.median(ratios, axis=0))])
            rows.append([f"pairs in which the error of {TITLES[method]} is the smaller",
                         *map(str, (np.array(ratios) > 1).sum(axis=0))])
            if method == "mlasdi":
                rows.append(["the paper's", "2.54", "3.24", "5.91"])
    table(["error over the parameters", "largest", "mean", "least"], rows)
    for method, counts in blow_ups.items():
        blown, over, total = np.sum(counts, axis=0)
        if method in ("linear", "quadratic"):
            print(f"\n{TITLES[method].capitalize()}: of {total} predictions {blown} blew up, "
                  f"{over} are off by more than 100 %.")
    if missing:
        print(f"\nWithout a result, {len(missing)} of {len(missing) + len(results)}:\n")
        print(*(f"- {name}" for name in missing), sep="\n")


def publish(options):
    text = options.readme.read_text()
    for path in options.tables:
        start = f"<!-- {path.name} -->\n"
        new = start + "".join(line + "\n" for line in path.read_text().splitlines())
        text, count = re.subn(f"^{re.escape(start)}.*?(?=^<!-- end -->$)", lambda _: new, text, flags=re.M | re.S)
        if not count:
            sys.exit(f"table.py: {options.readme} has no line {start.strip()} with an end; add it where {path} is to stand")
    options.readme.write_text(text)


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
commands = parser.add_subparsers(required=True)


def command(work, rows=True):
    sub = commands.add_parser(work.__name__)
    sub.set_defaults(work=work)
    if rows:
        sub.add_argument("--row", action="append", nargs="+", required=True, help="title and files of a row")
    return sub


sub = command(defaults, rows=False)
sub.add_argument("folders", nargs="+", type=Path)
sub.add_argument("--baseline", type=Path, required=True, help="folder of rom-baseline with errors of both kinds of data")
sub.add_argument("--begun", type=Path, required=True, help="folder of errors of the same with initial states")
sub.add_argument("--ensemble", type=Path, required=True, help="folder of rom-ensemble with errors of both kinds of data")
command(seeds).add_argument("heading", help="of the first column")
sub = command(cases)
sub.add_argument("heading", nargs="+", help="of all columns")
sub.add_argument("--order", type=lambda text: [int(k) for k in text.split(",")], help="of the cases, such as 0,2,1")
sub.add_argument("--losses", type=int, metavar="EPOCHS", help="also the loss after these and at the end; a row's second "
                 "file is the log of the training")
command(grid)
command(nrmse).add_argument("heading", help="of the first column; in a row =CELL in place of a file stands as it is")
command(calibration)
command(sure, rows=False).add_argument("examples", nargs="+", type=Path)
command(tuned, rows=False).add_argument("examples", nargs="+", type=Path)
command(residual)
command(choices, rows=False).add_argument("models", nargs="+", type=Path)
sub = command(sweep, rows=False)
sub.add_argument("folder", type=Path)
sub.add_argument("columns")
sub = command(publish, rows=False)
sub.add_argument("readme", type=Path)
sub.add_argument("tables", nargs="+", type=Path)

options = parser.parse_args()
try:
    options.work(options)
except (OSError, ValueError) as error:
    sys.exit(f"table.py: {error}")
