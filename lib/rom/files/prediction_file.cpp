#include "rom/files/prediction_file.h"

#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "rom/files/coordinates_file.h"
#include "rom/npy/output.h"

namespace rom::files {
namespace {

// A file of snapshots, of which each rank writes its rows.
npy::Writer snapshot_writer(const std::string& path, Precision precision, npy::Shape leading,
                            const snapshots::Coordinates& coordinates) {
    const snapshots::RowCount snapshot{coordinates.snapshot_size()};
    const Share rows = snapshots::own_rows(snapshot);
    std::optional<npy::Slice> slice;
    if (snapshots::are_divided(snapshot)) slice = {snapshot.rows, rows.first, rows.count};
    return {path, npy::type_of(precision), with_space(std::move(leading), coordinates), false, slice};
}

// This rank's rows of states, with the fill value at their gaps.
template <class Scalar>
void append_states(npy::Writer& writer, const snapshots::Coordinates& coordinates, std::span<const Scalar> states) {
    const snapshots::Fields& fields = coordinates.fields;
    if (!fields.has_gaps()) return writer.append(states);
    std::vector<Scalar> filled(states.begin(), states.end());
    writer.require_finite(std::span<const Scalar>(filled));
    snapshots::fill_gaps(fields, snapshots::own_rows({coordinates.snapshot_size()}), std::span<Scalar>(filled));
    writer.append_any(std::span<const Scalar>(filled));
}

// Returns how many draws were left out.
template <class Scalar>
Index write_statistics(const prediction::SnapshotPrediction& prediction, const Statistics& statistics) {
    const snapshots::Coordinates& coordinates = prediction.members.front().coordinates;
    const auto open = [&](const std::string& path, npy::Shape leading) {
        return path.empty() ? nullptr
                            : std::unique_ptr<npy::Writer>(new npy::Writer(
                                  snapshot_writer(path, precision_of<Scalar>, std::move(leading), coordinates)));
    };
    const Index times = prediction.grid.size();
    const auto probabilities = static_cast<Index>(statistics.sampling.quantiles.size());
    const auto deviation = open(statistics.deviation, {prediction.cases, times});
    const auto mean = open(statistics.mean, {prediction.cases, times});
    const auto quantiles = open(statistics.quantiles, {prediction.cases, times, probabilities});
    const auto append = [&](const prediction::SampledBlock<Scalar>& block) {
        if (deviation) append_states(*deviation, coordinates, block.deviation);
        if (mean) append_states(*mean, coordinates, block.mean);
        if (quantiles) append_states(*quantiles, coordinates, block.quantiles);
    };
    const Index lost =
        prediction::for_statistics_blocks<Scalar>(prediction, statistics.parameters, statistics.sampling, append);
    for (npy::Writer* writer : {deviation.get(), mean.get(), quantiles.get()})
        if (writer != nullptr) writer->commit();
    return lost;
}

}  // namespace

Index write_snapshots(const std::string& path, const prediction::SnapshotPrediction& prediction,
                      const Statistics* statistics) {
    const snapshots::Coordinates& coordinates = prediction.members.front().coordinates;
    npy::Writer writer =
        snapshot_writer(path, prediction.precision, {prediction.cases, prediction.grid.size()}, coordinates);
    return with_scalar(prediction.precision, [&]<class Scalar>(Scalar) {
        prediction::for_snapshot_blocks<Scalar>(
            prediction, [&](std::span<const Scalar> block) { append_states(writer, coordinates, block); });
        const Index lost = statistics == nullptr ? 0 : write_statistics<Scalar>(prediction, *statistics);
        writer.commit();
        return lost;
    });
}

void write_latent(const std::string& path, const mlasdi::ReducedModel& model, const Eigen::MatrixXd& latent,
                  Index cases) {
    npy::write_array(path, npy::type_of(model.precision), {cases, latent.cols() / cases, model.latent()},
                     entries_of(latent));
}

void write_latent(const std::string& path, const ldnet::LatentDynamicsNetwork& model, const Eigen::MatrixXd& shared,
                  Index cases) {
    const Eigen::MatrixXd latent = shared.topRows(model.latent);
    npy::write_array(path, npy::Type::float64, {cases, shared.cols() / cases, model.latent}, entries_of(latent));
}

void write_fields(const std::string& path, const std::string& deviation,
                  const std::vector<prediction::NetworkAnswer>& networks, prediction::Combination combination,
                  const npy::Array& points, const ldnet::PointAxes& axes, Index cases) {
    const ldnet::LatentDynamicsNetwork& model = networks.front().model;
    const Index times = networks.front().shared.cols() / cases;
    npy::Shape shape = {cases, times, axes.count};
    if (model.fields.size() > 1) shape.push_back(model.fields.size());
    const npy::Type type = npy::type_of(model.precision);
    npy::Writer writer(path, type, shape);
    std::optional<npy::Writer> deviations;
    if (!deviation.empty()) deviations.emplace(deviation, type, shape);
    prediction::for_predicted_blocks(networks, combination, points, axes, times,
                                     [&](const prediction::FieldBlock& block) {
                                         writer.append(std::span<const double>(block.values));
                                         if (deviations) deviations->append(std::span<const double>(block.deviation));
                                     });
    if (deviations) deviations->commit();
    writer.commit();
}

}  // namespace rom::files
