// Starting from a network that was trained on other snapshots of the same space.
#pragma once

#include <string>

#include "rom/mlasdi/problem.h"

namespace rom::mlasdi {

// Weights for the encoder and the first decoder of `model` with which they are those of `from`: the first layer of
// the encoder and the last of the decoder are carried over from its basis, mean and scale to the model's; what lies
// outside either basis is lost. Throws Error if the networks differ in more than the rank of their bases, or the
// space does; `name` is that of `from`.
Eigen::VectorXd warm_start(const ReducedModel& from, const ReducedModel& model, const std::string& name);

// Puts them into the problem of the model's training.
template <class Scalar>
void start_from(const ReducedModel& from, const std::string& name, const ReducedModel& model,
                StageProblem<Scalar>& problem) {
    problem.training.initial = warm_start(from, model, name).template cast<Scalar>();
}

}  // namespace rom::mlasdi
