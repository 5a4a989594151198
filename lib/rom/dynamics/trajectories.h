// From coefficients and initial states to latent trajectories.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/base/time_grid.h"
#include "rom/dynamics/integrate.h"

namespace rom::dynamics {

// One latent trajectory from `initial` at time 0, at the times of the grid, which may start later; coefficients: [terms
// * latent], a row of xi.npy. Its `reached` counts those times.
Trajectory latent_trajectory(Library library, const Eigen::Ref<const Eigen::VectorXd>& coefficients,
                             const Eigen::Ref<const Eigen::VectorXd>& initial, const TimeGrid& grid);

// Its states [latent, times] for coefficients that were drawn, unless one becomes a thousand times as large as the
// largest of the trajectory that they were drawn about, or the trajectory blows up.
std::optional<Eigen::MatrixXd> drawn_trajectory(Library library, const Eigen::Ref<const Eigen::VectorXd>& coefficients,
                                                const Eigen::Ref<const Eigen::VectorXd>& initial, const TimeGrid& grid,
                                                double largest);

// Latent trajectories [latent, cases * times] of coefficients [cases, terms * latent], from initial latent states
// [latent, cases] at time 0.
struct LatentTrajectories {
    Eigen::MatrixXd states;
    std::vector<std::string> blow_ups;  // a sentence for each case whose trajectory blows up, and keeps its last state
    std::vector<Index> reached;         // of each case, how many times come before that
};
LatentTrajectories latent_trajectories(Library library, const Eigen::Ref<const Eigen::MatrixXd>& coefficients,
                                       const Eigen::Ref<const Eigen::MatrixXd>& initial, const TimeGrid& grid);

}  // namespace rom::dynamics
