#include "rom/mlasdi/predictability.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "rom/base/decompositions.h"
#include "rom/base/parallel.h"

namespace rom::mlasdi {

Predictability predictability(const Eigen::Ref<const Eigen::MatrixXd>& latent,
                              const Eigen::Ref<const Eigen::MatrixXd>& residual, Index neighbours) {
    const Index count = latent.cols();
    const Eigen::VectorXd residual_mean = residual.rowwise().mean();
    const Eigen::MatrixXd centred = residual.colwise() - residual_mean;
    const double variance = centred.squaredNorm();
    const auto correlation = [variance](double unexplained) {
        return variance > 0 ? std::sqrt(std::max(0.0, 1 - unexplained / variance)) : 0.0;
    };

    const Eigen::VectorXd latent_mean = latent.rowwise().mean();
    Eigen::MatrixXd scaled = latent.colwise() - latent_mean;
    const Eigen::VectorXd deviation = scaled.rowwise().norm() / std::sqrt(static_cast<double>(count));
    for (Index i = 0; i < scaled.rows(); ++i)
        if (deviation[i] > 0) scaled.row(i) /= deviation[i];

    Predictability result;
    const Eigen::MatrixXd regressors = scaled.transpose();
    const Eigen::MatrixXd coefficients = solve_least_norm(regressors, Eigen::MatrixXd(centred.transpose())).solution;
    result.linear = correlation((centred.transpose() - regressors * coefficients).squaredNorm());

    const Index used = std::min(neighbours, count - 1);
    if (used < 1) return result;
    std::vector<double> unexplained(static_cast<std::size_t>(count));
    parallel_for(count, count > 200, [&](Index i) {
        Eigen::VectorXd distance = (scaled.colwise() - scaled.col(i)).colwise().squaredNorm().transpose();
        distance[i] = std::numeric_limits<double>::infinity();
        std::vector<Index> order(static_cast<std::size_t>(count));
        std::iota(order.begin(), order.end(), Index{0});
        std::nth_element(order.begin(), order.begin() + (used - 1), order.end(), [&](Index a, Index b) {
            return distance[a] != distance[b] ? distance[a] < distance[b] : a < b;
        });
        std::sort(order.begin(), order.begin() + used);
        Eigen::VectorXd prediction = Eigen::VectorXd::Zero(residual.rows());
        for (Index k = 0; k < used; ++k)
            prediction += centred.col(order[static_cast<std::size_t>(k)]) / static_cast<double>(used);
        unexplained[static_cast<std::size_t>(i)] = (centred.col(i) - prediction).squaredNorm();
    });
    result.nearest = correlation(std::accumulate(unexplained.begin(), unexplained.end(), 0.0));
    return result;
}

}  // namespace rom::mlasdi
