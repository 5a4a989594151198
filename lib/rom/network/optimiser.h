// Adam, its learning rate, and the damping of Levenberg and Marquardt's method, apart from the loops that drive them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rom/names.h"
#include "rom/network/types.h"

namespace rom::network {

// Parameters begin .. end learn at `factor` times the rate.
struct RateGroup {
    Index begin = 0;
    Index end = 0;
    double factor = 1;
};

template <class Scalar>
struct AdamState {
    Vector<Scalar> first_moment;
    Vector<Scalar> second_moment;
    std::int64_t step = 0;
};

// One step of Adam (Kingma and Ba 2014; beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, as PyTorch's defaults).
// The groups cover the parameters without overlap.
template <class Scalar>
void adam_step(Vector<Scalar>& parameters, const Vector<Scalar>& gradient, AdamState<Scalar>& state, double rate,
               std::span<const RateGroup> groups);

enum class Schedule { constant, cosine, plateau };
Names schedule_names();
Schedule schedule_from(const std::string& name);

struct PlateauState {
    double best = 0;
    std::int64_t epochs_without_progress = 0;
    double factor = 1;
};

// The learning rate at `epoch` of `epochs`. constant: `rate`; cosine: from `rate` to 0 along half a cosine; plateau:
// halved when the loss has not fallen by 1e-4 of itself for 100 epochs (call once an epoch with its loss).
double learning_rate(Schedule schedule, double rate, std::int64_t epoch, std::int64_t epochs, double loss,
                     PlateauState& plateau);

// The damping of Levenberg and Marquardt's method (ldnet/gauss_newton.h).
struct MarquardtState {
    double damping = 1e-3;  // times the diagonal of the Hessian
    double growth = 2;      // of the damping after a step that was rejected
};

}  // namespace rom::network
