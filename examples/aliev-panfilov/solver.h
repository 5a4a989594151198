// The equations of Aliev and Panfilov (1996) for the electric activity of heart tissue, along a fibre of length 100:
//   u_t = D u_xx + K u (1 - u) (u - a) - u v + I(x, t),   v_t = -(g + m1 v / (u + m2)) (v + K u (u - b - 1)),
// no flux at the ends; stimuli at a quarter and at three quarters of the fibre.
#pragma once

#include <Eigen/Core>

namespace aliev_panfilov {

struct Problem {
    double diffusion = 1;
    double K = 8;
    double a = 0.1;
    double b = 0.1;
    double g = 0.002;
    double m1 = 0.2;
    double m2 = 0.3;
    double length = 100;
    double width = 4;  // of each stimulated part
    Eigen::Index points = 801;
    double dt = 1;            // between two times of signals and results
    Eigen::Index parts = 50;  // steps in each
};

// u [points, times] from rest. `stimuli` [times, 2], linear between the times. Diffusion by Crank and Nicolson,
// reactions by Heun, in Strang's splitting: second order in time and space. Throws rom::Error where u is no longer
// finite.
Eigen::MatrixXd solve(const Problem& problem, const Eigen::MatrixXd& stimuli);

}  // namespace aliev_panfilov
