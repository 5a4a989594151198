#include "rom/dynamics/finite_differences.h"

#include <algorithm>

namespace rom::dynamics {

Eigen::VectorXd derivative_weights(double at, const Eigen::Ref<const Eigen::VectorXd>& points) {
    // Of the value (column 0) and the derivative (column 1), as points are added one by one.
    Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(points.size(), 2);
    weights(0, 0) = 1;
    double before = 1;
    for (Index n = 1; n < points.size(); ++n) {
        const double away = points[n] - at;
        const double away_before = points[n - 1] - at;
        double product = 1;
        for (Index j = 0; j < n; ++j) {
            const double apart = points[n] - points[j];
            product *= apart;
            if (j + 1 == n) {
                weights(n, 1) = before / product * (weights(j, 0) - away_before * weights(j, 1));
                weights(n, 0) = -before / product * away_before * weights(j, 0);
            }
            weights(j, 1) = (away * weights(j, 1) - weights(j, 0)) / apart;
            weights(j, 0) = away * weights(j, 0) / apart;
        }
        before = product;
    }
    return weights.col(1);
}

FiniteDifferences finite_differences(int p, const TimeGrid& grid) {
    const Index times = grid.size();
    const Index width = std::min<Index>(2 * p + 1, times);
    FiniteDifferences derivative{times, std::vector<Index>(static_cast<std::size_t>(times)),
                                 Eigen::MatrixXd::Zero(width, times)};
    for (Index i = 0; i < times; ++i) {
        const Index first = std::max<Index>(i - p, 0);
        const Index count = std::min<Index>(i + p, times - 1) - first + 1;
        const Index from = std::min(first, times - width);
        derivative.first[static_cast<std::size_t>(i)] = from;
        derivative.weights.col(i).segment(first - from, count) =
            derivative_weights(grid.times()[i], grid.times().segment(first, count));
    }
    return derivative;
}

void FiniteDifferences::apply(const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                              Eigen::Ref<Eigen::MatrixXd> result) const {
    for (Index i = 0; i < times; ++i)
        result.col(i).noalias() =
            trajectory.middleCols(first[static_cast<std::size_t>(i)], weights.rows()) * weights.col(i);
}

void FiniteDifferences::add_transpose(const Eigen::Ref<const Eigen::MatrixXd>& cotangent,
                                      Eigen::Ref<Eigen::MatrixXd> result) const {
    for (Index i = 0; i < times; ++i)
        result.middleCols(first[static_cast<std::size_t>(i)], weights.rows()).noalias() +=
            cotangent.col(i) * weights.col(i).transpose();
}

}  // namespace rom::dynamics
