#!/usr/bin/env python3
"""What training over ranks costs, counted from the sizes, and a model of its time.

scale.py report SETTING MEASURED SENT       Markdown: what scale.sh measured, beside what is counted and modelled
scale.py epoch RANKS CASES TIMES RANK LATENT HIDDEN BATCH   messages and bytes that the first rank sends in an epoch of
    stage 1 with batches of so many cases, apart from evaluations of the loss over all cases
scale.py basis RANKS POINTS SNAPSHOTS RANK   the same of basis and coordinates
"""
import pathlib
import re
import statistics
import sys
from dataclasses import dataclass


def constant(file, name):
    """What the library has fixed."""
    text = (pathlib.Path(__file__).parents[2] / "lib/rom" / file).read_text()
    return int(re.search(rf"constexpr Index {name} = (\d+);", text)[1])


LEAST_COLUMNS, MOST_SHARES = (constant("base/shares.cpp", name) for name in ("least_columns", "most_shares"))
LEAST_ROWS, MOST_PARTS = (constant("snapshots/rows.h", name) for name in ("least", "most"))
TOGETHER = constant("snapshots/coordinates.cpp", "kTogether")  # snapshots whose coordinates are summed
SNAPSHOTS_OF_STEP = constant("cli/training.cpp", "kSnapshotsOfStep")


def share(count, ranks, which):
    """First and end of what belongs to a rank."""
    return count * which // ranks, count * (which + 1) // ranks


def shares_of(columns):
    shares = 1
    while shares < MOST_SHARES and columns >= 2 * shares * LEAST_COLUMNS:
        shares *= 2
    return shares


