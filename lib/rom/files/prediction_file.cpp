#include "rom/files/prediction_file.h"

#include <memory>
#include <vector>

#include "rom/files/coordinates_file.h"
#include "rom/npy/output.h"

namespace rom::files {
namespace {

template <class Scalar>
Index write_statistics(const SnapshotPrediction& prediction, const Statistics& statistics,
                       const prediction::SnapshotDecoder<Scalar>& decoder) {
    const auto open = [&](const std::string& path, npy::Shape leading) {
        return path.empty()
                   ? nullptr
                   : std::make_unique<npy::Writer>(path, npy::type_of(precision_of<Scalar>),
                                                   with_space(std::move(leading), prediction.model.coordinates));
    };
    const Index times = prediction.grid.size();
    const auto probabilities = static_cast<Index>(statistics.sampling.quantiles.size());
    const auto deviation = open(statistics.deviation, {prediction.cases, times});
    const auto mean = open(statistics.mean, {prediction.cases, times});
    const auto quantiles = open(statistics.quantiles, {prediction.cases, times, probabilities});
    const auto append = [&](const prediction::SampledBlock<Scalar>& block) {
        if (deviation) deviation->append(block.deviation);
        if (mean) mean->append(block.mean);
        if (quantiles) quantiles->append(block.quantiles);
    };
    Index lost = 0;
    for (prediction::UncertainCase& one :
         prediction::uncertain_cases(statistics.coefficients, statistics.parameters, statistics.initial)) {
        one.beside = prediction::columns_of<double>(prediction.interpolated, one.number * times, times);
        lost += prediction::for_sampled_blocks<Scalar>(decoder, prediction.library, one, prediction.grid,
                                                       statistics.sampling, append);
    }
    for (npy::Writer* writer : {deviation.get(), mean.get(), quantiles.get()})
        if (writer != nullptr) writer->commit();
    return lost;
}

}  // namespace

Index write_snapshots(const std::string& path, const SnapshotPrediction& prediction, const Statistics* statistics) {
    const mlasdi::ReducedModel& model = prediction.model;
    npy::Writer writer(path, npy::type_of(model.precision),
                       with_space({prediction.cases, prediction.grid.size()}, model.coordinates));
    return with_scalar(model.precision, [&]<class Scalar>(Scalar) {
        const prediction::SnapshotDecoder<Scalar> decoder(model, prediction.decoders);
        const auto decode = [&](Index first, Index count) {
            return decoder(prediction::columns_of<Scalar>(prediction.latent, first, count),
                           prediction::columns_of<Scalar>(prediction.interpolated, first, count));
        };
        prediction::for_decoded_blocks<Scalar>(decoder.size(), prediction.latent.cols(), decode,
                                               [&](std::span<const Scalar> block) { writer.append(block); });
        const Index lost = statistics == nullptr ? 0 : write_statistics<Scalar>(prediction, *statistics, decoder);
        writer.commit();
        return lost;
    });
}

void write_snapshots(const std::string& path, const prediction::Baseline& baseline, const Eigen::MatrixXd& coordinates,
                     Index cases) {
    npy::Writer writer(path, npy::type_of(baseline.precision),
                       with_space({cases, coordinates.cols() / cases}, baseline.coordinates));
    with_scalar(baseline.precision, [&]<class Scalar>(Scalar) {
        const prediction::Lift<Scalar> lift(baseline.coordinates);
        const auto decode = [&](Index first, Index count) {
            return lift(prediction::columns_of<Scalar>(coordinates, first, count));
        };
        prediction::for_decoded_blocks<Scalar>(lift.size(), coordinates.cols(), decode,
                                               [&](std::span<const Scalar> block) { writer.append(block); });
    });
    writer.commit();
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

void write_fields(const std::string& path, const ldnet::LatentDynamicsNetwork& model, std::size_t stages,
                  const npy::Array& points, const ldnet::PointAxes& axes, const Eigen::MatrixXd& shared, Index cases) {
    const Index times = shared.cols() / cases;
    npy::Shape shape = {cases, times, axes.count};
    if (model.fields.size() > 1) shape.push_back(model.fields.size());
    npy::Writer writer(path, npy::type_of(model.precision), shape);
    prediction::for_predicted_blocks(model, stages, points, axes, shared, times,
                                     [&](std::span<const double> block) { writer.append(block); });
    writer.commit();
}

}  // namespace rom::files
