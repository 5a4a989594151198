#include "rom/optimise/adam.h"

#include <algorithm>
#include <cmath>

#include "rom/base/parallel.h"

namespace rom::optimise {

template <class Scalar>
void adam_step(Vector<Scalar>& weights, const Vector<Scalar>& gradient, AdamState<Scalar>& state, double rate,
               std::span<const RateGroup> groups) {
    constexpr double beta1 = 0.9;
    constexpr double beta2 = 0.999;
    constexpr Index block = 4096;
    if (state.steps == 0) {
        state.first_moment.setZero(weights.size());
        state.second_moment.setZero(weights.size());
    }
    ++state.steps;
    const auto step = static_cast<double>(state.steps);
    const double correction = std::sqrt(1 - std::pow(beta2, step));
    const auto epsilon = static_cast<Scalar>(1e-8 * correction);
    const auto b1 = static_cast<Scalar>(beta1);
    const auto b2 = static_cast<Scalar>(beta2);
    for (const RateGroup& group : groups) {
        const auto size = static_cast<Scalar>(group.factor * rate * correction / (1 - std::pow(beta1, step)));
        Scalar* x = weights.data();
        Scalar* m = state.first_moment.data();
        Scalar* v = state.second_moment.data();
        const Scalar* g = gradient.data();
        const Index count = group.end - group.begin;
        parallel_for((count + block - 1) / block, count > 2 * block, [&](Index b) {
            const Index first = group.begin + b * block;
            const Index end = std::min(first + block, group.end);
#pragma omp simd
            for (Index i = first; i < end; ++i) {
                m[i] += (Scalar(1) - b1) * (g[i] - m[i]);
                v[i] += (Scalar(1) - b2) * (g[i] * g[i] - v[i]);
                x[i] -= size * m[i] / (std::sqrt(v[i]) + epsilon);
            }
        });
    }
}

template void adam_step(Vector<float>&, const Vector<float>&, AdamState<float>&, double, std::span<const RateGroup>);
template void adam_step(Vector<double>&, const Vector<double>&, AdamState<double>&, double, std::span<const RateGroup>);

}  // namespace rom::optimise
