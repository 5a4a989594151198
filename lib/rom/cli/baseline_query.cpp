#include "rom/cli/baseline_query.h"

#include <utility>

#include "rom/base/error.h"

namespace rom::cli {

files::Parameters read_baseline_query(Tool& tool, const files::StoredBaseline& stored, const std::string& path) {
    for (const char* group : {kEncodeGroup, kFieldGroup})
        tool.options.refuse(group, stored.path + " is a baseline, a model of rom-baseline");
    if (path.empty()) throw Error("parameters are required: of the cases to predict", 2);
    files::Parameters parameters = files::read_parameters(path);
    warn_if_outside(tool, stored.baseline.trajectories.space(), parameters);
    return parameters;
}

prediction::Member member_of(const files::StoredBaseline& stored, const files::Parameters& parameters,
                             Eigen::MatrixXd said) {
    return {.coordinates = stored.baseline.coordinates,
            .beside = std::move(said),
            .discrepancy = prediction::discrepancy_of(stored.baseline, parameters.values)};
}

Eigen::MatrixXd take_initial(const Warn& warn, const files::StoredBaseline& stored, const files::Parameters& parameters,
                             const npy::Array& initial, const TimeGrid& grid, bool uncorrected,
                             prediction::Member& member) {
    const prediction::CaseInterpolation& trajectories = stored.baseline.trajectories;
    const snapshots::Coordinates& coordinates = stored.baseline.coordinates;
    Eigen::MatrixXd states = coordinates.scale * initial_coordinates(initial, coordinates, stored.path, parameters.name,
                                                                     parameters.values.rows());
    const Eigen::VectorXd distances = states.colwise().norm();
    member.residual = prediction::initial_residual(
        states - prediction::predict(trajectories, parameters.values, Eigen::VectorXd::Zero(1)), distances,
        trajectories.grid, grid.times(), trajectories.persistence);
    warn_of_strange_starts(warn, initial.name(), stored.path, member.residual, distances);
    if (uncorrected) member.residual = {};
    return states;
}

}  // namespace rom::cli
