#include "rom/optimise/line_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rom::optimise {
namespace {

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
double dot(const Vector<Scalar>& a, const Vector<Scalar>& b) {
    return a.template cast<double>().dot(b.template cast<double>());
}

template <class Scalar>
LinePoint<Scalar> line_search(const Function<Scalar>& function, const LinePoint<Scalar>& start,
                              const Vector<Scalar>& direction, double first) {
    constexpr double sufficient_decrease = 1e-4;
    constexpr double curvature = 0.9;
    constexpr int most_trials = 25;

    int trials = 0;
    const auto probe = [&](double step) {
        LinePoint<Scalar> trial{step, 0, 0, start.point + static_cast<Scalar>(step) * direction, {}};
        trial.loss = function(trial.point, trial.gradient);
        if (std::isfinite(trial.loss)) trial.slope = dot(trial.gradient, direction);
        if (!std::isfinite(trial.loss) || !std::isfinite(trial.slope))
            trial.loss = std::numeric_limits<double>::infinity();
        ++trials;
        return trial;
    };
    const auto too_high = [&](const LinePoint<Scalar>& t) {
        return !(t.loss <= start.loss + sufficient_decrease * t.step * start.slope);
    };
    const auto flat = [&](const LinePoint<Scalar>& t) { return std::abs(t.slope) <= -curvature * start.slope; };

    LinePoint<Scalar> low = start;
    LinePoint<Scalar> trial = probe(first);
    bool bracketed = false;
    LinePoint<Scalar> high;
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
        const double step = std::isfinite(high.loss)
                                ? cubic_minimum(low.step, low.loss, low.slope, high.step, high.loss, high.slope)
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
    return low;
}

#define ROM_INSTANTIATE(Scalar)                                                                                      \
    template double dot(const Vector<Scalar>&, const Vector<Scalar>&);                                               \
    template LinePoint<Scalar> line_search(const Function<Scalar>&, const LinePoint<Scalar>&, const Vector<Scalar>&, \
                                           double);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::optimise
