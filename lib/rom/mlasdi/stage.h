// What a further stage has to learn from, and what it made of it: eqs. (16) to (19).
#pragma once

#include "rom/mlasdi/predictability.h"
#include "rom/mlasdi/reduced_model.h"

namespace rom::mlasdi {

// Training snapshots beside what the model makes of them, in coordinates times the snapshots' units [rank, cases *
// times].
struct StageData {
    Eigen::MatrixXd coordinates;  // q, of the snapshots, without units
    Eigen::MatrixXd latent;       // Z [latent, cases * times]: trajectories of the dynamics, eq. (16)
    Eigen::MatrixXd residual;     // R = U - sum of stages, eq. (17)
    double outside = 0;           // the sum of squares of what the POD basis leaves out of U
};
StageData stage_data(const ReducedModel& model, const Eigen::MatrixXd& coordinates, const Eigen::MatrixXd& latent);

// R of a model with these coordinates and latent states.
Eigen::MatrixXd residual_of(const ReducedModel& model, const Eigen::MatrixXd& coordinates,
                            const Eigen::MatrixXd& latent);

// ||R|| / ||U||, Frobenius, U centred; what the basis leaves out counts in both.
double relative_residual(const ReducedModel& model, const StageData& data, const Eigen::MatrixXd& residual);

// The standard deviation of all entries of a residual on the mesh, from its coordinates (eq. 18).
double residual_deviation(const snapshots::Coordinates& coordinates, const Eigen::MatrixXd& residual);

// The mean distance of a latent state to the nearest one of another case: between the trajectories of two cases a
// decoder is not held by data. With one case, the root mean square distance from the mean state.
// Beyond a thousand states, a fixed sample of them. latent: [latent, cases * times].
double case_distance(const Eigen::MatrixXd& latent, Index cases);

// The mean distance of a latent state to the next one of its trajectory.
double time_distance(const Eigen::MatrixXd& latent, Index cases);

// 0.1 over the latent distance between neighbouring cases, at most 1 over that between consecutive times. A decoder
// with sine on its first layer varies over about 1 / kappa; this keeps it nearly linear over what no data holds,
// whatever the scale that the latent variables took. Between times, where data hold it from both sides all along, it
// may bend more. On the multiscale problem in the paper's units it makes kappa 1.1; the paper has 1. Throws Error if
// all latent states are equal.
double automatic_kappa(const Eigen::MatrixXd& latent, Index cases);

// Below this correlation the residual is mostly what the latent trajectories do not determine.
inline constexpr double kLeastCorrelation = 0.3;

}  // namespace rom::mlasdi
