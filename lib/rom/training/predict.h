// From parameters and initial states to latent trajectories: Gaussian process means, integration.
#pragma once

#include <string>
#include <vector>

#include <Eigen/Dense>

#include "rom/dynamics/integrate.h"
#include "rom/dynamics/library.h"
#include "rom/gp/regression.h"
#include "rom/network/types.h"

namespace rom::training {

// One latent trajectory from `initial` at time 0, at `times`, which may start later; coefficients: [terms * latent], a
// row of xi.npy. Its `reached` counts `times`.
dynamics::Trajectory latent_trajectory(dynamics::Library library, const Eigen::Ref<const Eigen::VectorXd>& coefficients,
                                       const Eigen::Ref<const Eigen::VectorXd>& initial,
                                       const Eigen::Ref<const Eigen::VectorXd>& times);

// Latent trajectories [latent, cases * times] at parameters [cases, dimensions], from initial latent states
// [latent, cases] at time 0, with the mean coefficients. `times` may start after 0.
struct LatentTrajectories {
    Eigen::MatrixXd states;
    std::vector<std::string> blow_ups;  // a sentence for each case whose trajectory blows up, and keeps its last state
};
LatentTrajectories latent_trajectories(const gp::Regression& processes, dynamics::Library library,
                                       const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                       const Eigen::Ref<const Eigen::MatrixXd>& initial,
                                       const Eigen::Ref<const Eigen::VectorXd>& times);

}  // namespace rom::training
