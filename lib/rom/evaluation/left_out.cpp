#include "rom/evaluation/left_out.h"

#include <algorithm>
#include <utility>

#include "rom/base/error.h"

namespace rom::evaluation {

namespace {
constexpr Index kMostForProcesses = 100;
}

LeftOutSummary summary_of(const Eigen::MatrixXd& relative_errors) {
    LeftOutSummary summary;
    const Eigen::VectorXd largest = relative_errors.colwise().maxCoeff();
    summary.largest = largest.maxCoeff(&summary.worst);
    summary.mean = largest.mean();
    return summary;
}

const InterpolationReport& best_of(const std::vector<InterpolationReport>& report) {
    return *std::min_element(report.begin(), report.end(),
                             [](const auto& a, const auto& b) { return a.left_out.mean < b.left_out.mean; });
}

std::vector<InterpolationReport> try_interpolations(prediction::CaseInterpolation& trajectories,
                                                    const gp::ParameterSpace& space,
                                                    const prediction::SnapshotNorms& norms, double scale,
                                                    std::optional<prediction::Interpolation> only) {
    if (trajectories.cases.modes.cols() == 0)
        throw Error("all cases are the same: there is nothing to interpolate over the parameters");
    std::vector<InterpolationReport> report;
    prediction::FittedInterpolation best;
    for (const prediction::Interpolation kind : prediction::possible_interpolations(space)) {
        if (only && kind != *only) continue;
        if (!only && kind == prediction::Interpolation::gp && space.inputs.rows() > kMostForProcesses) continue;
        trajectories.scores = prediction::interpolate(kind, space, trajectories.cases.scores);
        const Eigen::MatrixXd differences = scale * prediction::left_out_differences(trajectories);
        report.push_back({kind, summary_of(prediction::relative_errors(differences, norms))});
        if (&best_of(report) == &report.back()) best = trajectories.scores;
    }
    trajectories.scores = std::move(best);
    return report;
}

}  // namespace rom::evaluation
