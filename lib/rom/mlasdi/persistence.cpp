#include "rom/mlasdi/persistence.h"

#include <algorithm>
#include <cmath>

namespace rom::mlasdi {
namespace {

// Of the mean over the times, what is added to the residual's size at time 0: if cases begin alike, it is rounding.
constexpr double kRidgeOfMean = 1e-3;
constexpr double kOfNoAccount = 0.01;

// Of a residual that is so many times larger.
Eigen::VectorXd kept_of(const Persistence& persistence, double larger) {
    Eigen::VectorXd kept = persistence.kept / larger;
    kept[0] = persistence.kept[0];
    return kept;
}

}  // namespace

Persistence persistence_of(const Eigen::Ref<const Eigen::MatrixXd>& residual, Index cases) {
    const Index times = residual.cols() / cases;
    Eigen::VectorXd products = Eigen::VectorXd::Zero(times);  // with the residual at time 0
    Eigen::VectorXd squares = Eigen::VectorXd::Zero(times);
    Index counted = 0;
    for (Index c = 0; c < cases; ++c) {
        const auto path = residual.middleCols(c * times, times);
        if (!path.allFinite()) continue;
        products += path.transpose() * path.col(0);
        squares += path.colwise().squaredNorm().transpose();
        ++counted;
    }
    Persistence result{Eigen::VectorXd::Zero(times), Eigen::VectorXd::Ones(times), 0};
    const double ridged = squares[0] + kRidgeOfMean * squares.mean();
    const double shrink = counted > 2 ? 1 - 2 / static_cast<double>(counted) : 0;
    for (Index t = 1; t < times && ridged > 0; ++t) {
        const double kept = shrink * std::clamp(products[t] / ridged, -1.0, 1.0);
        result.kept[t] = kept;
        if (squares[t] > 0)
            result.unknown[t] =
                std::sqrt(std::clamp(1 - kept * (2 * products[t] - kept * squares[0]) / squares[t], 0.0, 1.0));
    }
    result.kept[0] = 1;
    result.unknown[0] = 0;
    if (counted > 0) result.initial = std::sqrt(ridged / static_cast<double>(counted));
    return result;
}

double larger_than_trained(const Persistence& persistence, double norm, double distance) {
    if (!(persistence.initial > 0) || norm <= kOfNoAccount * distance) return 1;
    return std::max(1.0, norm / (kLikeTrained * persistence.initial));
}

Persistence persistence_at(const Persistence& persistence, const TimeGrid& grid, const Eigen::VectorXd& times,
                           double larger) {
    Persistence result{Eigen::VectorXd::Zero(times.size()), Eigen::VectorXd::Constant(times.size(), larger),
                       persistence.initial};
    if (persistence.kept.size() == 0) return result;
    const Index known = grid.count_within(times);
    const auto at_times = [&](Eigen::VectorXd values) {
        return Eigen::VectorXd(grid.interpolate(values.transpose(), times.head(known)).transpose());
    };
    result.kept.head(known) = at_times(kept_of(persistence, larger));
    result.unknown.head(known) = at_times(persistence.unknown * larger);
    return result;
}

Eigen::MatrixXd without_kept(const Eigen::Ref<const Eigen::MatrixXd>& residual, const Eigen::VectorXd& distances,
                             const Persistence& persistence) {
    const Index times = residual.cols() / distances.size();
    Eigen::MatrixXd left = residual;
    if (persistence.kept.size() == 0) return left;
    for (Index c = 0; c < distances.size(); ++c) {
        const auto first = residual.col(c * times);
        const double larger = larger_than_trained(persistence, first.norm(), distances[c]);
        left.middleCols(c * times, times) -= first * kept_of(persistence, larger).transpose();
    }
    return left;
}

}  // namespace rom::mlasdi
