// Random numbers that are the same on every platform, unlike those of the standard distributions.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "rom/base/types.h"

namespace rom {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    double uniform();  // in (0, 1)
    double normal();   // by Box and Muller's method

private:
    std::mt19937_64 engine_;
};

// SplitMix64: numbers as good as independent from successive ones.
std::uint64_t mix(std::uint64_t value);

// 0 .. count - 1 in random order.
std::vector<Index> permutation(Index count, std::uint64_t seed);

}  // namespace rom
