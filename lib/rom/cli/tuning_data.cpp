#include "rom/cli/tuning_data.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "rom/base/cases.h"
#include "rom/base/error.h"
#include "rom/evaluation/folds.h"
#include "rom/npy/output.h"
#include "rom/snapshots/coordinates.h"

namespace rom::cli {
namespace {

namespace fs = std::filesystem;

constexpr Index kMostFolds = 4;
constexpr double kTolerance = 1e-4;  // of the coordinates that the folds have in common

std::vector<Index> all_but(Index cases, const std::vector<Index>& left_out) {
    std::vector<Index> kept;
    for (Index c = 0; c < cases; ++c)
        if (std::ranges::find(left_out, c) == left_out.end()) kept.push_back(c);
    return kept;
}

void write_cases(const std::string& path, const Eigen::MatrixXd& states, const std::vector<Index>& which, Index cases,
                 bool first_only) {
    Eigen::MatrixXd chosen;
    gather(states, which, cases, chosen);
    const Index times = chosen.cols() / static_cast<Index>(which.size());
    if (first_only) chosen = snapshots::first_states(chosen, static_cast<Index>(which.size()));
    npy::Shape shape = {static_cast<Index>(which.size()), times, chosen.rows()};
    if (first_only) shape.erase(shape.begin() + 1);
    npy::write_array(path, npy::Type::float32, shape, entries_of(chosen));
}

// The snapshots as coordinates in an orthonormal basis that holds their mean too, so that norms stay what they are.
Eigen::MatrixXd isometric_coordinates(const snapshots::Snapshots& data) {
    const snapshots::Coordinates coordinates = snapshots::make_coordinates(
        data, snapshots::CoordinateSystem::data, snapshots::Scaling::deviation, {.tolerance = kTolerance});
    const Eigen::MatrixXd values = coordinates.scale * snapshots::project<double>(coordinates, data);
    const Eigen::VectorXd inside = coordinates.basis.transpose() * coordinates.mean;
    Eigen::MatrixXd states(values.rows() + 1, values.cols());
    states.topRows(values.rows()) = values.colwise() + inside;
    states.bottomRows(1).setConstant((coordinates.mean - coordinates.basis * inside).norm());
    return states;
}

Eigen::MatrixXd states_in(const std::string& path) {
    const snapshots::Snapshots data = snapshots::open_snapshots(path, false);
    Eigen::MatrixXd states(data.size(), data.count());
    snapshots::for_snapshot_blocks(
        data, [&](Index first, Eigen::Ref<Eigen::MatrixXd> block) { states.middleCols(first, block.cols()) = block; });
    return states;
}

// Of some folds, one beside the other.
Eigen::MatrixXd joined(const std::vector<Eigen::MatrixXd>& parts) {
    Index columns = 0;
    for (const Eigen::MatrixXd& part : parts) columns += part.cols();
    Eigen::MatrixXd all(parts.front().rows(), columns);
    Index first = 0;
    for (const Eigen::MatrixXd& part : parts) {
        all.middleCols(first, part.cols()) = part;
        first += part.cols();
    }
    return all;
}

}  // namespace

TuningData read_tuning_data(const std::string& snapshots, const std::string& parameters, const std::string& dt,
                            const std::string& output) {
    TuningData data{snapshots::open_snapshots(snapshots, false), files::read_parameters(parameters), {}, {}};
    files::require_same_cases(data.snapshots.array.name(), data.snapshots.cases, data.parameters.name,
                              data.parameters.values.rows());
    data.folds = evaluation::folds_of(data.parameters.values, kMostFolds);
    data.folder = {output + ".tune", dt, data.snapshots.size(), static_cast<Index>(data.folds.size())};
    if (data.folds.empty())
        throw Error(
            data.parameters.name +
            ": no case lies between others, so that none can be left out; train with several seeds, and see what "
            "rom-ensemble says of them");
    return data;
}

void make_folder(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) throw Error(path + ": cannot be created (" + error.message() + ")");
}

void prepare(const TuningData& data) {
    const std::string identity =
        data.snapshots.array.sha256() + "\n" + data.parameters.sha256 + "\n" + data.folder.dt + "\n";
    const std::string marker = data.folder.path + "/data.txt";
    if (fs::exists(marker)) {
        std::ifstream file(marker);
        const std::string before{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        if (before != identity)
            throw Error(data.folder.path +
                        " is of a search with other snapshots, parameters or --dt; remove it, or name another output");
        return;
    }
    const Eigen::MatrixXd states = isometric_coordinates(data.snapshots);
    const Index cases = data.snapshots.cases;
    for (std::size_t f = 0; f < data.folds.size(); ++f) {
        const std::vector<Index>& test = data.folds[f];
        const std::vector<Index> train = all_but(cases, test);
        const std::string folder = data.folder.fold(static_cast<Index>(f));
        make_folder(folder);
        write_cases(folder + "/train.npy", states, train, cases, false);
        write_cases(folder + "/test.npy", states, test, cases, false);
        write_cases(folder + "/test-initial.npy", states, test, cases, true);
        files::write_parameters(folder + "/train-mu.npy", data.parameters.values(train, Eigen::all));
        files::write_parameters(folder + "/test-mu.npy", data.parameters.values(test, Eigen::all));
    }
    npy::write_text(marker, identity);
}

evaluation::States truth_of(const TuningFolder& folder, const Tried& tried) {
    std::vector<Eigen::MatrixXd> parts;
    for (Index f = 0; f < folder.folds; ++f)
        if (tried.done[static_cast<std::size_t>(f)]) parts.push_back(states_in(folder.fold(f) + "/test.npy"));
    return joined(parts);
}

std::optional<evaluation::States> predicted_by(const TuningFolder& folder, const Tried& tried, Variant variant) {
    std::vector<Eigen::MatrixXd> parts;
    for (Index f = 0; f < folder.folds; ++f) {
        if (!tried.done[static_cast<std::size_t>(f)]) continue;
        const std::string path = folder.prediction(tried.one, f, variant);
        if (!fs::exists(path)) return {};
        parts.push_back(states_in(path));
    }
    return joined(parts);
}

void judge(const TuningFolder& folder, Tried& tried, Index times) {
    const evaluation::States truth = truth_of(folder, tried);
    tried.errors.clear();
    for (const Variant variant : kVariants)
        if (const auto predicted = predicted_by(folder, tried, variant))
            tried.errors[variant] = evaluation::mean_error(truth, *predicted, times);
}

}  // namespace rom::cli
