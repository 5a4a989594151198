#include "solver.h"

#include <cmath>
#include <numbers>

#include "rom/base/error.h"

namespace rotation {
namespace {

constexpr double kRadius = 0.45;
constexpr double kDt = 0.01;
constexpr double kMostSpeed = 3;

double place(const Problem& problem, int i) { return -1 + 2.0 * (i + 0.5) / problem.points; }

// The state with a rim of two cells on each side, where it is zero.
struct Field {
    int points = 0;
    std::vector<double> values;

    explicit Field(int n) : points(n), values(static_cast<std::size_t>(n + 4) * static_cast<std::size_t>(n + 4)) {}
    std::size_t index(int row, int column) const {
        return static_cast<std::size_t>(row + 2) * static_cast<std::size_t>(points + 4) +
               static_cast<std::size_t>(column + 2);
    }
};

// The time derivative of u.
Field rate(const Problem& problem, const Field& u) {
    const int n = problem.points;
    const double h = 2.0 / n;
    const double turn = 2 * std::numbers::pi * problem.speed;
    Field result(n);
    const auto first = [&](std::size_t at, std::ptrdiff_t step) {
        const double* v = u.values.data() + at;
        return (8 * (v[step] - v[-step]) - (v[2 * step] - v[-2 * step])) / (12 * h);
    };
    const auto second = [&](std::size_t at, std::ptrdiff_t step) {
        const double* v = u.values.data() + at;
        return (16 * (v[step] + v[-step]) - (v[2 * step] + v[-2 * step]) - 30 * v[0]) / (12 * h * h);
    };
    const std::ptrdiff_t down = n + 4;
    for (int row = 0; row < n; ++row)
        for (int column = 0; column < n; ++column) {
            const std::size_t at = u.index(row, column);
            const double x = place(problem, column);
            const double y = place(problem, row);
            result.values[at] = turn * (y * first(at, 1) - x * first(at, down)) +
                                problem.diffusivity * (second(at, 1) + second(at, down));
        }
    return result;
}

Field sum(const Field& u, double factor, const Field& v) {
    Field result = u;
    for (std::size_t i = 0; i < u.values.size(); ++i) result.values[i] += factor * v.values[i];
    return result;
}

Field advanced(const Problem& problem, const Field& u, double step) {
    const Field a = rate(problem, u);
    const Field b = rate(problem, sum(u, step / 2, a));
    const Field c = rate(problem, sum(u, step / 2, b));
    const Field d = rate(problem, sum(u, step, c));
    return sum(sum(sum(sum(u, step / 6, a), step / 3, b), step / 3, c), step / 6, d);
}

}  // namespace

std::vector<double> solve(const Problem& problem) {
    if (!(problem.speed > 0) || problem.speed > kMostSpeed)
        throw rom::Error("the speed must be positive and at most 3");
    const int n = problem.points;
    Field u(n);
    for (int row = 0; row < n; ++row)
        for (int column = 0; column < n; ++column)
            u.values[u.index(row, column)] = exact(problem, place(problem, column), place(problem, row), 0);
    std::vector<double> snapshots;
    snapshots.reserve(static_cast<std::size_t>(problem.times) * u.values.size());
    for (int j = 0; j < problem.times; ++j) {
        if (j > 0)
            for (int k = 0; k < problem.substeps; ++k) u = advanced(problem, u, kDt / problem.substeps);
        for (int row = 0; row < n; ++row) {
            const double* from = u.values.data() + u.index(row, 0);
            snapshots.insert(snapshots.end(), from, from + n);
        }
    }
    return snapshots;
}

double exact(const Problem& problem, double x, double y, double t) {
    const double angle = 2 * std::numbers::pi * problem.speed * t;
    const double dx = x - kRadius * std::cos(angle);
    const double dy = y - kRadius * std::sin(angle);
    const double variance = problem.width * problem.width;
    const double spread = variance + 2 * problem.diffusivity * t;
    return variance / spread * std::exp(-(dx * dx + dy * dy) / (2 * spread));
}

}  // namespace rotation
