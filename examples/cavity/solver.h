// Flow in a square cavity whose lid moves with a velocity U(t) along itself: the incompressible Navier-Stokes equations
// on (0, 1)^2 as vorticity and stream function,
//   w_t + u w_x + v w_y = nu (w_xx + w_yy),   psi_xx + psi_yy = -w,   u = psi_y,   v = -psi_x.
#pragma once

#include <functional>

#include <Eigen/Core>

namespace cavity {

struct Problem {
    double viscosity = 0.01;
    Eigen::Index intervals = 40;  // in each direction
    double dt = 0.2;              // between two results
    Eigen::Index parts = 40;      // steps in each
};

// Called at times 0, dt, 2 dt, ... with u and v [intervals + 1, intervals + 1] at (x_i, y_j).
using Visit = std::function<void(Eigen::Index time, const Eigen::MatrixXd& u, const Eigen::MatrixXd& v)>;

// From rest; `lid`: U at times dt apart, linear between. Central differences, the vorticity at the walls after Thom
// (1933), the stream function by sine transforms, Heun's method in time: second order. Throws rom::Error where it is no
// longer finite.
void solve(const Problem& problem, const Eigen::VectorXd& lid, const Visit& visit);

}  // namespace cavity
