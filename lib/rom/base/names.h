// Choices that have names, in options and files.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "rom/base/error.h"

namespace rom {

using Names = std::span<const char* const>;

// The names of an enumeration's values, in their order, and what they are names of. Specialised beside each enumeration
// that occurs in options or files:
//     template <>
//     struct Choices<Kernel> {
//         static constexpr const char* what = "kernel";
//         static constexpr std::array names = {"matern32", "matern52", "rbf"};
//     };
template <class Enum>
struct Choices;

template <class Enum>
Names names_of() {
    return Choices<Enum>::names;
}

template <class Enum>
const char* name_of(Enum value) {
    return Choices<Enum>::names.at(static_cast<std::size_t>(value));
}

// "adam, lbfgs"
inline std::string list_of(Names names) {
    std::string list;
    for (const char* name : names) list += (list.empty() ? "" : ", ") + std::string(name);
    return list;
}

// The value that has this name. Throws Error naming the known ones: "kernel 'x' is not known; one of ...".
template <class Enum>
Enum value_of(const std::string& name) {
    const Names names = names_of<Enum>();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        throw Error(Choices<Enum>::what + std::string(" '") + name + "' is not known; one of " + list_of(names));
    return static_cast<Enum>(found - names.begin());
}

}  // namespace rom
