// Full-order data of the lid-driven cavity: both velocities at 41 x 41 points, times 0.2 apart from 0 to --until. The
// lid moves with a random velocity between -1 and 1: Reynolds numbers up to 100.
#include <cmath>

#include "random_cases.h"
#include "rom/base/error.h"
#include "solver.h"

namespace {

examples::RandomCases cases_of(const std::vector<examples::Option>& options) {
    const cavity::Problem problem;
    const double until = options[0].value;
    if (!(until >= problem.dt) || until > 1000) throw rom::Error("--until is from 0.2 to 1000", 2);
    const Eigen::Index side = problem.intervals + 1;
    examples::RandomCases cases;
    cases.times = std::llround(until / problem.dt) + 1;
    cases.fields = 2;
    cases.points.resize(side * side, 2);
    for (Eigen::Index j = 0; j < side; ++j)
        for (Eigen::Index i = 0; i < side; ++i)
            cases.points.row(j * side + i) << static_cast<double>(i) / static_cast<double>(problem.intervals),
                static_cast<double>(j) / static_cast<double>(problem.intervals);
    cases.draw = [times = cases.times, dt = problem.dt](examples::Random& random) {
        examples::Inputs inputs{Eigen::VectorXd(0), examples::smooth_signal(random, -1, 1, 2, times, dt)};
        return inputs;
    };
    cases.solve = [problem, side](const examples::Inputs& inputs, std::span<float> snapshots) {
        cavity::solve(problem, inputs.signals.col(0),
                      [&](Eigen::Index time, const Eigen::MatrixXd& u, const Eigen::MatrixXd& v) {
                          float* to = snapshots.data() + 2 * time * side * side;
                          for (Eigen::Index j = 0; j < side; ++j)
                              for (Eigen::Index i = 0; i < side; ++i) {
                                  *to++ = static_cast<float>(u(i, j));
                                  *to++ = static_cast<float>(v(i, j));
                              }
                      });
    };
    return cases;
}

}  // namespace

int main(int argc, char** argv) {
    return examples::run("generate-cavity", "Solves the flow in a cavity whose lid moves with a random velocity.",
                         "generate-cavity train --cases 80", {{"--until", "The last time", 20}}, cases_of, argc, argv);
}
