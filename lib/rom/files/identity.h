// What a step depends on, options and inputs, and whether a model there is its result already.
#pragma once

#include <string>

#include "rom/base/record.h"

namespace rom::files {

// Under this name the last stage of a model has the fingerprint of what it was made with.
inline constexpr const char* kIdentity = "identity";

// 64 hexadecimal digits, the same for the same options and inputs alone.
std::string fingerprint(const Record& identity);

// Whether a whole model is there whose last step was made with this fingerprint.
bool is_made_with(const std::string& path, const std::string& fingerprint);

}  // namespace rom::files
