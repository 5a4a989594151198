#include "rom/mlasdi/predictability.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "rom/base/decompositions.h"
#include "rom/base/parallel.h"
#include "rom/base/random.h"

namespace rom::mlasdi {
namespace {

double correlation(double unexplained, double variance) {
    return variance > 0 ? std::sqrt(std::max(0.0, 1 - unexplained / variance)) : 0.0;
}

// The columns nearest to column i but for itself, in their order; of equal ones the first.
std::vector<Index> nearest_to(Index i, const Eigen::MatrixXd& columns, Index count) {
    Eigen::VectorXd distance = (columns.colwise() - columns.col(i)).colwise().squaredNorm().transpose();
    distance[i] = std::numeric_limits<double>::infinity();
    std::vector<Index> nearest;
    for (Index k = 0; k < count; ++k) {
        distance.minCoeff(&nearest.emplace_back());
        distance[nearest.back()] = std::numeric_limits<double>::infinity();
    }
    std::sort(nearest.begin(), nearest.end());
    return nearest;
}

}  // namespace

std::vector<Index> sample_of(Index count) {
    constexpr Index most = 1000;
    std::vector<Index> sample = permutation(count, 0);
    sample.resize(static_cast<std::size_t>(std::min(count, most)));
    std::sort(sample.begin(), sample.end());
    return sample;
}

Predictability predictability(const Eigen::Ref<const Eigen::MatrixXd>& latent,
                              const Eigen::Ref<const Eigen::MatrixXd>& residual, Index neighbours) {
    const Index count = latent.cols();
    const Eigen::VectorXd residual_mean = residual.rowwise().mean();
    const Eigen::MatrixXd centred = residual.colwise() - residual_mean;
    const double variance = centred.squaredNorm();

    const Eigen::VectorXd latent_mean = latent.rowwise().mean();
    Eigen::MatrixXd scaled = latent.colwise() - latent_mean;
    const Eigen::VectorXd deviation = scaled.rowwise().norm() / std::sqrt(static_cast<double>(count));
    for (Index i = 0; i < scaled.rows(); ++i)
        if (deviation[i] > 0) scaled.row(i) /= deviation[i];

    Predictability result;
    const Eigen::MatrixXd regressors = scaled.transpose();
    const Eigen::MatrixXd coefficients = solve_least_norm(regressors, Eigen::MatrixXd(centred.transpose())).solution;
    result.linear = correlation((centred.transpose() - regressors * coefficients).squaredNorm(), variance);

    const Index used = std::min(neighbours, count - 1);
    if (used < 1) return result;
    const std::vector<Index> sample = sample_of(count);
    std::vector<double> unexplained(sample.size());
    parallel_for(static_cast<Index>(sample.size()), count > 200, [&](Index k) {
        const Index i = sample[static_cast<std::size_t>(k)];
        Eigen::VectorXd prediction = Eigen::VectorXd::Zero(residual.rows());
        for (const Index neighbour : nearest_to(i, scaled, used))
            prediction += centred.col(neighbour) / static_cast<double>(used);
        unexplained[static_cast<std::size_t>(k)] = (centred.col(i) - prediction).squaredNorm();
    });
    result.nearest =
        correlation(std::accumulate(unexplained.begin(), unexplained.end(), 0.0),
                    static_cast<Index>(sample.size()) == count ? variance : centred(Eigen::all, sample).squaredNorm());
    return result;
}

}  // namespace rom::mlasdi
