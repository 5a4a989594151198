// Time derivatives by summation-by-parts finite differences on a uniform grid, diagonal norm.
// Sources: Strand (1994), Mattsson and Nordstrom (2004).
#pragma once

#include "rom/base/types.h"

namespace rom::dynamics {

// D = H^-1 Q / step, with Q + Q^T = diag(-1, 0, ..., 0, 1). Interior order 2p, order p at the ends.
struct SummationByParts {
    Index times = 0;
    double step = 1;
    Eigen::VectorXd interior;  // central weights of offsets 1 .. p (antisymmetric), without 1/step
    Eigen::MatrixXd boundary;  // the first rows of D over the first columns, without 1/step

    // trajectory, result: [variables, times]. Aliasing is not allowed.
    void apply(const Eigen::Ref<const Eigen::MatrixXd>& trajectory, Eigen::Ref<Eigen::MatrixXd> result) const;

    // Adds cotangent D to `result`: the gradient with respect to the trajectory, given that with respect to its
    // derivative.
    void add_transpose(const Eigen::Ref<const Eigen::MatrixXd>& cotangent, Eigen::Ref<Eigen::MatrixXd> result) const;
};

// Weights of the central difference of order 2p for offsets 1 .. p: c_j = (-1)^(j+1) (p!)^2 / (j (p-j)! (p+j)!).
Eigen::VectorXd central_weights(int p);

// Of order p (1 to 4) at the ends. `least`: the fewest times that the two closures need.
SummationByParts summation_by_parts(int order, Index times, double step);
Index least_times(int order);

}  // namespace rom::dynamics
