// The advection-diffusion-reaction equation of the LDNet paper, periodic on (-1, 1):
//   z_t - m1 z_xx - m2 z_x + m3 z = A(t) cos(2 pi F(t) x - P(t)).
#pragma once

#include <Eigen/Core>

namespace adr {

struct Coefficients {
    double diffusion;  // m1
    double transport;  // m2
    double reaction;   // m3
};

// z(x, t) from z(x, 0) = cos(pi x), without forcing: exp(-(m1 pi^2 + m3) t) cos(pi (x + m2 t)).
double exact(const Coefficients& coefficients, double x, double t);

// From z(x, 0) = 0 with forcing, its amplitude, frequency and phase at `times` times dt apart and linear between:
// [points, times] at the points -1 + 2 j / points. Fourier modes in space, each integrated exactly for a forcing that
// is linear over a part of dt.
Eigen::MatrixXd solve(const Coefficients& coefficients, const Eigen::MatrixXd& signals, double dt, Eigen::Index points,
                      Eigen::Index modes = 64, Eigen::Index parts = 4);

}  // namespace adr
