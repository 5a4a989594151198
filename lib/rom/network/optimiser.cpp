#include "rom/network/optimiser.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace rom::network {
namespace {

constexpr std::array kScheduleNames = {"constant", "cosine", "plateau"};

template <class Scalar>
double dot(const Vector<Scalar>& a, const Vector<Scalar>& b) {
    return a.template cast<double>().dot(b.template cast<double>());
}

// -H g by the two-loop recursion.
template <class Scalar>
Vector<Scalar> search_direction(const Vector<Scalar>& gradient, const LbfgsState<Scalar>& state) {
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

// A point on the search line.
template <class Scalar>
struct Trial {
    double step = 0;
    double loss = 0;
    double slope = 0;
    Vector<Scalar> point;
    Vector<Scalar> gradient;
};

// The minimum of the cubic through two trials, kept away from both ends.
double cubic_minimum(double a, double fa, double da, double b, double fb, double db) {
    const double d1 = da + db - 3 * (fa - fb) / (a - b);
    const double root = d1 * d1 - da * db;
    double minimum = 0.5 * (a + b);
    if (root >= 0) {
        const double d2 = std::copysign(std::sqrt(root), b - a);
        minimum = b - (b - a) * (db + d2 - d1) / (db - da + 2 * d2);
    }
    const double low = std::min(a, b) + 0.1 * std::abs(b - a);
    const double high = std::max(a, b) - 0.1 * std::abs(b - a);
    return std::isfinite(minimum) ? std::clamp(minimum, low, high) : 0.5 * (a + b);
}

}  // namespace

template <class Scalar>
void adam_step(Vector<Scalar>& parameters, const Vector<Scalar>& gradient, AdamState<Scalar>& state, double rate,
               std::span<const RateGroup> groups) {
    constexpr double beta1 = 0.9;
    constexpr double beta2 = 0.999;
    if (state.step == 0) {
        state.first_moment.setZero(parameters.size());
        state.second_moment.setZero(parameters.size());
    }
    ++state.step;
    const auto step = static_cast<double>(state.step);
    const double correction = std::sqrt(1 - std::pow(beta2, step));
    const auto epsilon = static_cast<Scalar>(1e-8 * correction);
    const auto b1 = static_cast<Scalar>(beta1);
    const auto b2 = static_cast<Scalar>(beta2);
    for (const RateGroup& group : groups) {
        const auto size = static_cast<Scalar>(group.factor * rate * correction / (1 - std::pow(beta1, step)));
        Scalar* x = parameters.data();
        Scalar* m = state.first_moment.data();
        Scalar* v = state.second_moment.data();
        const Scalar* g = gradient.data();
#pragma omp parallel for simd schedule(static) if (group.end - group.begin > 8192)
        for (Index i = group.begin; i < group.end; ++i) {
            m[i] += (Scalar(1) - b1) * (g[i] - m[i]);
            v[i] += (Scalar(1) - b2) * (g[i] * g[i] - v[i]);
            x[i] -= size * m[i] / (std::sqrt(v[i]) + epsilon);
        }
    }
}

Names schedule_names() { return kScheduleNames; }

Schedule schedule_from(const std::string& name) {
    return static_cast<Schedule>(index_of(kScheduleNames, name, "schedule"));
}

double learning_rate(Schedule schedule, double rate, std::int64_t epoch, std::int64_t epochs, double loss,
                     PlateauState& plateau) {
    switch (schedule) {
        case Schedule::constant:
            break;
        case Schedule::cosine:
            return 0.5 * rate *
                   (1 + std::cos(std::numbers::pi * static_cast<double>(epoch) / static_cast<double>(epochs)));
        case Schedule::plateau:
            if (epoch == 0 || loss < (1 - 1e-4) * plateau.best) {
                plateau.best = loss;
                plateau.epochs_without_progress = 0;
            } else if (++plateau.epochs_without_progress >= 100) {
                plateau.factor *= 0.5;
                plateau.epochs_without_progress = 0;
            }
            return rate * plateau.factor;
    }
    return rate;
}

template <class Scalar>
bool lbfgs_step(const Function<Scalar>& function, Vector<Scalar>& parameters, Vector<Scalar>& gradient, double& loss,
                LbfgsState<Scalar>& state) {
    constexpr double sufficient_decrease = 1e-4;
    constexpr double curvature = 0.9;
    constexpr int most_trials = 25;

    Vector<Scalar> direction = search_direction(gradient, state);
    double slope = dot(gradient, direction);
    if (!(slope < 0)) {  // rounding has spoilt the memory: start again along the gradient
        state.displacement.clear();
        state.change.clear();
        direction = -gradient;
        slope = dot(gradient, direction);
    }
    if (slope == 0) return false;

    int trials = 0;
    const auto probe = [&](double step) {
        Trial<Scalar> trial{step, 0, 0, parameters + static_cast<Scalar>(step) * direction, {}};
        trial.loss = function(trial.point, trial.gradient);
        if (!std::isfinite(trial.loss)) trial.loss = std::numeric_limits<double>::infinity();
        trial.slope = dot(trial.gradient, direction);
        ++trials;
        return trial;
    };
    const auto too_high = [&](const Trial<Scalar>& t) {
        return !(t.loss <= loss + sufficient_decrease * t.step * slope);
    };
    const auto flat = [&](const Trial<Scalar>& t) { return std::abs(t.slope) <= -curvature * slope; };

    Trial<Scalar> low{0, loss, slope, parameters, gradient};
    double step = state.change.empty() ? std::min(1.0, 1 / std::sqrt(-slope)) : 1.0;
    Trial<Scalar> trial = probe(step);
    bool bracketed = false;
    Trial<Scalar> high;
    while (trials < most_trials) {  // extend until the interval holds a minimum
        if (too_high(trial) || (low.step > 0 && trial.loss >= low.loss)) {
            high = trial;
            bracketed = true;
        } else if (flat(trial)) {
            low = trial;
        } else if (trial.slope >= 0) {
            high = low;
            low = trial;
            bracketed = true;
        } else {
            low = trial;
            trial = probe(2 * trial.step);
            continue;
        }
        break;
    }
    while (bracketed && trials < most_trials && !(low.step > 0 && flat(low))) {  // zoom
        step = std::isfinite(high.loss) ? cubic_minimum(low.step, low.loss, low.slope, high.step, high.loss, high.slope)
                                        : 0.5 * (low.step + high.step);
        trial = probe(step);
        if (too_high(trial) || trial.loss >= low.loss) {
            high = trial;
        } else {
            if (trial.slope * (high.step - low.step) >= 0) high = low;
            low = trial;
        }
        if (std::abs(high.step - low.step) <= 1e-12 * std::abs(low.step)) break;
    }
    if (low.step == 0 || !(low.loss < loss)) return false;

    const Vector<Scalar> moved = low.point - parameters;
    const Vector<Scalar> changed = low.gradient - gradient;
    if (dot(moved, changed) > 1e-10 * std::sqrt(dot(moved, moved) * dot(changed, changed))) {
        if (state.change.size() == state.memory) {
            state.displacement.pop_front();
            state.change.pop_front();
        }
        state.displacement.push_back(moved);
        state.change.push_back(changed);
    }
    parameters = low.point;
    gradient = low.gradient;
    loss = low.loss;
    return true;
}

#define ROM_INSTANTIATE(Scalar)                                                                 \
    template void adam_step(Vector<Scalar>&, const Vector<Scalar>&, AdamState<Scalar>&, double, \
                            std::span<const RateGroup>);                                        \
    template bool lbfgs_step(const Function<Scalar>&, Vector<Scalar>&, Vector<Scalar>&, double&, LbfgsState<Scalar>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::network
