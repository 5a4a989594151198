// Whether the posterior of the coefficients is as wide as the trajectories of left-out cases are off.
#pragma once

#include "rom/base/time_grid.h"
#include "rom/gp/joint.h"

namespace rom::evaluation {

// The factor of the posterior's deviations with which the latent trajectories of the training cases [latent, cases *
// times], each from its own first state and the coefficients that other parameters' cases predict, are likeliest. The
// likelihood of the velocities, by which the hyperparameters were found, weighs all directions alike, and says little
// of the few that move a trajectory. Between 1/64 and 4; of many cases a fixed sample counts. 1 if all left-out
// trajectories blow up.
double deviation_factor(const gp::JointRegression& regression, const Eigen::MatrixXd& latent, const TimeGrid& grid);

}  // namespace rom::evaluation
