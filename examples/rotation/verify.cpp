// Holds the full-order solver against the exact solution. Prints a table; the exit status is 1 where a figure is
// outside its bounds.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "solver.h"

namespace {

// The largest relative error over time, eq. (25), of the fastest rotation up to t = 1.
double error(int points) {
    rotation::Problem problem;
    problem.speed = 1.5;
    problem.points = points;
    problem.substeps = points / 16;
    const auto u = rotation::solve(problem);
    double largest = 0;
    std::size_t at = 0;
    for (int j = 0; j < problem.times; ++j) {
        double difference = 0;
        double whole = 0;
        for (int row = 0; row < points; ++row)
            for (int column = 0; column < points; ++column) {
                const double x = -1 + 2 * (column + 0.5) / points;
                const double y = -1 + 2 * (row + 0.5) / points;
                const double truth = rotation::exact(problem, x, y, 0.01 * j);
                const double value = u[at++];
                difference += (value - truth) * (value - truth);
                whole += truth * truth;
            }
        largest = std::max(largest, std::sqrt(difference / whole));
    }
    return largest;
}

}  // namespace

int main() {
    const double coarse = error(64);
    const double fine = error(128);
    const double order = std::log2(coarse / fine);
    const bool holds = coarse < 0.02 && order > 3.5 && order < 4.5;
    std::printf("| figure | value | bounds |\n|---|---|---|\n");
    std::printf("| largest relative error up to t = 1, speed 1.5, 64 x 64 points | %.3g | below 0.02 |\n", coarse);
    std::printf("| with 128 x 128 | %.3g | |\n", fine);
    std::printf("| order of convergence | %.3g | 3.5 to 4.5%s |\n", order, holds ? "" : ", FAILED");
    return holds ? 0 : 1;
}
