// How good a model is, as far as its training cases tell: on them, on each as the others predict its dynamics, and what
// plain interpolation makes of each from the others.
#pragma once

#include <optional>
#include <string>

#include "rom/evaluation/between.h"
#include "rom/evaluation/left_out.h"

namespace rom::evaluation {

struct Verdict {
    LeftOutSummary training;
    LeftOutSummary left_out;  // coefficients from the other cases, integrated and decoded by the model as it is
    std::optional<BetweenSummary> between = {};
    // The best, if the cases determine any: not if several trajectories have the same parameters.
    std::optional<InterpolationReport> interpolation = {};
    snapshots::Reference reference = snapshots::Reference::norm;  // of the errors
};

// Of the first `stages` stages, and of an interpolated stage on top, fitted with these coefficients, if it is not null.
// A left-out case is left out of the interpolated stage too.
Verdict judge(const mlasdi::ReducedModel& model, Index stages, const gp::Coefficients& coefficients,
              const TrainingData& data, const prediction::CaseInterpolation* interpolated = nullptr);

// Plain interpolation, in the model's coordinates.
std::optional<InterpolationReport> judge_interpolation(const mlasdi::ReducedModel& model,
                                                       const Eigen::MatrixXd& parameters, const TrainingData& data);

// A line for each of these: what it is, the largest error, the mean over the cases, and the largest of inner ones.
// If there is something to do, a sentence of advice; `met`: the training cases are met whatever the dynamics are.
std::vector<std::string> lines_of(const Verdict& verdict);
std::string advice_of(const Verdict& verdict, bool met = false);

// A sentence on what errors are relative to, or nothing if that is norms.
std::string sentence_of(snapshots::Reference reference);

// Whether a further stage makes left-out cases worse.
bool does_harm(const Verdict& before, const Verdict& after);

}  // namespace rom::evaluation
