// What the generators of full-order data share: cases on a grid of two parameters, solved on all threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace examples {

// A parameter and the option that says which values it takes: FIRST LAST COUNT, equidistant, both ends included.
struct Parameter {
    std::string option;
    std::string description;
};

struct Generator {
    std::string name;
    std::string description;
    std::string example;
    Parameter first;
    Parameter second;  // runs fastest
    std::int64_t times;
    std::vector<std::int64_t> space;
    // Solves a case: fills [times, ...space].
    std::function<void(double first, double second, std::span<float> snapshots)> solve;
};

// The generator as a program: a case for every pair of values, PREFIX.npy [cases, times, ...space], PREFIX-mu.npy
// [cases, 2], PREFIX-initial.npy [cases, ...space]. Where `solve` throws, the parameters are named and nothing is
// written.
int run(const Generator& generator, int argc, char** argv);

}  // namespace examples
