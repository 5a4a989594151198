#include "rom/evaluation/left_out.h"

#include <algorithm>
#include <utility>

#include "rom/base/error.h"

namespace rom::evaluation {
namespace {

constexpr Index kMostForProcesses = 100;
constexpr double kClearlyLess = 0.95;

// In one space of the parameters.
std::vector<InterpolationReport> try_kinds(prediction::CaseInterpolation& trajectories, const gp::ParameterSpace& space,
                                           const prediction::SnapshotNorms& norms, double scale,
                                           std::optional<prediction::Interpolation> only) {
    std::vector<InterpolationReport> report;
    prediction::FittedInterpolation best;
    for (const prediction::Interpolation kind : prediction::possible_interpolations(space)) {
        if (only && kind != *only) continue;
        if (!only && kind == prediction::Interpolation::gp && space.inputs.rows() > kMostForProcesses) continue;
        trajectories.scores = prediction::interpolate(kind, space, trajectories.cases.scores);
        const Eigen::MatrixXd differences = scale * prediction::left_out_differences(trajectories);
        report.push_back({kind, summary_of(prediction::relative_errors(differences, norms), space.inputs)});
        if (&best_of(report) == &report.back()) best = trajectories.scores;
    }
    trajectories.scores = std::move(best);
    return report;
}

// The same, and with the logarithms that are worth it.
std::vector<InterpolationReport> try_logarithms(prediction::CaseInterpolation& trajectories,
                                                const Eigen::MatrixXd& parameters,
                                                const prediction::SnapshotNorms& norms, double scale,
                                                const InterpolationChoice& choice) {
    gp::ParameterSpace space{
        parameters, choice.logarithmic.value_or(std::vector<bool>(static_cast<std::size_t>(parameters.cols())))};
    std::vector<InterpolationReport> report = try_kinds(trajectories, space, norms, scale, choice.kind);
    if (choice.logarithmic || report.empty()) return report;
    for (const Index d : gp::wide_dimensions(parameters)) {
        space.logarithmic[static_cast<std::size_t>(d)] = true;
        prediction::CaseInterpolation tried = trajectories;
        const std::vector<InterpolationReport> found = try_kinds(tried, space, norms, scale, choice.kind);
        if (!found.empty() && best_of(found).left_out.mean < kClearlyLess * best_of(report).left_out.mean) {
            trajectories = std::move(tried);
            report = found;
        } else {
            space.logarithmic[static_cast<std::size_t>(d)] = false;
        }
    }
    return report;
}

}  // namespace

LeftOutSummary summary_of(const Eigen::MatrixXd& relative_errors, const Eigen::MatrixXd& parameters) {
    LeftOutSummary summary;
    const Eigen::VectorXd largest = relative_errors.colwise().maxCoeff();
    summary.largest = largest.maxCoeff(&summary.worst);
    summary.mean = largest.mean();
    const Eigen::RowVectorXd low = parameters.colwise().minCoeff();
    const Eigen::RowVectorXd high = parameters.colwise().maxCoeff();
    for (Index c = 0; c < parameters.rows(); ++c) {
        const auto at_end = parameters.row(c).array() == low.array() || parameters.row(c).array() == high.array();
        if (!(at_end && low.array() < high.array()).any())
            summary.inner = std::max(summary.inner.value_or(0), largest[c]);
    }
    return summary;
}

std::string undetermined_sentence(const Eigen::MatrixXd& parameters, const std::string& interpolation) {
    const gp::DistinctParameters distinct = gp::distinct(parameters);
    if (!distinct.repeated())
        return "these cases do not determine " + interpolation + "; they are too few, or lie on a line";
    const auto cases = distinct.cases_of_rows();
    const std::vector<Index>& same =
        *std::ranges::find_if(cases, [](const std::vector<Index>& of_row) { return of_row.size() > 1; });
    return "cases " + std::to_string(same[0]) + " and " + std::to_string(same[1]) +
           " have the same parameters, and plain interpolation knows nothing else of a case, such as where it begins: "
           "give the initial state a parameter of its own, such as its number, or train a model with rom-encode";
}

const InterpolationReport& best_of(const std::vector<InterpolationReport>& report) {
    return *std::min_element(report.begin(), report.end(),
                             [](const auto& a, const auto& b) { return a.left_out.mean < b.left_out.mean; });
}

std::vector<InterpolationReport> try_interpolations(prediction::CaseInterpolation& trajectories,
                                                    const Eigen::MatrixXd& parameters,
                                                    const prediction::SnapshotNorms& norms, double scale,
                                                    const InterpolationChoice& choice) {
    if (trajectories.cases.modes.cols() == 0)
        throw Error("all cases are the same: there is nothing to interpolate over the parameters");
    std::vector<InterpolationReport> report = try_logarithms(trajectories, parameters, norms, scale, choice);
    if (!report.empty()) trajectories.persistence = prediction::persistence_of(trajectories);
    return report;
}

}  // namespace rom::evaluation
