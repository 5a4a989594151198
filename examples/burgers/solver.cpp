#include "solver.h"

#include <cmath>
#include <numbers>
#include <string>

#include "rom/base/error.h"

namespace burgers {
namespace {

constexpr double kHalfLength = 3;

double start(const Problem& problem, double x) {
    return problem.amplitude * std::exp(-x * x / (2 * problem.width * problem.width));
}

}  // namespace

std::vector<double> solve(const Problem& problem) {
    if (!(problem.amplitude > 0) || !(problem.width > 0)) throw rom::Error("amplitude and width must be positive");
    // The steepest descent of the start, a exp(-1/2) / w, turns over first.
    if (const double shock = problem.width * std::exp(0.5) / problem.amplitude; !(shock > 1))
        throw rom::Error("a shock forms at t = " + std::to_string(shock) +
                         ", before the end at t = 1; take a smaller amplitude or a larger width");
    const auto points = static_cast<std::size_t>(problem.points);
    const auto times = static_cast<std::size_t>(problem.times);
    const double dx = 2 * kHalfLength / (problem.points - 1);
    const double ratio = 1.0 / (problem.times - 1) / dx;
    std::vector<double> u(times * points);
    for (std::size_t i = 0; i < points; ++i) u[i] = start(problem, -kHalfLength + static_cast<double>(i) * dx);
    for (std::size_t n = 1; n < times; ++n) {
        const double* before = u.data() + (n - 1) * points;
        double* now = u.data() + n * points;
        // u_i + dt / dx u_i (u_i - u_{i-1}) = its last value: from left to right, each u_i is the positive root, and
        // the second time round the ring its beginning is known to rounding.
        double left = before[points - 1];
        for (int round = 0; round < 2; ++round)
            for (std::size_t i = 1; i < points; ++i) {
                const double b = 1 - ratio * left;
                left = now[i] = 2 * before[i] / (b + std::sqrt(b * b + 4 * ratio * before[i]));
            }
        now[0] = now[points - 1];
    }
    return u;
}

double exact(const Problem& problem, double x, double t) {
    double low = 0;  // u - u0(x - u t) rises with u before the shock
    double high = problem.amplitude;
    for (int k = 0; k < 60; ++k) {
        const double middle = (low + high) / 2;
        (middle < start(problem, x - middle * t) ? low : high) = middle;
    }
    return low;
}

}  // namespace burgers
