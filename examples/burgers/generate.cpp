// Full-order data of the Burgers problem: 1001 times on [0, 1], 1001 points on [-3, 3].
#include <algorithm>

#include "grid.h"
#include "solver.h"

int main(int argc, char** argv) {
    rom::cli::Tool tool("generate-burgers",
                        "Solves the 1-D Burgers equation for a grid of amplitudes a and widths w of the initial pulse and "
                        "writes PREFIX.npy [cases, 1001, 1001], PREFIX-mu.npy and PREFIX-initial.npy.",
                        "generate-burgers train --amplitude 0.7 0.9 5 --width 0.9 1.1 5");
    std::string prefix;
    tool.app.add_option("PREFIX", prefix, "Start of the names of the files")->required();
    const examples::Range amplitude(tool, "--amplitude", "Amplitudes a of the pulse");
    const examples::Range width(tool, "--width", "Widths w of the pulse");
    return tool.run(argc, argv, [&] {
        const burgers::Problem grid;
        const auto solve = [&](double a, double w, std::span<float> snapshots) {
            burgers::Problem problem = grid;
            problem.amplitude = a;
            problem.width = w;
            const std::vector<double> u = burgers::solve(problem);
            std::transform(u.begin(), u.end(), snapshots.begin(), [](double value) { return static_cast<float>(value); });
        };
        examples::generate(tool, prefix, amplitude.values(), width.values(), grid.times, {grid.points}, solve);
        return 0;
    });
}
