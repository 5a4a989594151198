#include "rom/cli/dry_run.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <vector>

#include "rom/base/memory.h"
#include "rom/base/parallel.h"
#include "rom/base/text.h"
#include "rom/cli/course.h"
#include "rom/files/reports.h"
#include "rom/npy/bytes.h"
#include "rom/snapshots/subspace.h"

namespace rom::cli {
namespace {

using snapshots::Snapshots;

constexpr Index kReadWhole = 12'000'000;  // entries that are read whole
constexpr Index kHeld = Index{1} << 22;   // entries of a sample, about
constexpr Index kChunk = 64;              // of which so many lie beside each other
constexpr Index kLeastSampled = 512;      // entries of a state: the rank is at most as many
constexpr double kLong = 0.1;             // seconds that are measured, at least
constexpr double kHistoryRow = 80;        // bytes
constexpr double kProgram = 8e6;          // bytes of the tool and its libraries

// Bytes of this process now: its own, and of files that are mapped.
struct Memory {
    double own = 0;
    double of_files = 0;
};
Memory memory_now() {
    std::ifstream file("/proc/self/statm");
    double size = 0;
    double resident = 0;
    double shared = 0;
    file >> size >> resident >> shared;
    const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
    return {(resident - shared) * page, shared * page};
}

// Entries of a state in chunks, evenly over all.
std::vector<Index> chosen_entries(Index size, Index count) {
    const Index chunks = count / kChunk;
    std::vector<Index> chosen;
    for (Index k = 0; k < chunks; ++k) {
        const Index first = (size - kChunk) * k / std::max<Index>(1, chunks - 1);
        for (Index i = 0; i < kChunk; ++i) chosen.push_back(first + i);
    }
    return chosen;
}

snapshots::Fields fields_at(const snapshots::Fields& fields, const std::vector<Index>& entries) {
    snapshots::Fields chosen = fields;
    chosen.axis = 0;
    if (!fields.of_entry.empty()) {
        chosen.of_entry.clear();
        for (const Index i : entries) chosen.of_entry.push_back(fields.of_entry[static_cast<std::size_t>(i)]);
    }
    if (fields.units.size() > 0) chosen.units = fields.units(entries);
    return chosen;
}

// Seconds to read and convert an entry, as all passes over the data do.
double reading_speed(const Snapshots& data) {
    Snapshots some = data;
    some.cases = 1;
    some.times = std::clamp<Index>(kHeld / data.size(), 1, data.times);
    double sum = 0;
    const Watch watch;
    snapshots::for_snapshot_blocks(some, [&](Index, const auto& block) { sum += block.squaredNorm(); });
    return watch.seconds() / static_cast<double>(some.count() * some.size()) + 0 * sum;
}

// Seconds for a multiplication or an addition in the products that make the basis.
double flop_speed() {
    constexpr Index rows = 4096;
    constexpr Index columns = 256;
    const Eigen::MatrixXd block = Eigen::MatrixXd::Constant(rows, columns, 0.5);
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(columns, columns);
    Index done = 0;
    const Watch watch;
    do {
        snapshots::add_gram(block, gram);
        ++done;
    } while (watch.seconds() < kLong);
    return watch.seconds() / static_cast<double>(done * rows * columns * (columns + kChunk));
}

// What make_coordinates and project take of N entries of M states, in r coordinates.
struct Basis {
    double seconds;
    double bytes;
};
Basis basis_of(const Estimate& e) {
    const auto n = static_cast<double>(e.entries);
    const auto m = static_cast<double>(e.cases * e.times);
    const auto r = static_cast<double>(e.rank);
    const double side = std::min(n, m);
    const snapshots::SubspaceWork work = snapshots::work_of(e.entries, e.cases * e.times, e.rank);
    const bool of_space = n <= m;
    const double passes = static_cast<double>(e.passes) + work.passes + (of_space ? 0 : 1);
    const double flops = work.flops + 2 * n * m * r * (of_space ? 1 : 2) + 4 * n * r * r;
    const double block =
        8 * std::min(n * m, std::max({static_cast<double>(snapshots::kBlockEntries), n, of_space ? 0 : m}));
    return {passes * n * m * e.per_entry + flops * e.per_flop,
            8 * (std::max(work.entries, 2 * n * r) + (of_space ? 0 : side * r)) + block};
}

std::string range_of(const std::string& least, const std::string& most) {
    return least == most ? most : least + " to " + most;
}

std::string size_text(double bytes) { return format("%.3g GB", bytes / 1e9); }

void print(const Estimate& e, double memory, const Record& more, const std::vector<std::string>& lines, bool json) {
    Record record = {{"cases", e.cases}, {"times", e.times}, {"entries", e.entries}, {"bytes", e.bytes}};
    if (e.rank > 0) record.push_back({"rank", e.rank});
    record.push_back({"memory", memory});
    record.insert(record.end(), more.begin(), more.end());
    if (json) {
        std::printf("%s\n", files::json_of(record).c_str());
        return;
    }
    std::printf("data      %s of %s, %ld entries: %s\n", counted(e.cases, "case").c_str(),
                counted(e.times, "time").c_str(), static_cast<long>(e.entries), size_text(e.bytes).c_str());
    if (e.rank > 0)
        std::printf(
            "rank      %ld%s\n", static_cast<long>(e.rank),
            e.sampled > 0 ? format(", by %ld entries of each state", static_cast<long>(e.sampled)).c_str() : "");
    std::printf("memory    %s at most\n", size_text(memory).c_str());
    for (const std::string& line : lines) std::printf("%s\n", line.c_str());
}

}  // namespace

void note_data(const Tool& tool, const npy::Array& array, Index cases, Index times, Index entries) {
    Estimate& e = tool.estimate;
    e.cases = cases;
    e.times = times;
    e.entries = entries;
    e.bytes = static_cast<double>(npy::data_size(array.header()));
}

void note_model(const Tool& tool, const snapshots::Coordinates& coordinates, Index latent) {
    Estimate& e = tool.estimate;
    e.rank = coordinates.rank();
    const double bytes = e.bytes > 4.0 * static_cast<double>(e.entries * e.cases * e.times) ? 8 : 4;
    const auto rank = static_cast<double>(coordinates.on_mesh() ? 0 : e.rank);
    // Mean, basis, what is left of the snapshots in it, latent trajectories.
    e.output = bytes * (static_cast<double>(e.entries) * (rank + 1) + rank * rank +
                        static_cast<double>(e.cases * e.times) * static_cast<double>(latent));
}

void begin_dry_run(const Tool& tool, Snapshots& data) {
    note_data(tool, data.array, data.cases, data.times, data.size());
    Estimate& e = tool.estimate;
    const Index count = data.count();
    Index size = std::max(kLeastSampled, kHeld / count);
    size = (size + kChunk - 1) / kChunk * kChunk;
    if (count * data.size() <= kReadWhole || size >= data.size()) return;
    const Memory before = memory_now();
    e.own = before.own;
    e.of_files = before.of_files;
    e.per_entry = reading_speed(data);
    e.per_flop = flop_speed();
    e.passes = data.fields.names.size() > 1 ? 6 : 4;  // checksum, mean, deviation, projection; units of fields
    e.sampled = size;
    if (e.bytes < npy::kLarge) e.mapped = e.bytes;
    const std::vector<Index> entries = chosen_entries(data.size(), size);
    std::vector<double> values(static_cast<std::size_t>(count * size));
    for (Index j = 0; j < count; ++j)
        for (Index i = 0; i < size; i += kChunk)
            data.array.read_any(data.offset(j) + entries[static_cast<std::size_t>(i)],
                                std::span(values).subspan(static_cast<std::size_t>(j * size + i), kChunk));
    e.held = 8 * static_cast<double>(values.size());
    const Snapshots whole = data;
    data = {npy::Array::of_values(values, {data.cases, data.times, size}, data.array.name()),
            data.cases,
            data.times,
            {size}};
    data.fields = fields_at(whole.fields, entries);
    data.stands_for = whole.fields.without_gaps(whole.size());
}

template <class Scalar>
optimise::TrainState<Scalar> dry_train(const Tool& tool, const Run<Scalar>& run) {
    Estimate& e = tool.estimate;
    if (run.coordinates != nullptr) note_model(tool, *run.coordinates, e.latent);
    double first = e.watch.seconds();
    const auto rank = static_cast<double>(e.rank);
    const double weights = static_cast<double>(run.problem.initial.size()) * sizeof(Scalar);
    const Course course = course_of(run.problem, run.plan);
    double memory = peak_memory();
    if (e.sampled > 0) {
        const Basis basis = basis_of(e);
        first = basis.seconds;
        const double unseen = static_cast<double>(e.entries - e.sampled);
        const double training = memory_now().own - e.held + 8 * rank * unseen;
        memory = std::max(e.own + basis.bytes, training) + std::max(e.of_files, kProgram + e.mapped);
    }
    const double output = e.output + weights + kHistoryRow * static_cast<double>(std::min<Index>(course.most, 1000));
    print(e, memory,
          {{"seconds_before", first},
           {"seconds_per_epoch", course.epoch},
           {"epochs_least", course.least},
           {"epochs_most", course.most},
           {"seconds_least", first + course.least_seconds},
           {"seconds_most", first + course.most_seconds},
           {"output", output}},
          {"before    " + duration_text(first) + ", reading and what is made of it",
           format("epoch     %.3g s", course.epoch),
           "epochs    " + range_of(std::to_string(course.least), std::to_string(course.most)),
           "in all    " +
               range_of(duration_text(first + course.least_seconds), duration_text(first + course.most_seconds)),
           "output    " + size_text(output)},
          tool.options.given("--json"));
    optimise::TrainState<Scalar> state;
    state.best = run.problem.initial;
    return state;
}

void dry_search(const Tool& tool, const Course& course, Index trials, double room, double seconds) {
    const Estimate& e = tool.estimate;
    const auto fitting = [&](double each) { return std::min(trials, std::lround(room / std::max(0.05, each))); };
    print(e, static_cast<double>(thread_count()) * (peak_memory() - e.held), {},
          {format("epoch     %.3g s", course.epoch),
           "epochs    " + range_of(std::to_string(course.least), std::to_string(course.most)) + " of a first stage",
           "trials    " +
               range_of(std::to_string(fitting(course.most_seconds)), std::to_string(fitting(course.least_seconds))) +
               " of " + std::to_string(trials),
           "in all    " + duration_text(seconds) + " at most", "output    " + size_text(e.output)},
          false);
}

void dry_end(const Tool& tool) {
    const double seconds = tool.estimate.watch.seconds();
    print(tool.estimate, peak_memory(),
          {{"seconds_least", seconds}, {"seconds_most", seconds}, {"output", tool.estimate.output}},
          {"in all    " + duration_text(seconds), "output    " + size_text(tool.estimate.output)},
          tool.options.given("--json"));
}

void dry_predict(const Tool& tool, const Estimate& of, const std::vector<Computation>& parts) {
    struct Enough {};
    double seconds = tool.estimate.watch.seconds();
    for (const Computation& compute : parts) {
        double done = 0;
        const Watch watch;
        try {
            compute([&](std::size_t entries) {
                done += static_cast<double>(entries);
                if (watch.seconds() > kLong) throw Enough{};
            });
        } catch (const Enough&) {
        }
        const double all = static_cast<double>(of.cases * of.times) * static_cast<double>(of.entries);
        seconds += watch.seconds() * std::max(1.0, all / std::max(1.0, done));
    }
    print(of, peak_memory(), {{"seconds", seconds}, {"output", of.output}},
          {"in all    " + duration_text(seconds) + ", if the disk keeps up", "output    " + size_text(of.output)},
          false);
}

#define ROM_INSTANTIATE(Scalar) template optimise::TrainState<Scalar> dry_train(const Tool&, const Run<Scalar>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::cli
