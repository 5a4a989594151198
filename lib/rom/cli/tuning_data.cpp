#include "rom/cli/tuning_data.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "rom/base/cases.h"
#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/plausibility.h"
#include "rom/evaluation/folds.h"
#include "rom/files/folder.h"
#include "rom/files/inputs.h"
#include "rom/npy/output.h"
#include "rom/snapshots/coordinates.h"
#include "rom/snapshots/snapshots.h"

namespace rom::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kTolerance = 1e-4;  // of the coordinates that the folds have in common

void write_cases(const std::string& path, const Eigen::MatrixXd& states, const std::vector<Index>& which, Index cases,
                 bool first_only) {
    Eigen::MatrixXd chosen;
    gather(states, which, cases, chosen);
    const Index times = chosen.cols() / static_cast<Index>(which.size());
    if (first_only) chosen = snapshots::first_states(chosen, static_cast<Index>(which.size()));
    npy::Shape shape = {static_cast<Index>(which.size()), times, chosen.rows()};
    if (first_only) shape.erase(shape.begin() + 1);
    npy::write_array(path, npy::Type::float64, shape, entries_of(chosen));
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

// Whether there is a trial that is done.
bool was_tried(const std::string& folder) {
    const fs::recursive_directory_iterator files(folder);
    return std::any_of(begin(files), end(files), [](const fs::directory_entry& file) {
        return file.path().filename() == "done" && !file.is_directory();
    });
}

// Of some folds, one beside the other; all values in one column if they count together.
evaluation::States joined(const TuningFolder& folder, const std::vector<Eigen::MatrixXd>& parts) {
    Index columns = 0;
    for (const Eigen::MatrixXd& part : parts) columns += part.cols();
    Eigen::MatrixXd all(parts.front().rows(), columns);
    Index first = 0;
    for (const Eigen::MatrixXd& part : parts) {
        all.middleCols(first, part.cols()) = part;
        first += part.cols();
    }
    if (folder.times == 0) all.resize(all.size(), 1);
    return all;
}

void write_folds(const TuningFolder& folder, const snapshots::Snapshots& data, const Eigen::MatrixXd& parameters,
                 const std::vector<std::vector<Index>>& folds) {
    const Eigen::MatrixXd states = isometric_coordinates(data);
    for (std::size_t f = 0; f < folds.size(); ++f) {
        const Index fold = static_cast<Index>(f);
        make_folder(folder.fold(fold));
        const auto write_part = [&](const TuningFiles& part, const std::vector<Index>& which) {
            write_cases(part.snapshots, states, which, data.cases, false);
            files::write_parameters(part.parameters, parameters(which, Eigen::all));
        };
        write_part(folder.training(fold), evaluation::all_but(data.cases, folds[f]));
        write_part(folder.left_out(fold), folds[f]);
        write_cases(folder.initial(fold), states, folds[f], data.cases, true);
    }
}

}  // namespace

TuningTimes tuning_times(const TimeFlags& flags, const std::string& data, Index count) {
    const GivenTimes times = times_of(flags, data, count);
    if (times.inputs.empty()) {
        const std::string dt = format("%.15g", flags.dt);
        return {" --dt " + dt, dt};
    }
    return {" --times " + shell_word(flags.times), times.inputs.front().sha256};
}

std::vector<std::vector<Index>> folds_for(const files::Parameters& parameters) {
    auto folds = evaluation::folds_of(parameters.values);
    if (folds.empty())
        throw Error(
            parameters.name +
            ": no case lies between others, so that none can be left out; train with several seeds, and see what "
            "rom-ensemble says of them");
    return folds;
}

TuningData prepare(const Tool& tool, const TuningFiles& files, const StateOptions& states, const TimeFlags& times,
                   const std::string& output) {
    snapshots::Snapshots data = open_states(tool, states, files.snapshots, false);
    warn_if_implausible(tool, data, true);
    scale_fields(states, data);
    const files::Parameters parameters = files::read_parameters(files.parameters);
    files::require_same_cases(data.array.name(), data.cases, parameters.name, parameters.values.rows());
    const auto folds = folds_for(parameters);
    const auto [option, identity] = tuning_times(times, data.array.name(), data.times);
    TuningFolder folder{files::name_beside(output, ".tune"), files, option};
    folder.options = words_of(states);
    folder.entries = data.fields.without_gaps(data.size());
    folder.times = data.times;
    folder.folds = static_cast<Index>(folds.size());
    write_once(folder.path, data.array.sha256() + "\n" + parameters.sha256 + "\n" + identity + folder.options + "\n",
               [&] { write_folds(folder, data, parameters.values, folds); });
    return {folder, configurations(std::min(data.size(), data.times - 1))};
}

void make_folder(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) throw Error(path + ": cannot be created (" + error.message() + ")");
}

void write_once(const std::string& folder, const std::string& identity, const std::function<void()>& write) {
    const std::string marker = folder + "/data.txt";
    if (fs::exists(marker)) {
        std::ifstream file(marker);
        const std::string before{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        if (before == identity) return;
        if (was_tried(folder))
            throw Error(folder + " is of a search with other data or options; remove it, or name another output");
        fs::remove(marker);
    }
    const bool is_new = !fs::exists(folder);
    try {
        write();
    } catch (...) {
        std::error_code ignored;
        if (is_new) fs::remove_all(folder, ignored);
        throw;
    }
    npy::write_text(marker, identity);
}

evaluation::Truth truth_of(const TuningFolder& folder, const Tried& tried) {
    std::vector<Eigen::MatrixXd> parts;
    for (Index f = 0; f < folder.folds; ++f)
        if (tried.done[static_cast<std::size_t>(f)]) parts.push_back(states_in(folder.left_out(f).snapshots));
    evaluation::States states = joined(folder, parts);
    if (folder.times > 0) return evaluation::relative_truth(std::move(states), folder.times);
    const double count = static_cast<double>(states.size());
    return {std::move(states), Eigen::RowVectorXd::Constant(1, std::sqrt(count))};
}

std::optional<evaluation::States> predicted_by(const TuningFolder& folder, const Tried& tried, Variant variant) {
    std::vector<Eigen::MatrixXd> parts;
    for (Index f = 0; f < folder.folds; ++f) {
        if (!tried.done[static_cast<std::size_t>(f)]) continue;
        const std::string path = folder.prediction(tried.one, f, variant);
        if (!fs::exists(path)) return {};
        parts.push_back(states_in(path));
    }
    return joined(folder, parts);
}

void judge(const TuningFolder& folder, Tried& tried) {
    const evaluation::Truth truth = truth_of(folder, tried);
    tried.errors.clear();
    for (const Variant variant : folder.variants())
        if (const auto predicted = predicted_by(folder, tried, variant))
            tried.errors[variant] = evaluation::mean_error(truth, *predicted);
}

}  // namespace rom::cli
