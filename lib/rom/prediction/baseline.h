// Proper orthogonal decomposition with interpolation over the parameters: what any model has to beat, and where the
// parameters set no speed a good surrogate in its own right.
#pragma once

#include <string>
#include <vector>

#include "rom/prediction/interpolation.h"
#include "rom/snapshots/coordinates.h"
#include "rom/snapshots/sizes.h"

namespace rom::prediction {

struct Baseline {
    Precision precision = Precision::float32;
    snapshots::Coordinates coordinates;
    CaseInterpolation trajectories;  // of coordinates
    bool timed = true;               // whether its grid has the times of the snapshots, or counts them
};

// The same of one field, as far as it lies in the basis, whose part of it has this Gram matrix [rank, rank].
struct FieldNorms {
    std::string name;
    Eigen::MatrixXd whole;
    Eigen::MatrixXd gram;
};

// What errors of all snapshots are relative to [times, cases], as it suits them, and the norm of what the basis leaves
// out of each, in units of the fields.
struct SnapshotNorms {
    Eigen::MatrixXd whole;
    Eigen::MatrixXd outside;
    snapshots::Reference reference = snapshots::Reference::norm;
    std::vector<FieldNorms> fields = {};  // of several
};
// values: their coordinates [rank, cases * times].
SnapshotNorms norms_of(const snapshots::Snapshots& data, const snapshots::Coordinates& coordinates,
                       const Eigen::MatrixXd& values);

// The relative errors [times, cases], by norms those of eq. (25), of snapshots that are off by differences in the basis
// [rank, cases * times], in the snapshots' units.
Eigen::MatrixXd relative_errors(const Eigen::MatrixXd& differences, const SnapshotNorms& norms);
Eigen::MatrixXd relative_errors(const Eigen::MatrixXd& differences, const FieldNorms& norms);

}  // namespace rom::prediction
