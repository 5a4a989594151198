// What the files of solvers have in common, whatever their format: named variables, read piece by piece.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "rom/npy/header.h"

namespace rom::exchange {

using npy::Shape;

// A part of an array: on each axis `count` indices, from `start` on, `step` apart.
struct Range {
    std::int64_t start = 0;
    std::int64_t count = 0;
    std::int64_t step = 1;
};
using Slab = std::vector<Range>;
std::int64_t element_count(const Slab& slab);

// Where numbers go.
using Numbers = std::variant<std::span<float>, std::span<double>>;

// What the numbers in a file stand for: value = scale * number + offset, unless the number is one of `missing`.
struct Packing {
    std::vector<double> missing;
    double scale = 1;
    double offset = 0;

    bool scaled() const { return scale != 1 || offset != 0; }
};

struct Variable {
    std::string name;
    Shape shape;
    std::vector<std::string> dimensions;  // the name of each axis, or an empty one
    std::string type;                     // "float32", "int16", ...
    bool single = false;                  // float holds its numbers exactly
    std::string refusal;                  // why it cannot be read, with the way out; else empty
    std::string units;
    bool holds_times = false;  // by its attributes, as CF has them
    Packing packing;
    bool reversed = false;  // the file has its axes in the reverse order, as those of Fortran and MATLAB
    Shape chunk;            // what the file keeps together, if it is more than a row
};

// What a file says beside its variables, a number or a list of them; `name` is "mu", or "u@mu" of variable u.
struct Attribute {
    std::string name;
    std::vector<double> values;
    std::string refusal;  // why it has none: "is text, 'coarse'"
};

// An unstructured mesh in VTK's terms: cell k has points connectivity[offsets[k - 1]] to connectivity[offsets[k] - 1]
// and the type types[k].
struct Mesh {
    std::vector<double> points;  // [points, 3]
    std::vector<std::int64_t> connectivity;
    std::vector<std::int64_t> offsets;  // the end of each cell
    std::vector<std::int64_t> types;

    bool operator==(const Mesh&) const = default;
};

// An open file. It is closed with the last copy.
struct Source {
    std::string name;
    std::vector<Variable> variables;
    std::vector<Attribute> attributes;
    std::string usual;  // the variable that is meant if none is named; empty if there is no such one
    // Numbers of a variable as they are in the file, the slab in C order of the file's axes. Throws Error if the file
    // is damaged.
    std::function<void(std::size_t variable, const Slab& slab, Numbers out)> read;
    std::function<Mesh()> mesh;  // none if the format has no meshes
};

// Elements of a raw file, and what comes before them.
struct RawLayout {
    std::vector<std::int64_t> shape;  // none: the file is no raw one
    std::string type = "f8";
    std::int64_t skip = 0;  // bytes
};

// Opens a file of any format that was built in. Throws Error: missing, damaged, of no known format or of one that was
// not built in.
// `time` is the column of the times, if the user names it and the file is a table.
Source open_source(const std::string& path, const RawLayout& raw = {}, const std::string& time = "");

// A line for each format: what it is called, the library that reads it, and what to install if it was not built in.
std::string list_of_formats();

// The variable of this name, or the only one whose path ends so; "u (201, 600), t (201,)" is what the error of a
// missing one lists. Throws Error: missing, or of a type that cannot be read.
std::size_t variable_in(const Source& source, const std::string& name);
std::string list_of_variables(const Source& source);

// Whether CF's attributes of a variable say that it holds times.
bool says_times(const std::string& units, const std::string& axis, const std::string& standard_name);

// The attribute that a text is: a number if it reads as one, else without values.
Attribute attribute_of(const std::string& name, const std::string& text);

// All values of a variable, unpacked, in C order of its axes.
std::vector<double> values_of(const Source& source, std::size_t variable);

// Makes values of numbers: NaN of those that are missing.
void unpack(const Packing& packing, Numbers numbers);

}  // namespace rom::exchange
