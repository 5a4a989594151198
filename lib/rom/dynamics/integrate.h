// Integration of the latent dynamics.
#pragma once

#include <Eigen/Core>

#include "rom/dynamics/library.h"

namespace rom::dynamics {

struct Trajectory {
    Eigen::MatrixXd states;  // [latent, times]
    Index reached = 0;       // times before the trajectory blew up; from there on `states` repeats the last one
};

// z' = Xi^T Theta(z) from z(times[0]) = initial. xi: [terms, latent]; times: increasing.
// Linear dynamics z' = b + A z are exact, by the exponential of the augmented matrix [A b; 0 0] (eq. B.1), one for each
// run of steps of the same length; a short step that comes alone is as exact by the exponential's series, applied to
// the state. Other libraries take the Runge-Kutta pair of Dormand and Prince (1980), with steps that keep the local
// error below 1e-9 of the state's size.
// A trajectory has blown up if it is 1e12 times as large as it began, or if no step is short enough.
Trajectory integrate(Library library, const Eigen::Ref<const Eigen::MatrixXd>& xi,
                     const Eigen::Ref<const Eigen::VectorXd>& initial, const Eigen::Ref<const Eigen::VectorXd>& times);

}  // namespace rom::dynamics
