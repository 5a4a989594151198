#include "rom/dynamics/integrate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "rom/base/decompositions.h"

namespace rom::dynamics {
namespace {

constexpr double kLargestGrowth = 1e12;
constexpr double kTolerance = 1e-9;

using Times = Eigen::Ref<const Eigen::VectorXd>;

// From one state to the next, at the time of this number; returns false if there is none.
using Advance = std::function<bool(Eigen::VectorXd& state, const Times& times, Index next)>;

// What the series is cheaper for than the exponential, in the 1-norm of step * A.
constexpr double kLargestOfSeries = 4;

// exp(matrix) times a vector that ends in a constant, by the series of Taylor in parts of norm 1 at most.
void multiply_by_exponential(const Eigen::MatrixXd& matrix, double norm, Eigen::VectorXd& vector) {
    constexpr int most = 60;  // far more than parts of norm 1 take
    const Index varying = vector.size() - 1;
    const double parts = std::max(1.0, std::ceil(norm));
    Eigen::VectorXd next;
    for (double part = 0; part < parts; ++part) {
        Eigen::VectorXd term = vector;
        for (int k = 1; k <= most; ++k) {
            next.noalias() = matrix * term;
            term = next / (parts * k);
            vector += term;
            if (!(term.norm() > 1e-17 * vector.head(varying).norm())) break;
        }
    }
}

Advance linear(const Eigen::Ref<const Eigen::MatrixXd>& xi) {
    const Index latent = xi.cols();
    // (z, unit)' = [A, b / unit; 0, 0] (z, unit): where b outweighs A by far, the exponential would lose A.
    const double ratio = xi.row(0).cwiseAbs().maxCoeff() / xi.bottomRows(latent).cwiseAbs().maxCoeff();
    const double unit = ratio > 0 && std::isfinite(ratio) ? std::exp2(std::ilogb(ratio)) : 1;
    Eigen::MatrixXd augmented = Eigen::MatrixXd::Zero(latent + 1, latent + 1);
    augmented.topLeftCorner(latent, latent) = xi.bottomRows(latent).transpose();
    augmented.topRightCorner(latent, 1) = xi.row(0).transpose() / unit;
    const double norm = augmented.cwiseAbs().colwise().sum().maxCoeff();
    return [augmented, unit, norm, propagator = Eigen::MatrixXd(), propagator_step = 0.0](
               Eigen::VectorXd& state, const Times& times, Index next) mutable {
        const double to = times[next];
        const double step = to - times[next - 1];
        // Steps of one uniform grid differ by the rounding of the times themselves.
        const auto as_long = [&](double other) {
            return std::abs(step - other) <= 1e-12 * std::max(std::abs(to), step);
        };
        if (!as_long(propagator_step)) {
            const bool alone = next > 1 && next + 1 < times.size() && !as_long(times[next + 1] - to);
            if (alone && step * norm <= kLargestOfSeries) {
                Eigen::VectorXd with_unit(state.size() + 1);
                with_unit << state, unit;
                multiply_by_exponential(step * augmented, step * norm, with_unit);
                state = with_unit.head(state.size());
                return true;
            }
            propagator = exponential(step * augmented);
            propagator_step = step;
        }
        state = propagator.topLeftCorner(state.size(), state.size()) * state +
                unit * propagator.topRightCorner(state.size(), 1);
        return true;
    };
}

// The tableau of Dormand and Prince (1980), table 2, for dynamics that do not depend on time.
constexpr int kStages = 7;
constexpr std::array<std::array<double, kStages>, kStages> kStageWeights = {{
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
}};
// Fifth less fourth order.
constexpr std::array<double, kStages> kErrorWeights = {71.0 / 57600,      0,          -71.0 / 16695, 71.0 / 1920,
                                                       -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

Eigen::VectorXd velocity(Library library, const Eigen::Ref<const Eigen::MatrixXd>& xi,
                         const Eigen::Ref<const Eigen::VectorXd>& state) {
    Eigen::MatrixXd theta(1, xi.rows());
    evaluate_library(library, state, theta);
    return (theta * xi).transpose();
}

Advance adaptive(Library library, const Eigen::Ref<const Eigen::MatrixXd>& xi) {
    return [library, coefficients = Eigen::MatrixXd(xi), step = 0.0](Eigen::VectorXd& state, const Times& times,
                                                                     Index next_time) mutable {
        const double from = times[next_time - 1];
        const double to = times[next_time];
        const double shortest = 1e-10 * (to - from);
        if (step <= 0) step = to - from;
        std::array<Eigen::VectorXd, kStages> slopes;
        for (double time = from; time < to;) {
            const bool last = step >= to - time;
            const double h = last ? to - time : step;
            Eigen::VectorXd next;
            Eigen::VectorXd error = Eigen::VectorXd::Zero(state.size());
            for (std::size_t s = 0; s < kStages; ++s) {
                next = state;  // the last stage is the solution of fifth order
                for (std::size_t k = 0; k < s; ++k) next += h * kStageWeights[s][k] * slopes[k];
                slopes[s] = velocity(library, coefficients, next);
                error += h * kErrorWeights[s] * slopes[s];
            }
            const double ratio = error.norm() / (kTolerance * std::max(state.norm(), next.norm()) + 1e-300);
            if (ratio <= 1) {
                state = next;
                time = last ? to : time + h;
            }
            if (!last || !(ratio <= 1))
                step = h * (ratio > 0 ? std::clamp(0.9 * std::pow(ratio, -0.2), 0.2, 5.0) : 5.0);
            if (!std::isfinite(ratio)) step = 0.2 * h;
            if (!(step >= shortest)) return false;
        }
        return true;
    };
}

}  // namespace

Trajectory integrate(Library library, const Eigen::Ref<const Eigen::MatrixXd>& xi,
                     const Eigen::Ref<const Eigen::VectorXd>& initial, const Eigen::Ref<const Eigen::VectorXd>& times) {
    if (xi.rows() != term_count(library, xi.cols())) throw std::logic_error("coefficients of another library");
    Trajectory trajectory{Eigen::MatrixXd(initial.size(), times.size()), 1};
    trajectory.states.col(0) = initial;
    const Advance advance = library == Library::linear ? linear(xi) : adaptive(library, xi);
    const double duration = times[times.size() - 1] - times[0];
    const double largest =
        kLargestGrowth * (initial.stableNorm() + duration * velocity(library, xi, initial).stableNorm());
    Eigen::VectorXd state = initial;
    while (trajectory.reached < times.size()) {
        const Index k = trajectory.reached;
        if (!advance(state, times, k) || !(state.stableNorm() <= largest)) break;
        trajectory.states.col(k) = state;
        ++trajectory.reached;
    }
    const Index rest = times.size() - trajectory.reached;
    trajectory.states.rightCols(rest).colwise() = trajectory.states.col(trajectory.reached - 1).eval();
    return trajectory;
}

}  // namespace rom::dynamics
