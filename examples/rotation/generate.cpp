// Full-order data of a bump that is carried round: 64 x 64 points on [-1, 1]^2, times 0.01 apart.
#include <algorithm>

#include "grid.h"
#include "solver.h"

int main(int argc, char** argv) {
    const rotation::Problem grid;
    const auto solve = [&](std::span<const double> mu, std::span<float> snapshots) {
        rotation::Problem problem = grid;
        problem.speed = mu[0];
        problem.times = static_cast<int>(std::ssize(snapshots) / grid.points / grid.points);
        const std::vector<double> u = rotation::solve(problem);
        std::transform(u.begin(), u.end(), snapshots.begin(), [](double value) { return static_cast<float>(value); });
    };
    return examples::run({"generate-rotation",
                          "Solves for a bump that is carried round and spreads, for several speeds of the rotation.",
                          "generate-rotation train --speed 0.5 1.5 7",
                          {{"--speed", "Speeds of the rotation, in turns a unit of time"}},
                          grid.times,
                          {grid.points, grid.points},
                          solve,
                          true},
                         argc, argv);
}
