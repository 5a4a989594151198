// Proper orthogonal decomposition with interpolation over the parameters: what any model has to beat, and where the
// parameters set no speed a good surrogate in its own right.
#pragma once

#include "rom/prediction/interpolation.h"
#include "rom/snapshots/coordinates.h"

namespace rom::prediction {

struct Baseline {
    Precision precision = Precision::float32;
    snapshots::Coordinates coordinates;
    CaseInterpolation trajectories;  // of coordinates
    bool timed = true;               // whether its grid has the times of the snapshots, or counts them
};

// The norms [times, cases] of all snapshots, and of what the basis leaves out of each.
struct SnapshotNorms {
    Eigen::MatrixXd whole;
    Eigen::MatrixXd outside;
};
// values: their coordinates [rank, cases * times]. Throws Error for a snapshot that is zero.
SnapshotNorms norms_of(const snapshots::Snapshots& data, const snapshots::Coordinates& coordinates,
                       const Eigen::MatrixXd& values);

// The relative errors [times, cases] of eq. (25) of snapshots that are off by differences in the basis [rank, cases *
// times], in the snapshots' units.
Eigen::MatrixXd relative_errors(const Eigen::MatrixXd& differences, const SnapshotNorms& norms);

}  // namespace rom::prediction
