// Named values: what a run was asked for, for JSON files and for checkpoints.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace rom {

using Value = std::variant<bool, std::int64_t, std::uint64_t, double, std::string, std::vector<double>,
                           std::vector<std::int64_t>, std::vector<std::string>>;

struct Entry {
    std::string name;
    Value value;
};

// In the order in which files have them.
using Record = std::vector<Entry>;

}  // namespace rom
