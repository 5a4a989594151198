// One file's contribution to an array: a variable, or several that are fields on a last axis.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rom/exchange/import.h"
#include "rom/exchange/selection.h"

namespace rom::exchange {

struct Part {
    std::size_t variable = 0;
    View view;
    std::int64_t width = 1;  // how many fields it is
};

struct Fields {
    Source source;
    std::vector<Part> parts;
    Shape shape;          // with the axis of fields, if there is one
    bool joined = false;  // whether there is one
    bool timed = false;   // whether there is an axis of times
    std::size_t time_axis = 0;
    std::optional<std::size_t> dropped_times;  // the axis of the variable that has the times, if --slice leaves it out
    bool guessed = false;  // whether an axis is taken for the times because the first one was left out

    const Variable& variable(const Part& part) const { return source.variables[part.variable]; }
    // Whether float holds all of its numbers exactly.
    bool single() const;
};

// Opens a file and finds what is asked for. Throws Error.
Fields open_fields(const std::string& path, const ImportRequest& request);

// What the file is, if nobody says.
Stack usual_stack(const Fields& fields);

// Finds the axis of times, and brings it, and that of cases if there is one, to the front unless --axes says
// otherwise. Throws Error if the file has too few axes, or --slice leaves out the times of a case.
void arrange(Fields& fields, const ImportRequest& request, Stack stack);

// The file's values in C order, piece by piece: use(std::span<const Scalar>).
template <class Scalar>
void for_pieces(const Fields& fields, const std::function<void(std::span<const Scalar>)>& use);

}  // namespace rom::exchange
