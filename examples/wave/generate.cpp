// Full-order data of the wave equation y_tt = c^2 y_xx on (0, 1), y = 0 at both ends, released from rest as
// y(x, 0) = a sin(pi x) + (1 - a) sin(2 pi x), which has the solution a cos(pi c t) sin(pi x) + (1 - a) cos(2 pi c t)
// sin(2 pi x). Parameters a in [0.2, 0.8] and c in [0.9, 1.1]; 64 points, times dt = 0.02 apart from 0 to --until.
#include <cmath>
#include <numbers>

#include "random_cases.h"
#include "rom/base/error.h"

namespace {

constexpr std::int64_t kPoints = 64;
constexpr double kDt = 0.02;

examples::RandomCases cases_of(const std::vector<examples::Option>& options) {
    const double until = options[0].value;
    if (!(until >= kDt) || until > 1000) throw rom::Error("--until is from 0.02 to 1000", 2);
    examples::RandomCases cases;
    cases.times = std::llround(until / kDt) + 1;
    cases.points.resize(kPoints, 1);
    for (std::int64_t j = 0; j < kPoints; ++j) cases.points(j, 0) = static_cast<double>(j) / (kPoints - 1);
    cases.draw = [](examples::Random& random) {
        examples::Inputs inputs{Eigen::VectorXd(2), {}};
        inputs.parameters << examples::uniform(random, 0.2, 0.8), examples::uniform(random, 0.9, 1.1);
        return inputs;
    };
    cases.solve = [points = cases.points, times = cases.times](const examples::Inputs& inputs,
                                                               std::span<float> snapshots) {
        using std::numbers::pi;
        const Eigen::VectorXd& p = inputs.parameters;
        for (std::int64_t k = 0; k < times; ++k)
            for (std::int64_t j = 0; j < kPoints; ++j) {
                const double phase = pi * p[1] * kDt * static_cast<double>(k);
                const double x = pi * points(j, 0);
                snapshots[static_cast<std::size_t>(k * kPoints + j)] = static_cast<float>(
                    p[0] * std::cos(phase) * std::sin(x) + (1 - p[0]) * std::cos(2 * phase) * std::sin(2 * x));
            }
    };
    return cases;
}

}  // namespace

int main(int argc, char** argv) {
    return examples::run("generate-wave",
                         "The wave equation, released from rest: exact solutions for random parameters.",
                         "generate-wave train --cases 50", {{"--until", "The last time", 4}}, cases_of, argc, argv);
}
