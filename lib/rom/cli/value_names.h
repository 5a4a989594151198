// What values of options are called, in --help, records and completions.
#pragma once

#include <string>
#include <vector>

#include "rom/cli/options.h"

namespace rom::cli {

// Values that are words.
inline constexpr const char* kAuto = "auto";
inline constexpr const char* kAll = "all";
inline constexpr const char* kNone = "none";

// The value that a target has now.
Value value_in(const Target& target);

// The words that a value may be: the names of a choice, "auto", "all", "none".
std::vector<std::string> words_for(const Target& target);

// What --help calls an option's value, and its default as --help shows it; nothing of lists.
std::string type_name(const Option& option);
std::string default_text(const Option& option);

// What such a name means, "a whole number" of "INT"; nothing if the option itself says so.
std::string meaning_of_type(const std::string& type);

}  // namespace rom::cli
