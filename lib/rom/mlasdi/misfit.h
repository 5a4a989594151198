// What the stages leave of the training snapshots, for what is not known of others (prediction/discrepancy.h).
#pragma once

#include "rom/mlasdi/reduced_model.h"

namespace rom::mlasdi {

// Misfit and persistence of the last stage, from what the stages leave: [rank, cases * times], in the snapshots' units.
// No persistence if its times are not as many as those of the model.
void set_misfit(ReducedModel& model, const Eigen::MatrixXd& residual, Index cases);

// What a model of one stage leaves, with the encoded snapshots `latent`: along the trajectories of the dynamics that
// fit each case best, from its first state, or along the encoded states where these blow up.
Eigen::MatrixXd fitted_residual(const ReducedModel& model, const Eigen::MatrixXd& coordinates,
                                const Eigen::MatrixXd& latent);

// DecoderStage::misfit of a residual [rank, count]: a factor of its second moments, but for directions that hold less
// than a millionth of them. Of more than a thousand coordinates, a fixed sample of the residuals, as large in all.
Eigen::MatrixXd misfit_of(const Eigen::MatrixXd& residual);

}  // namespace rom::mlasdi
