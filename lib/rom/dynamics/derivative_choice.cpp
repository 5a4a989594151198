#include "rom/dynamics/derivative_choice.h"

#include <algorithm>
#include <array>
#include <limits>

namespace rom::dynamics {
namespace {

constexpr int kOrders = 4;  // half of the interior order of each candidate: 1 to 4
constexpr Index kWidth = 2 * kOrders + 1;
constexpr double kHardlyMore = 1.1;
constexpr double kNone = 1e-4;

// Of differences of order 2p over the kWidth times about each inner one, [kWidth, inner times].
Eigen::MatrixXd weights_of(int p, const TimeGrid& grid) {
    const Index inner = grid.size() - 2 * kOrders;
    Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(kWidth, inner);
    weights.middleRows(kOrders - p, 2 * p + 1) = finite_differences(p, grid).weights.middleCols(kOrders, inner);
    return weights;
}

// Of the divided difference over the same times, which leaves noise as large as it is: norm 1.
Eigen::MatrixXd noise_weights(const TimeGrid& grid) {
    Eigen::MatrixXd weights(kWidth, grid.size() - 2 * kOrders);
    for (Index i = 0; i < weights.cols(); ++i) {
        const auto points = grid.times().segment(i, kWidth);
        const double width = points[kWidth - 1] - points[0];
        for (Index j = 0; j < kWidth; ++j) {
            double product = 1;
            for (Index k = 0; k < kWidth; ++k)
                if (k != j) product *= (points[j] - points[k]) / width;
            weights(j, i) = 1 / product;
        }
        weights.col(i).normalize();
    }
    return weights;
}

// Sums over all trajectories, and over the inner times.
struct Squares {
    std::array<double, kOrders> error{};  // of each order: what it leaves out, and the noise that it amplifies
    double velocity = 0;                  // of order 8
};

Squares squares_of(const Eigen::Ref<const Eigen::MatrixXd>& trajectories, const TimeGrid& grid) {
    std::array<Eigen::MatrixXd, kOrders> weights;
    for (int p = 1; p <= kOrders; ++p) weights[static_cast<std::size_t>(p - 1)] = weights_of(p, grid);
    const Eigen::MatrixXd& best = weights.back();
    const Eigen::MatrixXd of_noise = noise_weights(grid);
    // As the equations of the dynamics count, on an uneven grid.
    Eigen::VectorXd weight = Eigen::VectorXd::Ones(best.cols());
    if (!grid.is_uniform()) weight = grid.spacing().segment(kOrders, best.cols());
    std::array<double, kOrders> truncation{};
    std::array<double, kOrders> amplified{};
    Squares sum;
    Eigen::MatrixXd about;
    for (Index first = 0; first < trajectories.cols(); first += grid.size())
        for (Index i = 0; i < best.cols(); ++i) {
            // From the middle one, so that what is constant leaves nothing.
            about = trajectories.middleCols(first + i, kWidth).colwise() - trajectories.col(first + i + kOrders);
            const double noise = weight[i] * (about * of_noise.col(i)).squaredNorm();
            sum.velocity += weight[i] * (about * best.col(i)).squaredNorm();
            for (std::size_t p = 0; p < weights.size(); ++p) {
                const Eigen::VectorXd beyond = weights[p].col(i) - best.col(i);
                truncation[p] += weight[i] * (about * beyond).squaredNorm() - noise * beyond.squaredNorm();
                amplified[p] += noise * weights[p].col(i).squaredNorm();
            }
        }
    for (std::size_t p = 0; p < weights.size(); ++p) sum.error[p] = std::max(0.0, truncation[p]) + amplified[p];
    return sum;
}

}  // namespace

Derivative suitable_derivative(const Eigen::Ref<const Eigen::MatrixXd>& trajectories, const TimeGrid& grid) {
    if (grid.size() < kWidth) return Derivative::sbp12;
    Squares squares = squares_of(trajectories, grid);
    std::array<double, kOrders>& errors = squares.error;
    for (std::size_t p = 0; p < errors.size(); ++p)
        if (grid.size() < least_times(static_cast<Derivative>(p), grid))
            errors[p] = std::numeric_limits<double>::infinity();
    const double least = *std::min_element(errors.begin(), errors.end());
    const double enough = std::max(kHardlyMore * kHardlyMore * least, kNone * kNone * squares.velocity);
    const auto chosen = std::find_if(errors.begin(), errors.end(), [&](double error) { return error <= enough; });
    return chosen == errors.end() ? Derivative::sbp12 : static_cast<Derivative>(chosen - errors.begin());
}

}  // namespace rom::dynamics
