#include "rom/evaluation/groups.h"

#include <cmath>
#include <vector>

#include "rom/base/cases.h"
#include "rom/dynamics/trajectories.h"
#include "rom/evaluation/folds.h"
#include "rom/prediction/discrepancy.h"

namespace rom::evaluation {
namespace {

Eigen::MatrixXd columns_of(const Eigen::MatrixXd& states, const std::vector<Index>& which, Index cases) {
    Eigen::MatrixXd chosen;
    gather(states, which, cases, chosen);
    return chosen;
}

}  // namespace

std::optional<double> error_of_groups(const mlasdi::ReducedModel& model, const gp::Coefficients& coefficients,
                                      const TrainingData& data, const prediction::CaseInterpolation* interpolated) {
    const Eigen::MatrixXd parameters = gp::parameters_of_cases(gp::space_of(coefficients));
    const Index cases = parameters.rows();
    const auto stages = static_cast<Index>(model.stages.size());
    const Eigen::MatrixXd truth = model.coordinates.scale * data.coordinates;
    const Eigen::MatrixXd initial =
        mlasdi::initial_latent(model, snapshots::first_states(data.coordinates, cases), data.fit_initial);
    double sum = 0;
    Index count = 0;
    for (const std::vector<Index>& group : folds_of(parameters)) {
        const std::vector<Index> others = all_but(cases, group);
        Eigen::MatrixXd left = truth;  // what there is to interpolate, or what is missed
        if (interpolated == nullptr || !interpolated->replaces) {
            const Eigen::MatrixXd means = gp::predict(gp::of_cases(coefficients, others), parameters).mean;
            left -= mlasdi::decode(
                model, dynamics::latent_trajectories(model.library, means, initial, model.grid).states, stages);
        }
        Eigen::MatrixXd difference = columns_of(left, group, cases);
        if (interpolated != nullptr) {
            const auto likewise = prediction::interpolate_likewise(*interpolated, columns_of(left, others, cases),
                                                                   parameters(others, Eigen::all));
            difference -= prediction::predict(likewise, parameters(group, Eigen::all), model.grid.times());
        }
        const auto size = static_cast<Index>(group.size());
        const Eigen::VectorXd distances =
            snapshots::first_states(columns_of(truth, group, cases), size).colwise().norm();
        const prediction::SnapshotNorms norms = prediction::of_cases(data.norms, group);
        sum +=
            prediction::relative_errors(
                mlasdi::without_kept(difference, distances, prediction::persistence_with(model, stages, interpolated)),
                norms)
                .colwise()
                .maxCoeff()
                .sum();
        count += size;
    }
    if (count == 0 || !std::isfinite(sum)) return {};
    return sum / static_cast<double>(count);
}

}  // namespace rom::evaluation