def parts_of(points):
    return max(1, min(points // LEAST_ROWS, MOST_PARTS))


def most_of_a_rank(count, ranks):
    return -(-count // ranks)


@dataclass
class Sent:
    """By the first of some ranks."""
    ranks: int
    messages: int = 0
    bytes: int = 0

    def to_all(self, size):
        self.messages += self.ranks - 1
        self.bytes += size * (self.ranks - 1)

    def to_one(self, size):
        if self.ranks > 1:
            self.messages += 1
            self.bytes += size

    def sum(self, size, parts, item):
        """Parts added in pairs: each rank sends its sums and gets its range of all, then sends the total of that."""
        begin, end = 0, share(parts, self.ranks, 0)[1]
        sums = 0
        while begin < end:
            count = 1
            while begin % (2 * count) == 0 and (begin + 2 * count <= end or end == parts and begin + count < parts):
                count *= 2
            sums += 1
            begin += count
        own = share(size, self.ranks, 0)[1]
        self.messages += self.ranks - 1
        self.bytes += sums * (size - own) * item
        self.to_all(own * item)


@dataclass
class Network:
    rank: int
    latent: int
    hidden: int

    def matrices(self):  # outputs and inputs, of encoder and decoder
        r, k, h = self.rank, self.latent, self.hidden
        return [(h, r), (k, h), (h, k), (r, h)]

    def weights(self):
        return sum(rows * (columns + 1) for rows, columns in self.matrices())

    def flops(self, snapshots):
        """Forward, gradient by weights, and gradient by inputs but for the first layer."""
        all_layers = sum(rows * columns for rows, columns in self.matrices())
        return 2 * snapshots * (3 * all_layers - self.hidden * self.rank)

    def step_flops(self):
        """Of muon, for each matrix: three quintics of half a square, half a product of squares, and a product."""
        sizes = [(min(shape), max(shape)) for shape in self.matrices()]
        return [3 * (3 * a * a * b + a**3) for a, b in sizes]


def evaluation_sent(network, ranks, cases, times, sent):
    columns = cases * times
    shares = shares_of(columns)
    own_shares = share(shares, ranks, 0)[1]
    own_cases = share(cases, ranks, 0)[1]
    sent.to_all(8 * network.latent * (columns * own_shares // shares))
    sent.to_all(8 * (network.latent * (network.latent + 1) + 1) * own_cases)  # coefficients and misfit
    sent.to_all(8 * network.latent * times * own_cases)
    sent.to_all(8 * own_shares)
    sent.sum(network.weights(), shares, 4)


def epoch_sent(network, ranks, cases, times, batch):
    """Of one epoch; with batches, apart from evaluations over all cases."""
    sent = Sent(ranks)
    steps = -(-cases // batch)
    for step in range(steps):
        begin, end = share(cases, steps, step)
        evaluation_sent(network, ranks, end - begin, times, sent)
        for turn, (rows, columns) in enumerate(network.matrices()):
            if turn % ranks == 0:
                sent.to_all(4 * rows * columns)
    sent.to_all(8)  # the time
    sent.to_one(8)  # whether a signal has come
    return sent


def evaluations(first, end):
    """How often the loss over all cases is evaluated in these epochs of training in batches."""
    return sum(e % (1 << max(1, e // 4).bit_length() - 1) == 0 for e in range(first, end))


def basis_sent(ranks, points, snapshots, rank):
    parts = parts_of(points)
    sent = Sent(ranks)
    sent.to_all(8 * (points * share(parts, ranks, 0)[1] // parts))  # the mean
    sent.sum(1, parts, 8)
    sent.to_one(8)
    sent.sum(snapshots**2, parts, 8)
    for _ in range(2):
        sent.sum(rank**2, parts, 8)
    for first in range(0, snapshots, TOGETHER):
        sent.sum(rank * min(TOGETHER, snapshots - first), parts, 8)
    return sent


def basis_flops(points, snapshots, rank):
    """Mean and spread, half the Gram matrix, basis and coordinates, and half a Gram matrix and a division, twice."""
    return points * (snapshots * (5 + snapshots + 4 * rank) + 2 * (2 * rank**2))


def eigen_flops(snapshots):
    return 9 * snapshots**3


class Model:
    """Seconds, from flops, messages and bytes."""

    def __init__(self, cores, training_rate, step_rate, basis_rate, latency, bandwidth):
        self.cores = cores
        self.training_rate, self.step_rate, self.basis_rate = training_rate, step_rate, basis_rate
        self.latency, self.bandwidth = latency, bandwidth

    def crowded(self, workers):
        return max(1, workers / self.cores)

    def sending(self, sent):
        return sent.messages * self.latency + sent.bytes / self.bandwidth

    def epoch(self, network, ranks, threads, cases, times, batch, evaluated):
        workers = ranks * threads

        def evaluation(columns):
            shares = shares_of(columns)
            return network.flops(columns) * most_of_a_rank(shares, workers) / shares / self.training_rate

        sent = epoch_sent(network, ranks, cases, times, batch)
        steps = -(-cases // batch)
        one = sum(evaluation((b - a) * times) for a, b in (share(cases, steps, k) for k in range(steps)))
        of_ranks = [sum(network.step_flops()[which::ranks]) for which in range(ranks)]
        busy = one + steps * max(of_ranks) / threads / self.step_rate
        if batch < cases:
            all_cases = Sent(ranks)
            evaluation_sent(network, ranks, cases, times, all_cases)
            busy += evaluated * (evaluation(cases * times) + self.sending(all_cases))
        return busy * self.crowded(workers) + self.sending(sent)

    def basis(self, ranks, threads, points, snapshots, rank):
        parts = parts_of(points)
        shared = most_of_a_rank(parts, ranks) / parts / threads
        flops = basis_flops(points, snapshots, rank) * shared + eigen_flops(snapshots)
        sent = basis_sent(ranks, points, snapshots, rank)
        return flops / self.basis_rate * self.crowded(ranks * threads) + self.sending(sent)


def table(heads, rows):
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def shown(values):
    return f"{statistics.median(values):.3g} ({min(values):.3g} to {max(values):.3g})"


class Report:
    def __init__(self, setting, measured, sent):
        self.setting = dict(line.rstrip().split(" ", 1) for line in open(setting))
        number = {k: int(v) for k, v in self.setting.items() if v.isdigit()}
        self.cases, self.times, self.points = number["cases"], number["times"], number["points"]
        self.epochs, self.cores, self.runs = number["epochs"], number["cores"], number["runs"]
        self.network = Network(number["rank"], number["latent"], number["hidden"])
        self.snapshots = self.cases * self.times
        self.batches = {"all": self.cases, "auto": min(self.cases, -(-SNAPSHOTS_OF_STEP // self.times))}
        self.basis, self.epoch, self.checksum = {}, {}, {}
        for line in open(measured):
            points, ranks, threads, batch, *times = line.split()
            key = int(points), int(ranks), int(threads)
            seconds, milliseconds, checksum = map(float, times)
            self.basis.setdefault(key, []).append(seconds)
            self.epoch.setdefault((*key, batch), []).append(milliseconds)
            self.checksum.setdefault(key[0], []).append(checksum)
        self.sent = [line.split() for line in open(sent)]
        self.evaluated = evaluations(1, self.epochs) / self.epochs
        self.model = self.calibrated()

    def calibrated(self):
        """The rates of one core, from the smaller mesh on one rank of one thread; messages as exchanges are measured."""
        one = min(k for k in self.basis if k[1:] == (1, 1))
        flops, steps = self.network.flops(self.snapshots), sum(self.network.step_flops())
        batch = self.batches["auto"]
        passes = -(-self.cases // batch)
        whole, parts = (1e-3 * min(self.epoch[(*one, batch)]) for batch in ("all", "auto"))
        if batch < self.cases:  # two equations: seconds of a flop of the networks and of a step
            more = 1 + self.evaluated
            determinant = flops * passes * steps - more * flops * steps
            of_flop = (whole * passes * steps - parts * steps) / determinant
            of_step = (flops * parts - more * flops * whole) / determinant
        else:
            of_flop = of_step = whole / (flops + steps)
        if of_flop <= 0 or of_step <= 0:  # too noisy to tell them apart
            of_flop = of_step = whole / (flops + steps)
        basis = basis_flops(one[0], self.snapshots, self.network.rank) + eigen_flops(self.snapshots)
        latency = float(self.setting["small"])
        bandwidth = 1e6 / (float(self.setting["large"]) - latency)
        return Model(self.cores, 1 / of_flop, 1 / of_step, basis / min(self.basis[one]), latency, bandwidth)

    def milliseconds(self, model, ranks, threads, batch):
        return 1e3 * model.epoch(self.network, ranks, threads, self.cases, self.times, self.batches[batch],
                                 self.evaluated)

    def name(self, batch):
        return f"{self.batches[batch]} cases a step, ms an epoch"

    def speed(self, title, keys):
        print(f"## {title}\n")
        rows = []
        for key in keys:
            row = [str(key[1]), str(key[0])]
            for values, first in [(self.basis[key], self.basis[keys[0]])] + [
                    (self.epoch[(*key, batch)], self.epoch[(*keys[0], batch)]) for batch in self.batches]:
                row += [shown(values), f"{statistics.median(first) / statistics.median(values):.2f}"]
            rows.append(row)
        heads = ["basis, s", *map(self.name, self.batches)]
        table(["ranks", "points"] + [cell for head in heads for cell in (head, "times as fast")], rows)

    def threads_or_ranks(self):
        print("## Ranks of one thread, or threads of one rank\n")
        rows = []
        for key in sorted(k for k in self.basis if k[2] == 1 and k[1] > 1):
            points, ranks, _ = key
            threads = points, 1, ranks
            if threads not in self.basis:
                continue
            pairs = [("basis, s", self.basis[key], self.basis[threads])]
            pairs += [(self.name(b), self.epoch[(*key, b)], self.epoch[(*threads, b)]) for b in self.batches]
            for what, by_ranks, by_threads in pairs:
                ratio = statistics.median(by_ranks) / statistics.median(by_threads)
                rows.append([what, str(points), str(ranks), shown(by_ranks), shown(by_threads), f"{ratio:.2f}"])
        table(["", "points", "ranks, or threads", "ranks", "threads", "ratio"], rows)

    def messages(self):
        print("## What the first rank sends\n")
        rows = []
        for points, ranks, batch, basis_bytes, basis_messages, epoch_bytes, epoch_messages in self.sent:
            points, ranks = int(points), int(ranks)
            first, end = self.epochs // 3, self.epochs
            count = end - first
            epoch = epoch_sent(self.network, ranks, self.cases, self.times, self.batches[batch])
            extra = Sent(ranks)
            if self.batches[batch] < self.cases:
                for _ in range(evaluations(first, end)):
                    evaluation_sent(self.network, ranks, self.cases, self.times, extra)
            basis = basis_sent(ranks, points, self.snapshots, self.network.rank)
            rows.append([str(points), str(ranks), str(self.batches[batch]), basis_messages, str(basis.messages),
                         f"{float(basis_bytes) / 1e6:.3f}", f"{basis.bytes / 1e6:.3f}",
                         f"{int(epoch_messages) / count:.2f}", f"{epoch.messages + extra.messages / count:.2f}",
                         f"{float(epoch_bytes) / count / 1e3:.2f}", f"{(epoch.bytes + extra.bytes / count) / 1e3:.2f}"])
        table(["points", "ranks", "cases a step", "basis: messages", "by the sizes", "MB", "by the sizes", "epoch: messages",
               "by the sizes", "kB", "by the sizes"], rows)

    def measured_and_modelled(self):
        m, n, r = self.model, self.snapshots, self.network.rank
        rows = []
        for key in sorted(self.basis):
            points, ranks, threads = key
            values = [("basis, s", min(self.basis[key]), m.basis(ranks, threads, points, n, r))]
            values += [(self.name(b), min(self.epoch[(*key, b)]), self.milliseconds(m, ranks, threads, b))
                       for b in self.batches]
            rows += [[what, str(points), str(ranks), str(threads), f"{was:.3g}", f"{said:.3g}", f"{was / said:.2f}"]
                     for what, was, said in values]
        table(["", "points", "ranks", "threads", "measured", "modelled", "ratio"], rows)

    def predictions(self):
        points, read, together, latency, bandwidth = 10**8, 0.5e9, 50e9, 2e-6, 10e9
        n, r = self.snapshots, self.network.rank
        size = 4 * points * n
        m = self.model
        far = Model(10**9, m.training_rate, m.step_rate, m.basis_rate, latency, bandwidth)
        hash_rate = max(4 * p * n / min(c) for p, c in self.checksum.items())
        rows = []
        for ranks in (1, 64, 1024):
            readers = min(ranks, MOST_PARTS)
            reading = 5 * size / min(readers * read, together)
            checksum = max(size / min(hash_rate, read), ranks * size / together)
            sent = basis_sent(ranks, points, n, r)
            sending = far.sending(sent)
            computing = far.basis(ranks, 1, points, n, r) - sending
            writing = 4 * points * r / read
            epochs = [self.milliseconds(far, ranks, 1, b) for b in self.batches]
            rows.append([str(ranks)] + [f"{v:.3g}" for v in (reading, computing, sending, checksum, writing, *epochs)])
        table(["ranks", "reading, s", "products, s", "messages, s", "checksum, s", "writing the basis, s",
               *map(self.name, self.batches)], rows)
        return size, hash_rate

    def write(self):
        s, m, network, batches = self.setting, self.model, self.network, list(self.batches.values())
        one = sorted(k for k in self.basis if k[2] == 1)
        print(f"""# Scaling

Made by `make scale` on {s["machine"]}, with a load of {s["load"]} by other programs. Medians, in
brackets the spread, runs in turn: {self.runs} for an epoch, {2 * self.runs} for a basis. {self.cases} cases of {self.times} times, stage 1 of
{network.rank}-{network.hidden}-{network.latent} with muon, {self.epochs} epochs; the snapshots are in memory. The basis is all that is read and computed from
their checksum to their coordinates in it.
""")
        self.speed(f"Strong: {self.points:,} points, on more and more ranks of one thread",
                   [k for k in one if k[0] == self.points])
        self.speed("Weak: as many points for each rank", [k for k in one if k[0] == self.points // 2 * k[1]])
        self.messages()
        self.threads_or_ranks()
        shares = [shares_of(self.times * batch) for batch in batches]
        print(f"""## A model of the time

Counted from the sizes, for N points, n = {self.snapshots} snapshots, r = {network.rank} coordinates:

- an epoch: {network.flops(self.snapshots) / 1e9:.3g} GFLOP of the networks, shared as the snapshots of a step are: in at most {MOST_SHARES} shares of
  at least {LEAST_COLUMNS}, which are {shares[0]} and {shares[1]} here; and {sum(network.step_flops()) / 1e9:.3g} GFLOP of each step of muon, of which a rank has whole
  matrices. With batches the loss over all cases is evaluated besides, {self.evaluated:.2g} times an epoch;
- the basis: N (n (n + 5 + 4 r) + 4 r r) FLOP, {basis_flops(self.points, self.snapshots, network.rank) / 1e9:.3g} GFLOP of the larger mesh, shared by parts of the mesh, of
  which there are at most {MOST_PARTS}; and 9 n n n FLOP of the eigenvectors, which every rank has;
- messages and bytes as in the table above.

The time is that of the FLOP of the rank that has most, at the rate of a core, and of its messages and bytes. Workers beyond
the {self.cores} cores wait for each other. Rates are measured, the first three on one rank of one thread with the smaller mesh:

| GFLOP/s of the networks | of muon | of the basis, with reading | of products of {network.hidden} x 128 x {network.rank} alone | us a message | GB/s of messages |
|---|---|---|---|---|---|
| {m.training_rate / 1e9:.3g} | {m.step_rate / 1e9:.3g} | {m.basis_rate / 1e9:.3g} | {float(s["gemm"]):.3g} | {1e6 * m.latency:.3g} | {m.bandwidth / 1e9:.3g} |

Measured is the least of the runs, which others disturb least:
""")
        self.measured_and_modelled()
        print("## What it says of 100,000,000 points\n")
        size, hash_rate = self.predictions()
        print(f"""Predicted, not measured, and on assumptions: a core for each rank, as fast as one here; a network of 2 microseconds and
10 GB/s, each message alone; a file system that gives a rank 0.5 GB/s, and all together 50 GB/s. The snapshots, {size / 1e9:.3g} GB, are
read five times, by at most {MOST_PARTS} ranks, and once more for their checksum, by every rank, at {hash_rate / 1e9:.2g} GB/s at most; the first rank
writes the basis. Ranks beyond the parts of the mesh, or the shares of a step, compute nothing, and still send.""")


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    if what == "report":
        Report(*arguments).write()
    else:
        numbers = list(map(int, arguments))
        if what == "epoch":
            ranks, cases, times, rank, latent, hidden, batch = numbers
            counted = epoch_sent(Network(rank, latent, hidden), ranks, cases, times, batch)
        else:
            counted = basis_sent(*numbers)
        print(counted.messages, counted.bytes)
