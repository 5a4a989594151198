// Full-order data of the heat equation: 101 times on [0, 1], 200 points inside (0, 1).
#include <algorithm>

#include "grid.h"
#include "solver.h"

int main(int argc, char** argv) {
    const heat::Problem grid;
    const auto solve = [&](std::span<const double> mu, std::span<float> snapshots) {
        heat::Problem problem = grid;
        problem.diffusivity = mu[0];
        problem.width = mu[1];
        const std::vector<double> u = heat::solve(problem);
        std::transform(u.begin(), u.end(), snapshots.begin(), [](double value) { return static_cast<float>(value); });
    };
    return examples::run(
        {"generate-heat",
         "Solves the heat equation for a grid of diffusivities D and widths w of the initial bump.",
         "generate-heat train --diffusivity 0.005 0.05 4 --width 0.03 0.12 4",
         {{"--diffusivity", "Diffusivities D, in equal ratios", true}, {"--width", "Widths w of the bump"}},
         grid.times,
         {grid.points},
         solve},
        argc, argv);
}
