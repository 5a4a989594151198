// Holds the solver with forcing against exact solutions and refinement. Prints a table; the exit status is 1 where a
// figure is outside its bounds.
#include <cmath>
#include <cstdio>
#include <numbers>

#include "random_cases.h"
#include "solver.h"

namespace {

using std::numbers::pi;

// Constant forcing of one wave: z = A (1 - exp(-r t)) / r cos(pi x - P), r = m1 pi^2 + m3.
double constant_forcing() {
    const adr::Coefficients coefficients{0.05, 0, 0.02};
    Eigen::MatrixXd signals(101, 3);
    signals.rowwise() = Eigen::RowVector3d(0.7, 0.5, 1.2);
    const Eigen::MatrixXd z = adr::solve(coefficients, signals, 0.05, 100);
    const double rate = 0.05 * pi * pi + 0.02;
    double largest = 0;
    for (Eigen::Index t = 0; t < z.cols(); ++t)
        for (Eigen::Index j = 0; j < z.rows(); ++j) {
            const double exact = 0.7 * (1 - std::exp(-rate * 0.05 * static_cast<double>(t))) / rate *
                                 std::cos(pi * (-1 + 0.02 * static_cast<double>(j)) - 1.2);
            largest = std::max(largest, std::abs(z(j, t) - exact));
        }
    return largest;
}

// Random signals: the change under refinement in time and space, relative to the largest value.
double refinement(Eigen::Index modes, Eigen::Index parts) {
    examples::Random random(1);
    Eigen::MatrixXd signals(101, 3);
    signals.col(0) = examples::smooth_signal(random, 0, 2, 1, 101, 0.05);
    signals.col(1) = examples::smooth_signal(random, 0.25, 1, 1, 101, 0.05);
    signals.col(2) = examples::smooth_signal(random, -4, 4, 1, 101, 0.05);
    const adr::Coefficients coefficients{0.05, 0, 0.02};
    const Eigen::MatrixXd used = adr::solve(coefficients, signals, 0.05, 100);
    const Eigen::MatrixXd fine = adr::solve(coefficients, signals, 0.05, 100, modes, parts);
    return (used - fine).cwiseAbs().maxCoeff() / fine.cwiseAbs().maxCoeff();
}

bool row(const char* name, double value, double bound) {
    std::printf("| %s | %.2g | below %.2g%s |\n", name, value, bound, value < bound ? "" : ", FAILED");
    return value < bound;
}

}  // namespace

int main() {
    std::printf("| figure | value | bounds |\n|---|---|---|\n");
    bool holds = row("constant forcing: largest error", constant_forcing(), 1e-9);
    holds = row("change with half the time step", refinement(64, 8), 1e-3) && holds;
    holds = row("change with twice the modes", refinement(128, 4), 1e-3) && holds;
    return holds ? 0 : 1;
}
