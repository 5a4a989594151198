// The values of options: what their texts may be.
#pragma once

#include <string>
#include <vector>

#include "rom/cli/options.h"

namespace rom::cli {

// "--dynamics-weight" of the names "-w,--dynamics-weight"; an argument's is its own.
std::string long_name(const Option& option);
bool is_argument(const Option& option);

// Whether an option takes no value, or any number of values.
bool is_flag(const Option& option);
bool is_list(const Target& target);

// Puts the texts of an option's values where they belong. Throws Error(2) naming the option, the text and what it must
// be: "--latent is 5.5; it must be a whole number of at least 1".
void put_values(const Option& option, const std::vector<std::string>& texts);

}  // namespace rom::cli
