// What the generators of full-order data share: cases on a grid of two parameters, solved on all threads.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "rom/cli/tool.h"

namespace examples {

// FIRST LAST COUNT: equidistant values, both ends included.
class Range {
public:
    // Adds the option, which must be given, to the tool.
    Range(rom::cli::Tool& tool, const std::string& option, const std::string& description);

    // Throws rom::Error(2) unless the count is a positive whole number and the ends are ordered.
    std::vector<double> values() const;

private:
    std::string option_;
    std::vector<double> numbers_;
};

// Solves a case: fills [times, ...space].
using Solve = std::function<void(double first, double second, std::span<float> snapshots)>;

// Cases for every pair of values, the second running fastest: PREFIX.npy [cases, times, ...space], PREFIX-mu.npy
// [cases, 2], PREFIX-initial.npy [cases, ...space]. Throws what `solve` throws, with the parameters named, and then
// writes nothing.
void generate(const rom::cli::Tool& tool, const std::string& prefix, const std::vector<double>& first,
              const std::vector<double>& second, std::int64_t times, const std::vector<std::int64_t>& space,
              const Solve& solve);

}  // namespace examples
