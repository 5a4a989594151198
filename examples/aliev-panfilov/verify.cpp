// Holds the solver against refinement, and the speed of the wave front without recovery against theory: for v = 0 it is
// sqrt(K D / 2) (1 - 2 a). Prints a table; the exit status is 1 where a figure is outside its bounds.
#include <cmath>
#include <cstdio>

#include "solver.h"

namespace {

Eigen::MatrixXd stimuli(Eigen::Index times) {
    Eigen::MatrixXd both = Eigen::MatrixXd::Zero(times, 2);
    both.block(2, 0, 4, 1).setOnes();
    return both;
}

// Speed between x = 50 and 80 of the front that starts at 25.
double front_speed(const aliev_panfilov::Problem& problem) {
    const Eigen::MatrixXd u = aliev_panfilov::solve(problem, stimuli(400));
    const auto arrival = [&](double x) {
        const auto i =
            static_cast<Eigen::Index>(std::llround(x / problem.length * static_cast<double>(problem.points - 1)));
        Eigen::Index t = 0;
        while (t + 1 < u.cols() && u(i, t) < 0.5) ++t;
        return problem.dt * (static_cast<double>(t) - (u(i, t) - 0.5) / (u(i, t) - u(i, t - 1)));
    };
    return 30 / (arrival(80) - arrival(50));
}

// The root mean square change of the solution to t = 100, over its range.
double change(const aliev_panfilov::Problem& finer, Eigen::Index stride) {
    const Eigen::MatrixXd used = aliev_panfilov::solve({}, stimuli(101));
    const Eigen::MatrixXd fine = aliev_panfilov::solve(finer, stimuli(101));
    double sum = 0;
    for (Eigen::Index i = 0; i < used.rows(); ++i) sum += (used.row(i) - fine.row(i * stride)).squaredNorm();
    return std::sqrt(sum / static_cast<double>(used.size())) / (used.maxCoeff() - used.minCoeff());
}

bool row(const char* name, double value, double least, double most) {
    const bool holds = value >= least && value <= most;
    std::printf("| %s | %.3g | %.3g to %.3g%s |\n", name, value, least, most, holds ? "" : ", FAILED");
    return holds;
}

}  // namespace

int main() {
    aliev_panfilov::Problem front;
    front.g = front.m1 = 0;  // no recovery
    front.dt = 0.1;
    front.parts = 5;
    const double theory = std::sqrt(front.K * front.diffusion / 2) * (1 - 2 * front.a);
    aliev_panfilov::Problem in_time;
    in_time.parts *= 2;
    aliev_panfilov::Problem in_space;
    in_space.points = 2 * in_space.points - 1;
    std::printf("| figure | value | bounds |\n|---|---|---|\n");
    bool holds = row("speed of the front / theory", front_speed(front) / theory, 0.99, 1.01);
    holds = row("change with half the time step", change(in_time, 1), 0, 2e-3) && holds;
    holds = row("change with twice the points", change(in_space, 2), 0, 5e-3) && holds;
    return holds ? 0 : 1;
}
