// What the generators of full-order data share: cases on a grid of parameters, solved on all threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace examples {

// A parameter and the option that says which values it takes: FIRST LAST COUNT, equidistant or, if `logarithmic`, in
// equal ratios, both ends included.
struct Parameter {
    std::string option;
    std::string description;
    bool logarithmic = false;
};

struct Generator {
    std::string name;
    std::string description;
    std::string example;
    std::vector<Parameter> parameters;  // the last runs fastest
    std::int64_t times;
    std::vector<std::int64_t> space;
    // Solves a case: fills [times, ...space].
    std::function<void(std::span<const double> parameters, std::span<float> snapshots)> solve;
    bool any_times = false;  // --times asks for another number of them
};

// The generator as a program: a case for every combination of values, PREFIX.npy [cases, times, ...space],
// PREFIX-mu.npy [cases, parameters], PREFIX-initial.npy [cases, ...space]. Where `solve` throws, the parameters are
// named and nothing is written.
int run(const Generator& generator, int argc, char** argv);

}  // namespace examples
