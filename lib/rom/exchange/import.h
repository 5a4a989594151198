// Files of solvers into one array [cases, times, ...space], piece by piece.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rom/base/names.h"
#include "rom/base/types.h"
#include "rom/exchange/source.h"

namespace rom::exchange {

// What a file is: a case [times, ...space]; a time [...space], or some of them [times, ...space]; or whole
// [cases, times, ...space].
enum class Stack { cases, times, none };

struct ImportRequest {
    std::vector<std::string> files;
    std::vector<std::string> variables;  // none: the only one that could be meant; several become fields on a last axis
    std::string slice;
    std::vector<std::string> axes;
    std::optional<Stack> stack;
    std::optional<Precision> precision;
    std::string time;  // the name of the time, or empty for the usual ones
    std::vector<std::string> attributes;
    RawLayout raw;
    // Files to write, or empty
    std::string output;
    std::string times;
    std::string parameters;
    std::string mesh;
};

struct Imported {
    Shape shape;
    npy::Type type = npy::Type::float64;
    std::vector<std::string> variables;
    std::vector<std::string> units;
    Stack stack = Stack::cases;
    std::vector<double> times;  // none if the files say nothing of them
    std::string time_units;
    std::int64_t missing = 0;  // entries that are NaN, in all snapshots
    std::int64_t gaps = 0;     // and in the first one
    std::int64_t infinite = 0;
    std::string other_gaps;  // "run-2.nc at time 0.5", the first one whose gaps are not those of the first snapshot
    std::vector<std::string> warnings;
};

// Writes what is asked for. `progress` is told of bytes read, of how many. Memory stays bounded.
// Throws Error: what a file has not, lists what it has; two files that differ, both are named. Nothing is written then.
Imported import_files(const ImportRequest& request, const std::function<void(Index done, Index all)>& progress);

}  // namespace rom::exchange

namespace rom {
template <>
struct Choices<exchange::Stack> {
    static constexpr const char* what = "--stack";
    static constexpr std::array names = {"cases", "times", "none"};
};
}  // namespace rom
