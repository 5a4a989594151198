// Choices that have names, in options and files.
#pragma once

#include <algorithm>
#include <span>
#include <string>

#include "rom/error.h"

namespace rom {

using Names = std::span<const char* const>;

// "adam, lbfgs"
inline std::string list_of(Names names) {
    std::string list;
    for (const char* name : names) list += (list.empty() ? "" : ", ") + std::string(name);
    return list;
}

// The position of `name`. Throws Error naming the known ones: "kernel 'x' is not known; one of ...".
inline std::size_t index_of(Names names, const std::string& name, const std::string& what) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) throw Error(what + " '" + name + "' is not known; one of " + list_of(names));
    return static_cast<std::size_t>(found - names.begin());
}

}  // namespace rom
