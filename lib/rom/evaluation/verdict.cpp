#include "rom/evaluation/verdict.h"

#include <cmath>

#include "rom/base/text.h"
#include "rom/dynamics/trajectories.h"
#include "rom/evaluation/interpolated.h"
#include "rom/prediction/discrepancy.h"

namespace rom::evaluation {
namespace {

// Left-out cases are called far off from here on, against the training cases, and against interpolation.
constexpr double kFarOff = 3;
constexpr double kHarm = 1.05;

// initial: latent states; interpolated: what the interpolated stage adds, [rank, cases * times], or empty; persistence:
// of what is left.
LeftOutSummary summary_of_coefficients(const mlasdi::ReducedModel& model, Index stages,
                                       const Eigen::MatrixXd& parameters, const Eigen::MatrixXd& coefficients,
                                       const TrainingData& data, const Eigen::MatrixXd& initial,
                                       const Eigen::MatrixXd& interpolated, const mlasdi::Persistence& persistence) {
    const Index cases = data.norms.whole.cols();
    const TimeGrid grid = model.grid.resized(data.norms.whole.rows());
    const Eigen::VectorXd distances =
        model.coordinates.scale * snapshots::first_states(data.coordinates, cases).colwise().norm();
    const Eigen::MatrixXd latent = dynamics::latent_trajectories(model.library, coefficients, initial, grid).states;
    Eigen::MatrixXd difference = model.coordinates.scale * data.coordinates - mlasdi::decode(model, latent, stages);
    if (interpolated.size() > 0) difference -= interpolated;
    difference = mlasdi::without_kept(difference, distances, persistence);
    LeftOutSummary summary = summary_of(prediction::relative_errors(difference, data.norms), parameters);
    for (const prediction::FieldNorms& field : data.norms.fields) {
        const Eigen::VectorXd largest = prediction::relative_errors(difference, field).colwise().maxCoeff();
        summary.fields.push_back({field.name, largest.maxCoeff(), largest.mean()});
    }
    return summary;
}

}  // namespace

Verdict judge(const mlasdi::ReducedModel& model, Index stages, const gp::Coefficients& coefficients,
              const TrainingData& data, const prediction::CaseInterpolation* interpolated) {
    const Eigen::MatrixXd parameters = gp::parameters_of_cases(gp::space_of(coefficients));
    const Eigen::MatrixXd first = snapshots::first_states(data.coordinates, data.norms.whole.cols());
    const Eigen::MatrixXd initial = mlasdi::initial_latent(model, first, data.fit_initial);
    prediction::TrainingStates added;
    if (interpolated != nullptr) added = added_to_training(model, coefficients, initial, *interpolated);
    const mlasdi::Persistence& persistence = prediction::persistence_with(model, stages, interpolated);
    return {summary_of_coefficients(model, stages, parameters, gp::predict(coefficients, parameters).mean, data,
                                    initial, added.known, persistence),
            summary_of_coefficients(model, stages, parameters, gp::left_out_coefficients(coefficients), data, initial,
                                    added.from_others, persistence),
            expect_between(model, stages, coefficients, data, interpolated),
            {},
            data.norms.reference};
}

std::optional<InterpolationReport> judge_interpolation(const mlasdi::ReducedModel& model,
                                                       const Eigen::MatrixXd& parameters, const TrainingData& data) {
    prediction::CaseInterpolation trajectories{
        model.grid.resized(data.norms.whole.rows()), prediction::case_modes(data.coordinates, parameters.rows()), {}};
    if (trajectories.cases.modes.cols() == 0) return {};
    const std::vector<InterpolationReport> report =
        try_interpolations(trajectories, parameters, data.norms, model.coordinates.scale);
    if (report.empty() || !std::isfinite(best_of(report).left_out.mean)) return {};
    return best_of(report);
}

std::vector<std::string> lines_of(const Verdict& verdict) {
    const auto line = [](const std::string& what, const LeftOutSummary& one) {
        if (!std::isfinite(one.mean)) return format("%-46s the others do not determine it", what.c_str());
        return format("%-46s largest %8.3g %%  mean %8.3g %%", what.c_str(), 100 * one.largest, 100 * one.mean);
    };
    const auto left_out = [&](const std::string& what, const LeftOutSummary& one) {
        return line(what, one) + (one.inner ? format("  inner cases %8.3g %%", 100 * *one.inner) : "");
    };
    std::vector<std::string> lines = {line("error of the training cases", verdict.training),
                                      left_out("of each with the dynamics the others predict", verdict.left_out)};
    if (verdict.between)
        lines.push_back(line("expected between neighbouring cases",
                             {.largest = verdict.between->largest, .mean = verdict.between->mean}));
    if (const auto& tried = verdict.interpolation)
        lines.push_back(left_out(std::string("of each by ") + name_of(tried->kind) + " interpolation of the others",
                                 tried->left_out));
    for (const FieldSummary& field : verdict.left_out.fields)
        lines.push_back(line("of " + field.name + " with the dynamics the others predict",
                             {.largest = field.largest, .mean = field.mean}));
    if (const std::string sentence = sentence_of(verdict.reference); !sentence.empty()) lines.push_back(sentence);
    return lines;
}

std::string advice_of(const Verdict& verdict, bool met) {
    const double left_out = verdict.left_out.mean;
    const double expected = verdict.between ? verdict.between->mean : left_out;
    if (verdict.interpolation && left_out > kFarOff * verdict.interpolation->left_out.mean)
        return "plain interpolation predicts left-out cases far better: consider rom-baseline, or more cases";
    if (!met && expected > kFarOff * verdict.training.mean)
        return "the dynamics between the cases are uncertain: take fewer or more latent variables, or more cases";
    return "";
}

std::string sentence_of(snapshots::Reference reference) {
    switch (reference) {
        case snapshots::Reference::norm:
            return "";
        case snapshots::Reference::trajectory:
            return "errors are relative to each case's root mean square, for some snapshots are all but zero";
        default:
            return "errors are relative to the fluctuations about each case's mean, which dwarfs them";
    }
}

bool does_harm(const Verdict& before, const Verdict& after) {
    return after.left_out.mean > kHarm * before.left_out.mean;
}

}  // namespace rom::evaluation
