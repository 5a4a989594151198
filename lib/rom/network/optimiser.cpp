#include "rom/network/optimiser.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace rom::network {
namespace {

constexpr std::array kScheduleNames = {"constant", "cosine", "plateau"};

}  // namespace

template <class Scalar>
void adam_step(Vector<Scalar>& parameters, const Vector<Scalar>& gradient, AdamState<Scalar>& state, double rate,
               std::span<const RateGroup> groups) {
    constexpr double beta1 = 0.9;
    constexpr double beta2 = 0.999;
    if (state.step == 0) {
        state.first_moment.setZero(parameters.size());
        state.second_moment.setZero(parameters.size());
    }
    ++state.step;
    const auto step = static_cast<double>(state.step);
    const double correction = std::sqrt(1 - std::pow(beta2, step));
    const auto epsilon = static_cast<Scalar>(1e-8 * correction);
    const auto b1 = static_cast<Scalar>(beta1);
    const auto b2 = static_cast<Scalar>(beta2);
    for (const RateGroup& group : groups) {
        const auto size = static_cast<Scalar>(group.factor * rate * correction / (1 - std::pow(beta1, step)));
        Scalar* x = parameters.data();
        Scalar* m = state.first_moment.data();
        Scalar* v = state.second_moment.data();
        const Scalar* g = gradient.data();
#pragma omp parallel for simd schedule(static) if (group.end - group.begin > 8192)
        for (Index i = group.begin; i < group.end; ++i) {
            m[i] += (Scalar(1) - b1) * (g[i] - m[i]);
            v[i] += (Scalar(1) - b2) * (g[i] * g[i] - v[i]);
            x[i] -= size * m[i] / (std::sqrt(v[i]) + epsilon);
        }
    }
}

Names schedule_names() { return kScheduleNames; }

Schedule schedule_from(const std::string& name) {
    return static_cast<Schedule>(index_of(kScheduleNames, name, "schedule"));
}

double learning_rate(Schedule schedule, double rate, std::int64_t epoch, std::int64_t epochs, double loss,
                     PlateauState& plateau) {
    switch (schedule) {
        case Schedule::constant:
            break;
        case Schedule::cosine:
            return 0.5 * rate *
                   (1 + std::cos(std::numbers::pi * static_cast<double>(epoch) / static_cast<double>(epochs)));
        case Schedule::plateau:
            if (epoch == 0 || loss < (1 - 1e-4) * plateau.best) {
                plateau.best = loss;
                plateau.epochs_without_progress = 0;
            } else if (++plateau.epochs_without_progress >= 100) {
                plateau.factor *= 0.5;
                plateau.epochs_without_progress = 0;
            }
            return rate * plateau.factor;
    }
    return rate;
}

template void adam_step(Vector<float>&, const Vector<float>&, AdamState<float>&, double, std::span<const RateGroup>);
template void adam_step(Vector<double>&, const Vector<double>&, AdamState<double>&, double, std::span<const RateGroup>);

}  // namespace rom::network
