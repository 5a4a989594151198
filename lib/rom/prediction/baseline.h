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

// The same of one field, of which the basis has a part with this Gram matrix [rank, rank]. What the basis leaves out of
// a field is taken for orthogonal to that part, as it is of all fields together.
struct FieldNorms {
    std::string name;
    Eigen::MatrixXd whole;
    Eigen::MatrixXd outside;
    Eigen::MatrixXd gram;
};

// What errors of all snapshots are relative to [times, cases], as it suits them, and the norm of what the basis leaves
// out of each, in units of the fields. Errors of several fields are the root mean squares of each field's.
struct SnapshotNorms {
    Eigen::MatrixXd whole;
    Eigen::MatrixXd outside;
    snapshots::Reference reference = snapshots::Reference::norm;
    std::vector<FieldNorms> fields = {};  // of several
};
// values: their coordinates [rank, cases * times]. Collective.
SnapshotNorms norms_of(const snapshots::Snapshots& data, const snapshots::Coordinates& coordinates,
                       const Eigen::MatrixXd& values);

// The same of some cases.
SnapshotNorms of_cases(const SnapshotNorms& norms, const std::vector<Index>& cases);

// The squares [times] of the norms of a field of differences in the basis [rank, times].
Eigen::VectorXd squared_norms(const FieldNorms& field, const Eigen::MatrixXd& differences);

// The relative errors [times, cases], by norms those of eq. (25), of snapshots that are off by differences in the basis
// [rank, cases * times], in the snapshots' units.
Eigen::MatrixXd relative_errors(const Eigen::MatrixXd& differences, const SnapshotNorms& norms);
Eigen::MatrixXd relative_errors(const Eigen::MatrixXd& differences, const FieldNorms& norms);

}  // namespace rom::prediction
