// Holds the full-order solver against the exact solution. Prints a table; the exit status is 1 where a figure is
// outside its bounds.
#include <cmath>
#include <cstdio>

#include "solver.h"

namespace {

// Largest difference from the exact solution at t = 1 where the periodic images do not reach.
double error(int intervals) {
    burgers::Problem problem;
    problem.amplitude = 0.9;
    problem.width = 0.9;
    problem.points = problem.times = intervals + 1;
    const auto u = burgers::solve(problem);
    double largest = 0;
    for (int i = intervals / 3; i <= intervals; ++i) {
        const double x = -3 + 6.0 * i / intervals;
        const double value = u[u.size() - static_cast<std::size_t>(intervals + 1 - i)];
        largest = std::max(largest, std::abs(value - burgers::exact(problem, x, 1)));
    }
    return largest;
}

}  // namespace

int main() {
    const double coarse = error(1000);
    const double fine = error(2000);
    const double finest = error(4000);
    const double order = std::log2((coarse - fine) / (fine - finest));
    const bool holds = coarse < 0.01 && order > 0.9 && order < 1.1;
    std::printf("| figure | value | bounds |\n|---|---|---|\n");
    std::printf("| largest error at t = 1, a = w = 0.9, 1001 points and times | %.3g | below 0.01 |\n", coarse);
    std::printf("| with 2001 | %.3g | |\n| with 4001 | %.3g | |\n", fine, finest);
    std::printf("| order of convergence | %.3g | 0.9 to 1.1%s |\n", order, holds ? "" : ", FAILED");
    return holds ? 0 : 1;
}
