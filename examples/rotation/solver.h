// A bump carried round by a rigid rotation, and spread: u_t + 2 pi c (-y u_x + x u_y) = nu (u_xx + u_yy) on [-1, 1]^2,
// which it does not leave, with u = exp(-|(x, y) - (0.45, 0)|^2 / (2 w^2)) at t = 0. Central differences of fourth
// order, the classical Runge-Kutta method.
#pragma once

#include <vector>

namespace rotation {

struct Problem {
    double speed = 1;           // c, in turns a unit of time
    double diffusivity = 5e-4;  // nu
    double width = 0.14;        // w
    int points = 64;            // in either direction, at the centres of as many cells
    int times = 101;            // dt = 0.01
    int substeps = 4;           // of each dt
};

// u [times, y, x]. Throws rom::Error where the speed is not positive or too large for the step.
std::vector<double> solve(const Problem& problem);

// The exact solution on the whole plane: the bump stays Gaussian, w^2 grows to w^2 + 2 nu t.
double exact(const Problem& problem, double x, double y, double t);

}  // namespace rotation
