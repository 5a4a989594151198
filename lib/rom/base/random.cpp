#include "rom/base/random.h"

#include <cmath>
#include <numbers>

namespace rom {

double Random::uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) * 0x1p-53; }

double Random::normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

std::uint64_t mix(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

std::vector<Index> permutation(Index count, std::uint64_t seed) {
    Random random(seed);
    std::vector<Index> order(static_cast<std::size_t>(count));
    for (std::size_t k = 0; k < order.size(); ++k) {
        const auto other = static_cast<std::size_t>(random.uniform() * static_cast<double>(k + 1));
        order[k] = order[other];
        order[other] = static_cast<Index>(k);
    }
    return order;
}

}  // namespace rom
