// An interpolated stage on cases that neither it nor the dynamics have seen. What it makes up for depends on the
// dynamics: with those that the other cases predict, the others' residuals are others too.
#pragma once

#include "rom/gp/coefficients.h"
#include "rom/mlasdi/reduced_model.h"
#include "rom/prediction/interpolation.h"

namespace rom::evaluation {

// What a stage that interpolates residuals adds to each training case, as the others predict it with the dynamics that
// they predict: [rank, cases * times]. initial: latent states [latent, cases]. Of independent coefficients, and of more
// than fifty cases, the residuals stay those of all cases' dynamics. Cases that the others do not determine, or whose
// trajectories blow up, are not finite.
Eigen::MatrixXd interpolation_of_others(const mlasdi::ReducedModel& model, const gp::Coefficients& coefficients,
                                        const Eigen::MatrixXd& initial,
                                        const prediction::CaseInterpolation& interpolated);

// What the stage adds to what the decoders say of the training cases, and of each as the others predict it.
prediction::TrainingStates added_to_training(const mlasdi::ReducedModel& model, const gp::Coefficients& coefficients,
                                             const Eigen::MatrixXd& initial,
                                             const prediction::CaseInterpolation& interpolated);

// What the stage leaves of the coefficients' deviation: the factor, 0 to 1, with which cases that are left out of all
// are likeliest, beside what the stage itself is off by at those left out of it alone. Where the stage makes up for
// what the dynamics miss, all cases alike, it is small. 1 where the above is not known.
double share_of_draws(const mlasdi::ReducedModel& model, const gp::Coefficients& coefficients,
                      const Eigen::MatrixXd& initial, const prediction::CaseInterpolation& interpolated);

}  // namespace rom::evaluation
