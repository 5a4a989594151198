#include "rom/optimise/quasi_newton.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rom/base/parallel.h"

namespace rom::optimise {
namespace {

// What each method makes of its state: the direction -H g, whether anything is known of H, and what a step s tells of
// it, whose displacement and change of gradient are given, and s'H^-1 s, the curvature that was expected.

// The two-loop recursion.
template <class Scalar>
Vector<Scalar> direction_of(const LbfgsState<Scalar>& state, const Vector<Scalar>& gradient) {
    Vector<Scalar> direction = -gradient;
    const std::size_t pairs = state.change.size();
    std::vector<double> alpha(pairs);
    for (std::size_t k = pairs; k-- > 0;) {
        alpha[k] = dot(state.displacement[k], direction) / dot(state.displacement[k], state.change[k]);
        direction -= static_cast<Scalar>(alpha[k]) * state.change[k];
    }
    if (pairs > 0) {
        const auto& y = state.change.back();
        direction *= static_cast<Scalar>(dot(state.displacement.back(), y) / dot(y, y));
    }
    for (std::size_t k = 0; k < pairs; ++k) {
        const double beta = dot(state.change[k], direction) / dot(state.displacement[k], state.change[k]);
        direction += static_cast<Scalar>(alpha[k] - beta) * state.displacement[k];
    }
    return direction;
}

template <class Scalar>
bool is_known(const LbfgsState<Scalar>& state) {
    return !state.change.empty();
}

template <class Scalar>
void forget(LbfgsState<Scalar>& state) {
    state.displacement.clear();
    state.change.clear();
}

template <class Scalar>
void learn(LbfgsState<Scalar>& state, const Vector<Scalar>& displacement, const Vector<Scalar>& change,
           double /*expected*/) {
    if (state.change.size() == static_cast<std::size_t>(state.memory)) {
        state.displacement.pop_front();
        state.change.pop_front();
    }
    state.displacement.push_back(displacement);
    state.change.push_back(change);
}

Eigen::VectorXd direction_of(const BfgsState& state, const Eigen::VectorXd& gradient) {
    if (state.inverse_hessian.size() == 0) return -gradient;
    return -(state.inverse_hessian.selfadjointView<Eigen::Lower>() * gradient);
}

bool is_known(const BfgsState& state) { return state.inverse_hessian.size() > 0; }

void forget(BfgsState& state) { state.inverse_hessian.resize(0, 0); }

void learn(BfgsState& state, const Eigen::VectorXd& displacement, const Eigen::VectorXd& change, double expected) {
    Eigen::MatrixXd& inverse = state.inverse_hessian;
    if (!is_known(state))
        inverse.setIdentity(change.size(), change.size()) *= displacement.dot(change) / change.squaredNorm();
    const double curvature = displacement.dot(change);
    const Eigen::VectorXd mapped = inverse.selfadjointView<Eigen::Lower>() * change;
    // The papers' names.
    const double b = expected / curvature;
    const double h = change.dot(mapped) / curvature;
    const double a = h * b - 1;
    double phi = 1;
    double tau = std::min(1.0, 1 / b);
    if (a > 1e-12) {
        const double least = std::min(1.0, h * (1 - std::sqrt(a / (1 + a))));
        const double theta = std::max((least - 1) / a, std::min(1 / least, (1 - b) / b));
        const double sigma = 1 + a * theta;
        const double volume = std::pow(sigma, 1 / (1 - static_cast<double>(displacement.size())));
        phi = (1 - theta) / sigma;
        tau = theta > 0 ? tau * std::min(volume, 1 / theta) : std::min(tau * volume, sigma);
    }
    const double both = -phi / (tau * curvature);
    const double mapped_twice = (phi - 1) / (tau * h * curvature);
    const double displaced_twice = (1 + phi * h / tau) / curvature;
    const Index size = displacement.size();
    constexpr Index block = 16;
    const auto update_columns = [&](Index b) {
        for (Index j = b * block; j < std::min(size, (b + 1) * block); ++j) {
            const Index rows = size - j;
            inverse.col(j).tail(rows) =
                inverse.col(j).tail(rows) / tau +
                (displaced_twice * displacement[j] + both * mapped[j]) * displacement.tail(rows) +
                (both * displacement[j] + mapped_twice * mapped[j]) * mapped.tail(rows);
        }
    };
    parallel_for((size + block - 1) / block, size > 256, update_columns);
}

template <class Scalar, class State>
bool step(const Function<Scalar>& function, Vector<Scalar>& weights, Vector<Scalar>& gradient, double& loss,
          State& state) {
    Vector<Scalar> direction = direction_of(state, gradient);
    double slope = dot(gradient, direction);
    if (!(slope < 0)) {  // rounding has spoilt what was known: start again along the gradient
        forget(state);
        direction = -gradient;
        slope = dot(gradient, direction);
    }
    if (slope == 0) return false;

    const double first = is_known(state) ? 1.0 : std::min(1.0, 1 / std::sqrt(-slope));
    const LinePoint<Scalar> low = line_search(function, {0, loss, slope, weights, gradient}, direction, first);
    if (low.step == 0 || !(low.loss < loss)) return false;

    const Vector<Scalar> displacement = low.point - weights;
    const Vector<Scalar> change = low.gradient - gradient;
    if (dot(displacement, change) > 1e-10 * std::sqrt(dot(displacement, displacement) * dot(change, change)))
        learn(state, displacement, change, -low.step * dot(gradient, displacement));
    weights = low.point;
    gradient = low.gradient;
    loss = low.loss;
    return true;
}

}  // namespace

template <class Scalar>
bool lbfgs_step(const Function<Scalar>& function, Vector<Scalar>& weights, Vector<Scalar>& gradient, double& loss,
                LbfgsState<Scalar>& state) {
    return step(function, weights, gradient, loss, state);
}

bool bfgs_step(const Function<double>& function, Eigen::VectorXd& weights, Eigen::VectorXd& gradient, double& loss,
               BfgsState& state) {
    return step(function, weights, gradient, loss, state);
}

template bool lbfgs_step(const Function<float>&, Vector<float>&, Vector<float>&, double&, LbfgsState<float>&);
template bool lbfgs_step(const Function<double>&, Vector<double>&, Vector<double>&, double&, LbfgsState<double>&);

}  // namespace rom::optimise
