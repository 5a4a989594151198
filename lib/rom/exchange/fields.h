// One file's contribution to an array: a variable, or several that are fields on a last axis.
#pragma once

#include <functional>
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

    const Variable& variable(const Part& part) const { return source.variables[part.variable]; }
    // Whether float holds all of its numbers exactly.
    bool single() const;
};

// Opens a file and finds what is asked for. Throws Error.
Fields open_fields(const std::string& path, const ImportRequest& request);

// What the file is, if nobody says.
Stack usual_stack(const Fields& fields);

// Finds the axis of times, and brings it, and that of cases if there is one, to the front unless --axes says
// otherwise. Throws Error if the file has too few axes.
void arrange(Fields& fields, const ImportRequest& request, Stack stack);

// The file's values in C order, piece by piece: use(std::span<const Scalar>).
template <class Scalar>
void for_pieces(const Fields& fields, const std::function<void(std::span<const Scalar>)>& use);

// The times that a file knows, of the part that was asked for; none if it knows none.
// Throws Error if the one that the user names is not there, or does not fit.
struct Times {
    std::vector<double> values;
    std::string units;
};
Times times_of(const Fields& fields, const std::string& name);

// Parameters that a file says [cases, parameters]. Throws Error: one that it does not say lists those that it does.
std::vector<double> parameters_of(const Fields& fields, const std::vector<std::string>& names, std::int64_t cases);

}  // namespace rom::exchange
