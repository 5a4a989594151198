// Full-order data of the Vlasov problem: 251 times on [0, 5], stored every fourth step, 64 x 64 points [v, x].
#include <algorithm>

#include "grid.h"
#include "solver.h"

int main(int argc, char** argv) {
    constexpr int stored = 251;
    constexpr int interval = 4;
    const vlasov::Problem grid;
    const auto solve = [&](std::span<const double> mu, std::span<float> snapshots) {
        vlasov::Problem problem = grid;
        problem.temperature = mu[0];
        problem.wavenumber = mu[1];
        vlasov::Solver solver(problem);
        for (int step = 0; step < stored; ++step) {
            if (step > 0)
                for (int substep = 0; substep < interval; ++substep) solver.advance();
            const std::span<const double> state = solver.state();
            const auto at = static_cast<std::ptrdiff_t>(step) * std::ssize(state);
            std::transform(state.begin(), state.end(), snapshots.begin() + at,
                           [](double value) { return static_cast<float>(value); });
        }
    };
    return examples::run(
        {"generate-vlasov",
         "Solves the 1D-1V Vlasov equation of two beams for a grid of temperatures T and wavenumbers k.",
         "generate-vlasov train --temperature 0.9 1.1 5 --wavenumber 1.0 1.2 5",
         {{"--temperature", "Temperatures T of the beams"}, {"--wavenumber", "Wavenumbers k of the perturbation"}},
         stored,
         {grid.points, grid.points},
         solve},
        argc, argv);
}
