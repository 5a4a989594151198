// Full-order data of the Burgers problem: 1001 times on [0, 1], 1001 points on [-3, 3].
#include <algorithm>

#include "grid.h"
#include "solver.h"

int main(int argc, char** argv) {
    const burgers::Problem grid;
    const auto solve = [&](std::span<const double> mu, std::span<float> snapshots) {
        burgers::Problem problem = grid;
        problem.amplitude = mu[0];
        problem.width = mu[1];
        const std::vector<double> u = burgers::solve(problem);
        std::transform(u.begin(), u.end(), snapshots.begin(), [](double value) { return static_cast<float>(value); });
    };
    return examples::run(
        {"generate-burgers",
         "Solves the 1-D Burgers equation for a grid of amplitudes a and widths w of the initial pulse.",
         "generate-burgers train --amplitude 0.7 0.9 5 --width 0.9 1.1 5",
         {{"--amplitude", "Amplitudes a of the pulse"}, {"--width", "Widths w of the pulse"}},
         grid.times,
         {grid.points},
         solve},
        argc, argv);
}
