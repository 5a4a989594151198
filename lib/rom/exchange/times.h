// Which axis is that of the times, and what they are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/exchange/fields.h"

namespace rom::exchange {

// Whether --time numbers an axis: a column of text may have a number for its name.
bool is_axis_number(const Source& source, const std::string& time);

// The axis of the variable, by its own count, that holds the times; nothing if nothing tells. By turns: the one that
// `time` numbers (from the end if negative) or names; the one with a usual name; that of a variable that holds the
// times, by its dimension or, if that has no name, as the only one of its length; not T, which is as often a
// temperature. Throws Error(2) for the number of an axis that is not there.
std::optional<std::size_t> time_axis(const Source& source, const Variable& variable, const std::string& time);

// The times that a file knows, of the part that was asked for; none if it knows none.
struct Times {
    std::vector<double> values;
    std::string units;
    std::string misfit;  // "t has shape (61,) but u has 80 times": of those that were not taken
};
// Throws Error if the one that the user names is not there, or does not fit.
Times times_of(const Fields& fields, const std::string& name);

// Throws Error unless times are numbers that rise.
void require_rising(const std::string& file, const std::vector<double>& times);

// "hours" of "hours since 2000-01-01".
std::string unit_of_times(const std::string& units);

}  // namespace rom::exchange
