#include "rom/dynamics/derivative_choice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace rom::dynamics {
namespace {

constexpr int kOrders = 4;                    // half of the interior order of each candidate: 1 to 4
constexpr double kGainOfDifferences = 12870;  // of noise: the sum of the squares of the binomial coefficients of 8
constexpr double kHardlyMore = 1.1;
constexpr double kNone = 1e-4;

// Those of order 2p for offsets 1 to 4.
Eigen::Vector4d weights_of(int p) {
    Eigen::Vector4d weights = Eigen::Vector4d::Zero();
    weights.head(p) = central_weights(p);
    return weights;
}

// Sums over the inner times of all trajectories.
struct Squares {
    std::array<double, kOrders> beyond{};  // of the difference of each order from that of order 8
    double velocity = 0;                   // of order 8
    double noise = 0;                      // the variance that differences of order 8 find in the trajectories
};

Squares squares_of(const Eigen::Ref<const Eigen::MatrixXd>& trajectories, Index times) {
    Squares sum;
    const Index inner = times - 2 * kOrders;
    for (Index first = 0; first < trajectories.cols(); first += times) {
        std::array<Eigen::MatrixXd, kOrders> velocity;
        for (int p = 1; p <= kOrders; ++p) {
            const Eigen::Vector4d weights = weights_of(p);
            Eigen::MatrixXd& result = velocity[static_cast<std::size_t>(p - 1)];
            result.setZero(trajectories.rows(), inner);
            for (Index k = 1; k <= p; ++k)
                result += weights[k - 1] * (trajectories.middleCols(first + kOrders + k, inner) -
                                            trajectories.middleCols(first + kOrders - k, inner));
        }
        for (std::size_t p = 0; p < velocity.size(); ++p)
            sum.beyond[p] += (velocity[p] - velocity.back()).squaredNorm();
        sum.velocity += velocity.back().squaredNorm();
        Eigen::MatrixXd difference = trajectories.middleCols(first, times);
        while (difference.cols() > inner)
            difference =
                (difference.rightCols(difference.cols() - 1) - difference.leftCols(difference.cols() - 1)).eval();
        sum.noise += difference.squaredNorm() / kGainOfDifferences;
    }
    return sum;
}

}  // namespace

Derivative suitable_derivative(const Eigen::Ref<const Eigen::MatrixXd>& trajectories, Index times) {
    if (times <= 2 * kOrders) return Derivative::sbp12;
    const Squares squares = squares_of(trajectories, times);
    const Eigen::Vector4d best = weights_of(kOrders);
    std::array<double, kOrders> errors;
    errors.fill(std::numeric_limits<double>::infinity());
    for (int p = 1; p <= kOrders && times >= least_times(p); ++p) {
        const auto k = static_cast<std::size_t>(p - 1);
        const Eigen::Vector4d weights = weights_of(p);
        const double truncation = squares.beyond[k] - 2 * squares.noise * (weights - best).squaredNorm();
        errors[k] = std::max(0.0, truncation) + 2 * squares.noise * weights.squaredNorm();
    }
    const double least = *std::min_element(errors.begin(), errors.end());
    const double enough = std::max(kHardlyMore * kHardlyMore * least, kNone * kNone * squares.velocity);
    const auto chosen = std::find_if(errors.begin(), errors.end(), [&](double error) { return error <= enough; });
    return chosen == errors.end() ? Derivative::sbp12 : static_cast<Derivative>(chosen - errors.begin());
}

}  // namespace rom::dynamics
