// Parameters that files of solvers say.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rom/exchange/fields.h"

namespace rom::exchange {

// The attributes or variables of a file with these names [cases, parameters]. Throws Error: one that is not there lists
// those that are; no number; more values than parameters have.
std::vector<double> parameters_of(const Fields& fields, const std::vector<std::string>& names, std::int64_t cases);

}  // namespace rom::exchange
