#include "rom/mlasdi/stage.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/base/random.h"

namespace rom::mlasdi {
namespace {

constexpr double kKappaTimesCaseDistance = 0.1;
constexpr double kKappaTimesTimeDistance = 1;

}  // namespace

StageData stage_data(const ReducedModel& model, const Eigen::MatrixXd& coordinates, const Eigen::MatrixXd& latent) {
    const double scale = model.coordinates.scale;
    return {coordinates, latent, residual_of(model, coordinates, latent),
            scale * scale * snapshots::outside_basis(model.coordinates, coordinates)};
}

Eigen::MatrixXd residual_of(const ReducedModel& model, const Eigen::MatrixXd& coordinates,
                            const Eigen::MatrixXd& latent) {
    return model.coordinates.scale * coordinates - decode(model, latent, static_cast<Index>(model.stages.size()));
}

double relative_residual(const ReducedModel& model, const StageData& data, const Eigen::MatrixXd& residual) {
    const double whole = std::hypot(model.coordinates.scale * data.coordinates.norm(), std::sqrt(data.outside));
    return std::hypot(residual.norm(), std::sqrt(data.outside)) / whole;
}

double case_distance(const Eigen::MatrixXd& latent, Index cases) {
    const Index count = latent.cols();
    if (cases < 2) {
        const Eigen::VectorXd mean = latent.rowwise().mean();
        return (latent.colwise() - mean).norm() / std::sqrt(static_cast<double>(count));
    }
    const Index times = count / cases;
    const std::vector<Index> sample = sample_of(count);
    Eigen::VectorXd nearest(static_cast<Index>(sample.size()));
    parallel_for(nearest.size(), count > 200, [&](Index k) {
        const Index s = sample[static_cast<std::size_t>(k)];
        const Index first = s / times * times;
        Eigen::VectorXd distance = (latent.colwise() - latent.col(s)).colwise().squaredNorm().transpose();
        distance.segment(first, times).setConstant(std::numeric_limits<double>::infinity());
        nearest[k] = std::sqrt(distance.minCoeff());
    });
    return nearest.mean();
}

double time_distance(const Eigen::MatrixXd& latent, Index cases) {
    const Index times = latent.cols() / cases;
    double sum = 0;
    for (Index c = 0; c < cases; ++c)
        for (Index t = 1; t < times; ++t) sum += (latent.col(c * times + t) - latent.col(c * times + t - 1)).norm();
    return sum / static_cast<double>(cases * (times - 1));
}

double automatic_kappa(const Eigen::MatrixXd& latent, Index cases) {
    const double kappa = std::min(kKappaTimesCaseDistance / case_distance(latent, cases),
                                  kKappaTimesTimeDistance / time_distance(latent, cases));
    if (!std::isfinite(kappa))
        throw Error("all latent states of the model are equal; train it again, with another --seed");
    return kappa;
}

double residual_deviation(const snapshots::Coordinates& coordinates, const Eigen::MatrixXd& residual) {
    const double entries = static_cast<double>(coordinates.state_size()) * static_cast<double>(residual.cols());
    const double sum =
        coordinates.on_mesh()
            ? residual.sum()
            : (snapshots::inside_basis(coordinates, Eigen::VectorXd::Ones(coordinates.rows().count)).transpose() *
               residual)
                  .sum();
    const double mean = sum / entries;
    return std::sqrt(std::max(0.0, residual.squaredNorm() / entries - mean * mean));
}

}  // namespace rom::mlasdi
