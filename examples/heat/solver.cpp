#include "solver.h"

#include <cmath>
#include <numbers>

#include "rom/base/error.h"

namespace heat {
namespace {

constexpr double kCentre = 0.4;

double initial(const Problem& problem, double x) {
    const double y = (x - kCentre) / problem.width;
    return std::exp(-y * y / 2);
}

}  // namespace

std::vector<double> solve(const Problem& problem) {
    if (!(problem.diffusivity > 0) || !(problem.width > 0)) throw rom::Error("diffusivity and width must be positive");
    const int n = problem.points;
    const double h = 1.0 / (n + 1);
    const auto size = static_cast<std::size_t>(n);
    std::vector<double> sine(size * size);  // sqrt(2 h) sin(pi k x), orthonormal
    for (int k = 1; k <= n; ++k)
        for (int i = 1; i <= n; ++i)
            sine[static_cast<std::size_t>((k - 1) * n + i - 1)] =
                std::sqrt(2 * h) * std::sin(std::numbers::pi * k * i * h);
    std::vector<double> share(size);
    for (std::size_t k = 0; k < size; ++k)
        for (int i = 1; i <= n; ++i)
            share[k] += sine[k * size + static_cast<std::size_t>(i - 1)] * initial(problem, i * h);

    std::vector<double> u(static_cast<std::size_t>(problem.times) * size);
    for (int j = 0; j < problem.times; ++j) {
        const double t = static_cast<double>(j) / (problem.times - 1);
        for (std::size_t k = 0; k < size; ++k) {
            const double wave = 2 / h * std::sin(std::numbers::pi * static_cast<double>(k + 1) * h / 2);
            const double amplitude = share[k] * std::exp(-problem.diffusivity * wave * wave * t);
            for (std::size_t i = 0; i < size; ++i)
                u[static_cast<std::size_t>(j) * size + i] += amplitude * sine[k * size + i];
        }
    }
    return u;
}

double exact(const Problem& problem, double x, double t) {
    constexpr int waves = 400;
    constexpr int nodes = 20000;  // the trapezoidal rule
    double u = 0;
    for (int k = 1; k <= waves; ++k) {
        const double decay = std::exp(-problem.diffusivity * std::numbers::pi * std::numbers::pi * k * k * t);
        if (decay < 1e-17) break;
        double integral = 0;
        for (int i = 1; i < nodes; ++i) {
            const double y = static_cast<double>(i) / nodes;
            integral += initial(problem, y) * std::sin(std::numbers::pi * k * y);
        }
        u += 2 * integral / nodes * decay * std::sin(std::numbers::pi * k * x);
    }
    return u;
}

}  // namespace heat
