// How good models are that are asked together, as far as their training cases tell.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rom/evaluation/left_out.h"
#include "rom/evaluation/verdict.h"
#include "rom/prediction/ensemble.h"

namespace rom::evaluation {

// What a model says of its training cases: as it is, and of each as the others predict it. Refers to the model.
struct TrainingAnswers {
    prediction::Member known;
    prediction::Member left_out;
};

// Of a model of rom-encode, with an interpolated stage if that is not null. states: coordinates of the first snapshots
// [rank, cases].
TrainingAnswers training_answers(const mlasdi::ReducedModel& model, const gp::Coefficients& coefficients,
                                 const prediction::CaseInterpolation* interpolated, const Eigen::MatrixXd& states,
                                 bool fit_initial);
TrainingAnswers training_answers(const prediction::Baseline& baseline);

// For each member, and for all together: on the training cases, and on each left out.
struct MemberVerdict {
    LeftOutSummary training;
    LeftOutSummary left_out;
};
struct EnsembleVerdict {
    std::vector<MemberVerdict> members;
    MemberVerdict together;
};
// Streams through the training snapshots, at parameters [cases, dimensions]. Throws Error if one of them is zero.
EnsembleVerdict judge_together(const snapshots::Snapshots& data, std::vector<TrainingAnswers> answers,
                               prediction::Combination combination, const Eigen::MatrixXd& parameters);

// The members that went astray: on left-out cases far worse than the median member. Of two, none is.
std::vector<std::size_t> astray(const EnsembleVerdict& verdict);

// The worst of the members if all together predict left-out cases no better than the best of them alone: by the inner
// cases if there are any, else by the mean.
std::optional<std::size_t> superfluous(const EnsembleVerdict& verdict);

}  // namespace rom::evaluation
