// Adam (Kingma and Ba 2014), apart from the loop that drives it.
#pragma once

#include <cstdint>
#include <span>

#include "rom/base/types.h"

namespace rom::optimise {

// Weights begin .. end learn at `factor` times the rate.
struct RateGroup {
    Index begin = 0;
    Index end = 0;
    double factor = 1;
    Index rows = 0;  // if they are a matrix, column by column; else 0
};

template <class Scalar>
struct AdamState {
    Vector<Scalar> first_moment;
    Vector<Scalar> second_moment;
    std::int64_t steps = 0;

    static constexpr const char* name = "adam";
    // visit(name, field) for all that a checkpoint keeps.
    template <class Self, class Visit>
    static void fields(Self& self, const Visit& visit) {
        visit("first-moment", self.first_moment);
        visit("second-moment", self.second_moment);
        visit("steps", self.steps);
    }
};

// One step, with beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, as PyTorch's defaults. The groups cover the weights
// without overlap.
template <class Scalar>
void adam_step(Vector<Scalar>& weights, const Vector<Scalar>& gradient, AdamState<Scalar>& state, double rate,
               std::span<const RateGroup> groups);

}  // namespace rom::optimise
