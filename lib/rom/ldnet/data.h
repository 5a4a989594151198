// What a latent dynamics network is trained on, mapped to [-1, 1].
#pragma once

#include <cstdint>

#include "rom/ldnet/model.h"
#include "rom/npy/reader.h"

namespace rom::ldnet {

// Inputs of all cases. A group is one time of one case: case * times + time.
struct CaseInputs {
    Index cases = 0;
    Index times = 0;
    Eigen::MatrixXd parameters;  // [parameters, cases]
    Eigen::MatrixXd signals;     // [signals, groups]
};

// Fields at the points of each group.
struct Observations {
    Index points = 0;             // of each group
    Index sets = 1;               // of points: 1, the number of cases, or the number of groups
    Eigen::MatrixXd coordinates;  // [points, dimensions * sets]
    Eigen::MatrixXd fields;       // [points, fields * groups]

    // The coordinates of a group's points [points, dimensions].
    auto points_of(const CaseInputs& inputs, Index group) const {
        const Index set = sets == 1 ? 0 : sets == inputs.cases ? group / inputs.times : group;
        const Index dimensions = coordinates.cols() / sets;
        return coordinates.middleCols(set * dimensions, dimensions);
    }
};

// The files of a problem, with their axes found out and checked against one another.
struct FieldFiles {
    npy::Array snapshots;  // [cases, times, ...points], or [cases, times, ...points, fields]
    npy::Array points;     // [points] or [points, dimensions]; led by cases, or by cases and times, if they differ
    Index cases = 0;
    Index times = 0;
    Index count = 0;  // points of each group
    Index dimensions = 0;
    Index fields = 1;
    Index sets = 1;
};

// Throws Error naming what does not fit.
FieldFiles check_files(const npy::Array& snapshots, const npy::Array& points, Index fields);

// The axes of points: how many sets of them, points, and dimensions. `cases` and `times` tell sets from points.
struct PointAxes {
    Index sets = 1;
    Index count = 0;
    Index dimensions = 1;
};
PointAxes point_axes(const npy::Array& points, Index cases, Index times);

// The least and the largest of each dimension of the points, and of each field.
Range range_of_points(const FieldFiles& files);
Range range_of_fields(const FieldFiles& files);
// Of the columns: values [count, variables].
Range range_of(const Eigen::MatrixXd& values);

// Maps inputs given as parameters [cases, parameters] and signals [groups, signals], either without columns if there
// are none.
CaseInputs map_inputs(const LatentDynamicsNetwork& model, Index cases, Index times, const Eigen::MatrixXd& parameters,
                      const Eigen::MatrixXd& signals);

// The fewest points of each group that make 500 values for each of so many weights, at most all: an iteration costs as
// much as it has points.
Index suitable_points(const FieldFiles& files, Index weights);

// Reads and maps the observations: of each group all points, or `sampled` of them, drawn from `seed`, if that is
// above 0.
Observations read_observations(const LatentDynamicsNetwork& model, const FieldFiles& files, Index sampled,
                               std::uint64_t seed);

}  // namespace rom::ldnet
