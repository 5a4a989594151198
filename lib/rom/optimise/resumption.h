// Whether a state that was kept is one of the training that is to go on from it.
#pragma once

#include <string>

#include "rom/optimise/training.h"

namespace rom::optimise {

// What of `state` cannot be of a training of `problem` by `plan`, with both numbers ("weights has 5 numbers but 7 are
// needed"); empty if it fits. train() may be given no other state than one that fits, or the one it starts from.
template <class Scalar>
std::string misfit_of(const Problem<Scalar>& problem, const Plan<Scalar>& plan, const TrainState<Scalar>& state);

}  // namespace rom::optimise
