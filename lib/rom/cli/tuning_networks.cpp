#include "rom/cli/tuning_networks.h"

#include <algorithm>
#include <optional>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/field_data.h"
#include "rom/evaluation/folds.h"
#include "rom/files/folder.h"
#include "rom/files/inputs.h"
#include "rom/npy/output.h"

namespace rom::cli {
namespace {

constexpr Index kMostJudged = 1 << 22;  // values of the snapshots left out, of all folds together

// Where the points are in an array: [cases, times, points, inner], or without cases or times.
struct PointsIn {
    bool cases = true;
    std::optional<Index> times;
    Index points = 1;
    Index inner = 1;
};

// Every so many points of the cases `which`, each value times the factor of its last axis.
void write_some(const std::string& path, const npy::Array& from, const PointsIn& in, const std::vector<Index>& which,
                Index stride, const Eigen::VectorXd& factors) {
    const Index kept = (in.points + stride - 1) / stride;
    const Index times = in.times.value_or(1);
    npy::Shape shape = {kept, in.inner};
    if (in.times) shape.insert(shape.begin(), times);
    if (in.cases) shape.insert(shape.begin(), static_cast<Index>(which.size()));
    npy::Writer writer(path, from.header().type, shape);
    RowMajor all(in.points, in.inner);
    RowMajor some(kept, in.inner);
    for (const Index c : in.cases ? which : std::vector<Index>{0})
        for (Index k = 0; k < times; ++k) {
            from.read<double>((c * times + k) * all.size(), {all.data(), static_cast<std::size_t>(all.size())});
            for (Index p = 0; p < kept; ++p) some.row(p) = all.row(p * stride) * factors.asDiagonal();
            writer.append<double>({some.data(), static_cast<std::size_t>(some.size())});
        }
    writer.commit();
}

std::vector<std::vector<Index>> network_folds(const query::RawInputs& raw, Index cases) {
    std::vector<std::vector<Index>> folds;
    if (raw.parameters.cols() > 0) folds = evaluation::folds_of(raw.parameters);
    if (!folds.empty() || raw.signals.cols() == 0) return folds;
    folds.resize(static_cast<std::size_t>(std::min(evaluation::kMostFolds, cases)));
    for (Index c = 0; c < cases; ++c) folds[static_cast<std::size_t>(c) % folds.size()].push_back(c);
    return folds;
}

void write_network_folds(const TuningFolder& folder, const FieldData& data,
                         const std::vector<std::vector<Index>>& folds) {
    const ldnet::FieldFiles& files = data.files;
    const ldnet::Range range = ldnet::range_of_fields(files);
    const Eigen::VectorXd width = range.high - range.low;
    if (width.maxCoeff() == 0)
        throw Error(files.snapshots.name() + ": all values are equal; there is nothing to learn");
    const Eigen::VectorXd units = width.unaryExpr([](double w) { return w > 0 ? 1 / w : 0; });
    const Index values = files.cases * files.times * files.count * files.fields;
    const Index stride = std::min(files.count, (values + kMostJudged - 1) / kMostJudged);
    const PointsIn in_points{files.sets > 1, files.sets > files.cases ? std::optional(files.times) : std::nullopt,
                             files.count, files.dimensions};
    const auto write_part = [&](const TuningFiles& part, const std::vector<Index>& which, Index every) {
        write_some(part.snapshots, files.snapshots, {true, files.times, files.count, files.fields}, which, every,
                   units);
        write_some(part.points, files.points, in_points, which, every, Eigen::VectorXd::Ones(files.dimensions));
        if (!part.parameters.empty()) files::write_parameters(part.parameters, data.raw.parameters(which, Eigen::all));
        if (!part.signals.empty()) {
            RowMajor signals(static_cast<Index>(which.size()) * files.times, data.raw.signals.cols());
            for (std::size_t k = 0; k < which.size(); ++k)
                signals.middleRows(static_cast<Index>(k) * files.times, files.times) =
                    data.raw.signals.middleRows(which[k] * data.raw.times, files.times);
            npy::write_array(part.signals, npy::Type::float64,
                             {static_cast<Index>(which.size()), files.times, signals.cols()},
                             {signals.data(), static_cast<std::size_t>(signals.size())});
        }
    };
    for (std::size_t f = 0; f < folds.size(); ++f) {
        const Index fold = static_cast<Index>(f);
        make_folder(folder.fold(fold));
        write_part(folder.training(fold), evaluation::all_but(files.cases, folds[f]), 1);
        write_part(folder.left_out(fold), folds[f], stride);
    }
}

}  // namespace

TuningData prepare_networks(const TuningFiles& files, Index fields, const std::string& options, const TimeFlags& times,
                            const std::string& output) {
    const FieldData data = read_field_data(files.snapshots, {files.points, files.signals}, files.parameters, fields);
    if (data.raw.cases > 0)
        files::require_same_cases(data.files.snapshots.name(), data.files.cases,
                                  files.parameters.empty() ? data.raw.signals_name : data.raw.parameters_name,
                                  data.raw.cases);
    if (data.raw.times > 0 && data.raw.times < data.files.times)
        throw Error(data.raw.signals_name + " has " + std::to_string(data.raw.times) + " times but " +
                    data.files.snapshots.name() + " has " + std::to_string(data.files.times) +
                    "; give signals as long as the run");
    if (data.files.cases < 2) throw Error(files.snapshots + " has one case, so that none can be left out");
    const auto folds = network_folds(data.raw, data.files.cases);
    if (folds.empty())
        throw Error(files.parameters +
                    ": no case lies between others, so that none can be left out; train with several seeds");
    const auto [times_option, of_times] = tuning_times(times, data.files.snapshots.name(), data.files.times);
    TuningFolder folder{files::name_beside(output, ".tune"), files, times_option};
    folder.options =
        (fields > 1 ? format(" --fields %ld", static_cast<long>(fields)) : "") + (options.empty() ? "" : " " + options);
    folder.folds = static_cast<Index>(folds.size());
    std::string identity = of_times + folder.options + "\n";
    for (const files::InputFile& input : data.raw.inputs) identity += input.sha256 + "\n";
    write_once(folder.path, identity, [&] { write_network_folds(folder, data, folds); });
    return {folder, network_configurations()};
}

}  // namespace rom::cli
