// From parameters and initial states to latent trajectories: Gaussian process means, exact integration.
#pragma once

#include <Eigen/Dense>

#include "rom/gp/regression.h"
#include "rom/network/types.h"

namespace rom::training {

// Latent trajectories [latent, cases * times] at parameters [cases, dimensions], from initial latent states
// [latent, cases] at time 0, with the mean coefficients. `times` may start after 0.
// Throws Error naming the case whose trajectory leaves the range of numbers.
Eigen::MatrixXd latent_trajectories(const gp::Regression& processes,
                                    const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                    const Eigen::Ref<const Eigen::MatrixXd>& initial,
                                    const Eigen::Ref<const Eigen::VectorXd>& times);

}  // namespace rom::training
