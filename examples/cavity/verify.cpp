// Holds the solver against the steady flow at Reynolds number 100 of Ghia, Ghia and Shin (J. Comput. Phys. 48, 1982),
// on 129 x 129 points, and, extrapolated, against the value at the centre of Marchi, Suero and Araki (J. Braz. Soc.
// Mech. Sci. Eng. 31, 2009). Prints a table; the exit status is 1 where a figure is outside its bounds.
#include <cmath>
#include <cstdio>

#include "solver.h"

namespace {

struct Figures {
    double u_centre;
    double u_least;    // on the vertical line through the centre
    double v_least;    // on the horizontal line through the centre
    double v_largest;  // likewise
};

// Of the flow at t = 40, the lid at 1.
Figures steady(Eigen::Index intervals, Eigen::Index parts) {
    cavity::Problem problem;
    problem.intervals = intervals;
    problem.parts = parts;
    Figures figures{};
    cavity::solve(
        problem, Eigen::VectorXd::Ones(201), [&](Eigen::Index, const Eigen::MatrixXd& u, const Eigen::MatrixXd& v) {
            const Eigen::Index middle = intervals / 2;
            figures = {u(middle, middle), u.row(middle).minCoeff(), v.col(middle).minCoeff(), v.col(middle).maxCoeff()};
        });
    return figures;
}

bool row(const char* name, double value, double published) {
    const bool holds = std::abs(value - published) < 0.03 * std::abs(published);
    std::printf("| %s | %.4f | %.4f | within 3 %%%s |\n", name, value, published, holds ? "" : ", FAILED");
    return holds;
}

}  // namespace

int main() {
    const Figures used = steady(40, 40);
    std::printf("| Reynolds number 100, 41 x 41 points | value | published | bounds |\n|---|---|---|---|\n");
    bool holds = row("u at the centre", used.u_centre, -0.20581);
    holds = row("least u on the vertical centre line", used.u_least, -0.21090) && holds;
    holds = row("least v on the horizontal centre line", used.v_least, -0.24533) && holds;
    holds = row("largest v on the horizontal centre line", used.v_largest, 0.17527) && holds;
    const Figures fine = steady(80, 160);
    std::printf("| u at the centre, 81 x 81 points | %.4f | | |\n", fine.u_centre);
    // Second order: what is left of the error of 41 x 41 points is a quarter with 81 x 81.
    const double extrapolated = (4 * fine.u_centre - used.u_centre) / 3;
    const bool converges = std::abs(extrapolated + 0.20915) < 0.003 * 0.20915;
    std::printf("| extrapolated from both | %.5f | -0.20915 | within 0.3 %%%s |\n", extrapolated,
                converges ? "" : ", FAILED");
    return holds && converges ? 0 : 1;
}
