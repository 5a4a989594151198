// How well cases are predicted that are left out together, in groups in which all have a value of a parameter in
// common.
#pragma once

#include <optional>

#include "rom/evaluation/verdict.h"

namespace rom::evaluation {

// The mean over the cases of folds_of of the largest relative error over time, eq. (25), as the others predict their
// dynamics and what an interpolated stage, if that is not null, adds; encoder and decoders have seen them. Nothing if
// no case lies between others, or a trajectory blows up.
std::optional<double> error_of_groups(const mlasdi::ReducedModel& model, const gp::Coefficients& coefficients,
                                      const TrainingData& data, const prediction::CaseInterpolation* interpolated);

}  // namespace rom::evaluation
