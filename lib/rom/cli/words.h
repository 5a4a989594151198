// A command line's words, given to the options that they are for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/cli/options.h"

namespace rom::cli {

// "--dynamics-weight" of the names "-w,--dynamics-weight"; an argument's is its own.
std::string long_name(const Option& option);
bool is_argument(const Option& option);

struct GivenWords {
    // The texts of each option's values; a flag that is given has one, empty.
    std::vector<std::optional<std::vector<std::string>>> texts;
    bool help = false;
    bool version = false;
    std::string surplus;  // what is wrong with arguments that are too many
};

// Takes --name value, --name=value, -n value, -nvalue, flags in one word such as -qv, and after -- arguments alone. A
// list of numbers takes the numbers that follow, one of texts all up to the next option. Throws Error(2): an option
// that is not known, with the one that may have been meant; that has no value; or that is given twice.
GivenWords read_words(const std::string& tool, const std::vector<std::string>& words,
                      const std::vector<Option>& options);

// Throws Error(2) naming those that are required but not given.
void require_given(const std::string& tool, const std::vector<Option>& options, const GivenWords& words);

}  // namespace rom::cli
