// Holds the full-order solver against the exact solution. Prints a table; the exit status is 1 where a figure is
// outside its bounds.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "solver.h"

namespace {

// The narrowest bump, that spreads the most slowly: largest difference from the exact solution at t = 1.
double error(int points) {
    heat::Problem problem;
    problem.diffusivity = 0.005;
    problem.width = 0.03;
    problem.points = points;
    problem.times = 2;
    const auto u = heat::solve(problem);
    double largest = 0;
    for (int i = 1; i <= points; i += (points + 1) / 25) {
        const double value = u[static_cast<std::size_t>(points + i - 1)];
        largest = std::max(largest, std::abs(value - heat::exact(problem, static_cast<double>(i) / (points + 1), 1)));
    }
    return largest;
}

}  // namespace

int main() {
    const double coarse = error(199);
    const double fine = error(399);
    const double order = std::log2(coarse / fine);
    const bool holds = coarse < 1e-4 && order > 1.9 && order < 2.1;
    std::printf("| figure | value | bounds |\n|---|---|---|\n");
    std::printf("| largest error at t = 1, D = 0.005, w = 0.03, 199 points | %.3g | below 1e-4 |\n", coarse);
    std::printf("| with 399 | %.3g | |\n", fine);
    std::printf("| order of convergence | %.3g | 1.9 to 2.1%s |\n", order, holds ? "" : ", FAILED");
    return holds ? 0 : 1;
}
