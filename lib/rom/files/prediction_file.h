// Predictions as .npy files, written while they are computed.
#pragma once

#include <string>
#include <vector>

#include "rom/ldnet/data.h"
#include "rom/prediction/fields.h"
#include "rom/prediction/snapshot_prediction.h"

namespace rom::files {

// Statistics over draws of the coefficients, to those files that have a name.
struct Statistics {
    std::string mean;                   // [cases, times, ...space]
    std::string deviation;              // likewise
    std::string quantiles;              // [cases, times, probabilities, ...space]
    const Eigen::MatrixXd& parameters;  // [cases, dimensions]
    prediction::Sampling sampling;
};

// Snapshots [cases, times, ...space]; they appear after the statistics, unless those are null. Returns how many draws
// were left out.
Index write_snapshots(const std::string& path, const prediction::SnapshotPrediction& prediction,
                      const Statistics* statistics);

// Latent trajectories [cases, times, latent], of states [latent, cases * times].
void write_latent(const std::string& path, const mlasdi::ReducedModel& model, const Eigen::MatrixXd& latent,
                  Index cases);

// Those of a latent dynamics network, in double precision. `shared`: of prediction::shared_at.
void write_latent(const std::string& path, const ldnet::LatentDynamicsNetwork& model, const Eigen::MatrixXd& shared,
                  Index cases);

// Fields of latent dynamics networks, [cases, times, points] or [cases, times, points, fields], in the precision of
// their training snapshots; the standard deviation over the networks goes to `deviation`, if that is a name.
void write_fields(const std::string& path, const std::string& deviation,
                  const std::vector<prediction::NetworkAnswer>& networks, prediction::Combination combination,
                  const npy::Array& points, const ldnet::PointAxes& axes, Index cases);

}  // namespace rom::files
