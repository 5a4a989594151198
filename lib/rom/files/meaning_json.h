// What xi.json and gp.json have in common. No other room sees it.
#pragma once

#include "rom/files/coefficients_file.h"
#include "rom/files/json.h"

namespace rom::files {

Json to_json(const CoefficientMeaning& meaning);
CoefficientMeaning meaning_from(const Json& json, const std::string& path);

Json to_json(const dynamics::LatentUnits& units);
// "units". Throws Error: missing, not positive.
dynamics::LatentUnits units_from(const Json& json, const std::string& path);

}  // namespace rom::files
