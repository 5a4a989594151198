#include "rom/query/baseline.h"

#include <utility>

namespace rom::query {

prediction::Member member_of(const files::StoredBaseline& stored, const files::Parameters& parameters,
                             Eigen::MatrixXd said) {
    return {.coordinates = stored.baseline.coordinates,
            .beside = std::move(said),
            .discrepancy = prediction::discrepancy_of(stored.baseline, parameters.values)};
}

Eigen::MatrixXd take_initial(const Listener& listener, const files::StoredBaseline& stored,
                             const files::Parameters& parameters, const npy::Array& initial, const TimeGrid& grid,
                             bool uncorrected, prediction::Member& member) {
    const prediction::CaseInterpolation& trajectories = stored.baseline.trajectories;
    const snapshots::Coordinates& coordinates = stored.baseline.coordinates;
    Eigen::MatrixXd states = coordinates.scale * initial_coordinates(initial, coordinates, stored.path, parameters.name,
                                                                     parameters.values.rows());
    const Eigen::VectorXd distances = states.colwise().norm();
    member.residual = prediction::initial_residual(
        states - prediction::predict(trajectories, parameters.values, Eigen::VectorXd::Zero(1)), distances,
        trajectories.grid, grid.times(), trajectories.persistence);
    warn_of_strange_starts(listener, initial.name(), stored.path, member.residual, distances);
    if (uncorrected) member.residual = {};
    return states;
}

prediction::Member answer_of(const Listener& listener, const files::StoredBaseline& stored,
                             const files::Parameters& parameters, const npy::Array* initial, const TimeGrid& grid,
                             bool uncorrected) {
    const prediction::CaseInterpolation& trajectories = stored.baseline.trajectories;
    prediction::Member member =
        member_of(stored, parameters, prediction::predict(trajectories, parameters.values, grid.times()));
    if (initial != nullptr) take_initial(listener, stored, parameters, *initial, grid, uncorrected, member);
    return member;
}

}  // namespace rom::query
