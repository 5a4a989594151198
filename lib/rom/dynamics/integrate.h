// Integration of the latent dynamics.
#pragma once

#include <Eigen/Dense>

#include "rom/network/types.h"

namespace rom::dynamics {

// z' = b + A z from z(times[0]) = initial, exact by the exponential of the augmented matrix [A b; 0 0] (eq. B.1):
// one exponential for each distinct step. xi: [1 + latent, latent], row 0 is b, the others A^T.
// times: increasing. Result: [latent, times].
// Throws Error where the trajectory leaves the range of numbers: the dynamics grow without bound.
Eigen::MatrixXd integrate_linear(const Eigen::Ref<const Eigen::MatrixXd>& xi,
                                 const Eigen::Ref<const Eigen::VectorXd>& initial,
                                 const Eigen::Ref<const Eigen::VectorXd>& times);

}  // namespace rom::dynamics
