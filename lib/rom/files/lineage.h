// From a file back to the snapshots, by what the JSON of each step records. No other room sees it.
#pragma once

#include <string>
#include <vector>

#include "rom/files/description.h"
#include "rom/files/json.h"

namespace rom::files {

// The steps that `json` at `path` records, each after those of its inputs. What an input was made from is followed if
// the input is still there as it was.
std::vector<Step> steps_to(const Json& json, const std::string& path);

}  // namespace rom::files
