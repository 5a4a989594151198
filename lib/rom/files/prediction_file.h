// Predictions as .npy files, written while they are computed.
#pragma once

#include <string>

#include "rom/ldnet/data.h"
#include "rom/prediction/baseline.h"
#include "rom/prediction/fields.h"
#include "rom/prediction/uncertainty.h"

namespace rom::files {

// A prediction of a model of rom-encode: cases at the times of `grid`.
struct SnapshotPrediction {
    const mlasdi::ReducedModel& model;
    Index decoders = 0;  // to sum up, the first ones
    Index cases = 0;
    const TimeGrid& grid;
    dynamics::Library library = dynamics::Library::linear;
    const Eigen::MatrixXd& latent;  // [latent, cases * times]
    Eigen::MatrixXd interpolated;   // what an interpolated stage adds, [rank, cases * times]; empty if nothing
};

// Statistics over draws of the coefficients, to those files that have a name.
struct Statistics {
    std::string mean;       // [cases, times, ...space]
    std::string deviation;  // likewise
    std::string quantiles;  // [cases, times, probabilities, ...space]
    const gp::Coefficients& coefficients;
    const Eigen::MatrixXd& parameters;  // [cases, dimensions]
    const Eigen::MatrixXd& initial;     // latent states [latent, cases]
    prediction::Sampling sampling;
};

// Snapshots [cases, times, ...space]; they appear after the statistics, unless those are null. Returns how many draws
// were left out.
Index write_snapshots(const std::string& path, const SnapshotPrediction& prediction, const Statistics* statistics);

// Of a baseline: snapshots of coordinates [rank, cases * times].
void write_snapshots(const std::string& path, const prediction::Baseline& baseline, const Eigen::MatrixXd& coordinates,
                     Index cases);

// Latent trajectories [cases, times, latent], of states [latent, cases * times].
void write_latent(const std::string& path, const mlasdi::ReducedModel& model, const Eigen::MatrixXd& latent,
                  Index cases);

// Those of a latent dynamics network, in double precision. `shared`: of prediction::shared_at.
void write_latent(const std::string& path, const ldnet::LatentDynamicsNetwork& model, const Eigen::MatrixXd& shared,
                  Index cases);

// Fields of a latent dynamics network, [cases, times, points] or [cases, times, points, fields], in the precision of
// its training snapshots.
void write_fields(const std::string& path, const ldnet::LatentDynamicsNetwork& model, std::size_t stages,
                  const npy::Array& points, const ldnet::PointAxes& axes, const Eigen::MatrixXd& shared, Index cases);

}  // namespace rom::files
