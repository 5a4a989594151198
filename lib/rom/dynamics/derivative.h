// Time derivatives by summation-by-parts finite differences on a uniform grid, diagonal norm.
// Sources: Strand (1994), Mattsson and Nordstrom (2004).
#pragma once

#include <span>
#include <string>

#include <Eigen/Dense>

#include "rom/names.h"
#include "rom/network/types.h"

namespace rom::dynamics {

// D = H^-1 Q / dt, with Q + Q^T = diag(-1, 0, ..., 0, 1). Interior order 2p, order p at the ends.
struct Derivative {
    std::string name;  // sbp12, sbp24, sbp36, sbp48
    Index times = 0;
    double dt = 1;
    Eigen::VectorXd interior;  // central weights of offsets 1 .. p (antisymmetric), without 1/dt
    Eigen::MatrixXd boundary;  // the first rows of D over the first columns, without 1/dt

    // trajectory, result: [variables, times]. Aliasing is not allowed.
    void apply(const Eigen::Ref<const Eigen::MatrixXd>& trajectory, Eigen::Ref<Eigen::MatrixXd> result) const;

    // Adds cotangent D to `result`: the gradient with respect to the trajectory, given that with respect to its
    // derivative.
    void add_transpose(const Eigen::Ref<const Eigen::MatrixXd>& cotangent, Eigen::Ref<Eigen::MatrixXd> result) const;
};

Names derivative_names();

// Throws Error for an unknown name, dt not positive, or fewer times than the two closures need (2, 8, 12, 16).
Derivative make_derivative(const std::string& name, Index times, double dt);

}  // namespace rom::dynamics
