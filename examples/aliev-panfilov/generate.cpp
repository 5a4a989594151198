// Full-order data of Aliev and Panfilov's equations: 801 points on a fibre of length 100, 501 times to 500. Each
// stimulus is given once or twice, at random times, which are the parameters too: first and second of either place, the
// last time where there is no second.
#include <algorithm>

#include "random_cases.h"
#include "solver.h"

namespace {

constexpr double kStrength = 1;
constexpr std::int64_t kDuration = 4;

examples::RandomCases cases_of(const std::vector<examples::Option>& options) {
    const auto times = static_cast<std::int64_t>(options[0].value) + 1;
    const aliev_panfilov::Problem problem;
    examples::RandomCases cases;
    cases.times = times;
    cases.points = Eigen::VectorXd::LinSpaced(problem.points, 0, problem.length);
    cases.draw = [times](examples::Random& random) {
        examples::Inputs inputs{Eigen::VectorXd::Constant(4, static_cast<double>(times - 1)),
                                Eigen::MatrixXd::Zero(times, 2)};
        for (Eigen::Index s = 0; s < 2; ++s) {
            const auto pulse = [&](Eigen::Index which, double from, double to) {
                const auto start = static_cast<std::int64_t>(examples::uniform(random, from, to));
                inputs.parameters[2 * s + which] = static_cast<double>(start);
                for (std::int64_t t = start; t < std::min(start + kDuration, times); ++t)
                    inputs.signals(t, s) = kStrength;
            };
            pulse(0, 1, 150);
            if (examples::uniform(random, 0, 1) < 0.5) pulse(1, 200, 350);
        }
        return inputs;
    };
    cases.solve = [problem](const examples::Inputs& inputs, std::span<float> snapshots) {
        const Eigen::MatrixXd u = aliev_panfilov::solve(problem, inputs.signals);
        for (std::size_t i = 0; i < snapshots.size(); ++i)
            snapshots[i] = static_cast<float>(u.data()[static_cast<Eigen::Index>(i)]);
    };
    return cases;
}

}  // namespace

int main(int argc, char** argv) {
    return examples::run("generate-aliev-panfilov",
                         "Solves Aliev and Panfilov's equations along a fibre with two stimuli at random times.",
                         "generate-aliev-panfilov train --cases 100", {{"--until", "The last time", 500}}, cases_of,
                         argc, argv);
}
