#include "rom/exchange/fields.h"

#include <algorithm>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/formats.h"
#include "rom/exchange/times.h"

namespace rom::exchange {
namespace {

constexpr std::int64_t kPieceBytes = std::int64_t{16} << 20;
// Axes in another order than the file's cost a pass over much of it for each piece; so do chunks that are read in part.
constexpr std::int64_t kLargePieceBytes = std::int64_t{128} << 20;

std::string last_part(const std::string& name) { return name.substr(name.rfind('/') + 1); }

bool is_coordinate(const Source& source, const Variable& one) {
    return std::any_of(source.variables.begin(), source.variables.end(), [&](const Variable& other) {
        return std::find(other.dimensions.begin(), other.dimensions.end(), last_part(one.name)) !=
               other.dimensions.end();
    });
}

// The only variable that can be meant.
std::string only_variable(const Source& source) {
    if (!source.usual.empty()) return source.usual;
    if (source.variables.size() == 1) return source.variables[0].name;
    std::vector<std::string> candidates;
    for (const Variable& one : source.variables)
        if (npy::element_count(one.shape) > 1 && !is_time(last_part(one.name)) && !one.holds_times &&
            !is_coordinate(source, one))
            candidates.push_back(one.name);
    if (candidates.size() != 1)
        throw Error(source.name + ": which variable? name it with --variable; it has " + list_of_variables(source), 2);
    return candidates.front();
}

// Whether `shape` is `base` with a further axis at its end.
bool extends(const Shape& shape, const Shape& base) {
    return shape.size() == base.size() + 1 && std::equal(base.begin(), base.end(), shape.begin());
}

// Several variables side by side: those of the shape that all have in common are one field each.
void join(Fields& fields) {
    const auto fewest = std::min_element(fields.parts.begin(), fields.parts.end(), [](const Part& a, const Part& b) {
        return a.view.shape.size() < b.view.shape.size();
    });
    const std::size_t at = static_cast<std::size_t>(fewest - fields.parts.begin());
    const Shape base = fields.parts[at].view.shape;
    std::int64_t width = 0;
    for (Part& part : fields.parts) {
        if (part.view.shape != base && !extends(part.view.shape, base))
            throw Error(fields.source.name + ": " + fields.variable(part).name + " has shape " +
                        npy::to_string(part.view.shape) + " but " + fields.variable(fields.parts[at]).name + " has " +
                        npy::to_string(base) + "; import them one by one");
        part.width = part.view.shape.size() > base.size() ? part.view.shape.back() : 1;
        width += part.width;
    }
    fields.shape = base;
    fields.shape.push_back(width);
    fields.joined = true;
}

bool is_turned(const Fields& fields, const Part& part) {
    return !std::is_sorted(part.view.axes.begin(), part.view.axes.end()) || fields.variable(part).reversed;
}

// How many rows of an axis to read at once: a whole number of what the file keeps together, if that is not too much.
std::int64_t rows_of_piece(const Fields& fields, std::size_t axis, std::int64_t rows, std::int64_t most) {
    const Part& part = fields.parts.front();
    const Variable& variable = fields.variable(part);
    if (variable.chunk.empty()) return rows;
    const std::size_t own = part.view.axes[axis];
    const std::int64_t chunk = variable.chunk[variable.reversed ? variable.chunk.size() - 1 - own : own];
    const std::int64_t together = std::max<std::int64_t>(1, chunk / part.view.slab[own].step);
    if (rows >= together) return rows - rows % together;
    return std::max<std::int64_t>(1, std::min(together, most));
}

// Puts the values of a part, [points, width], among all, [points, all widths], from a column on.
template <class Scalar>
void interleave(std::span<const Scalar> values, std::int64_t width, std::int64_t column, std::int64_t all,
                std::span<Scalar> out) {
    for (std::int64_t p = 0; p * width < static_cast<std::int64_t>(values.size()); ++p)
        std::copy_n(values.begin() + p * width, width, out.begin() + p * all + column);
}

template <class Scalar>
void read_fields(const Fields& fields, const Slab& part, std::vector<Scalar>& values) {
    const std::int64_t points = element_count(part);
    if (!fields.joined) {
        values.resize(static_cast<std::size_t>(points));
        read_view(fields.source, fields.parts.front().variable, fields.parts.front().view, part, std::span(values));
        return;
    }
    const std::int64_t all = fields.shape.back();
    values.resize(static_cast<std::size_t>(points * all));
    std::vector<Scalar> own;
    std::int64_t column = 0;
    for (const Part& one : fields.parts) {
        Slab slab = part;
        if (one.view.shape.size() > slab.size()) slab.push_back({0, one.width, 1});
        own.resize(static_cast<std::size_t>(points * one.width));
        read_view(fields.source, one.variable, one.view, slab, std::span(own));
        interleave<Scalar>(own, one.width, column, all, values);
        column += one.width;
    }
}

// The position in the view of an axis of the variable.
std::optional<std::size_t> position(const View& view, std::size_t axis) {
    const auto at = std::find(view.axes.begin(), view.axes.end(), axis);
    if (at == view.axes.end()) return std::nullopt;
    return static_cast<std::size_t>(at - view.axes.begin());
}

std::optional<std::size_t> position_of_cases(const View& view) {
    for (std::size_t k = 0; k < view.axes.size(); ++k)
        if (is_case(last_part(view.dimensions[k]))) return k;
    return std::nullopt;
}

// A file that is a case keeps an axis of times.
[[noreturn]] void refuse_slice(const Fields& fields, const Part& part, std::size_t times) {
    const std::string one = std::to_string(part.view.slab[times].start);
    throw Error(fields.source.name + ": " + fields.variable(part).name + " has its times on axis " +
                    std::to_string(times) + ", which --slice leaves out with " + one + "; write " + one + ":" +
                    std::to_string(part.view.slab[times].start + 1) + ", or say --stack times",
                2);
}

}  // namespace

bool Fields::single() const {
    return std::all_of(parts.begin(), parts.end(), [&](const Part& part) { return variable(part).single; });
}

Fields open_fields(const std::string& path, const ImportRequest& request) {
    Fields fields;
    fields.source = open_source(path, request.raw, request.time);
    std::vector<std::string> names = request.variables;
    if (names.empty()) names = {only_variable(fields.source)};
    for (const std::string& name : names) {
        Part part{.variable = variable_in(fields.source, name), .view = {}};
        part.view = view_of(fields.source, fields.variable(part), request.slice, request.axes);
        fields.parts.push_back(part);
    }
    return fields;
}

Stack usual_stack(const Fields& fields) {
    const Part& part = fields.parts.front();
    if (position_of_cases(part.view)) return Stack::none;
    return fields.source.mesh && !time_axis(fields.source, fields.variable(part), "") ? Stack::times : Stack::cases;
}

void arrange(Fields& fields, const ImportRequest& request, Stack stack) {
    for (Part& part : fields.parts) {
        std::vector<std::size_t> first;
        const auto own = time_axis(fields.source, fields.variable(part), request.time);
        const auto time = own ? position(part.view, *own) : std::nullopt;
        const auto cases = stack == Stack::none ? position_of_cases(part.view) : std::nullopt;
        if (own && !time && stack == Stack::cases) refuse_slice(fields, part, *own);
        if (!time) fields.dropped_times = own;
        if (cases) first.push_back(*cases);
        if (time && (cases || stack != Stack::none)) first.push_back(*time);
        if (request.axes.empty()) part.view = with_first(part.view, first);
        fields.timed = stack != Stack::times || time;
        fields.guessed =
            fields.guessed || (!own && stack == Stack::cases && request.axes.empty() && !position(part.view, 0));
    }
    fields.time_axis = stack == Stack::none ? 1 : 0;
    if (fields.parts.size() > 1)
        join(fields);
    else
        fields.shape = fields.parts.front().view.shape;
    const std::size_t needed = fields.timed ? fields.time_axis + 1 : 0;
    if (fields.parts.front().view.shape.size() < needed)
        throw Error(fields.source.name + ": has shape " + npy::to_string(fields.shape) + " but --stack " +
                    name_of(stack) + " needs files " +
                    (needed == 2 ? "[cases, times, ...space]" : "[times, ...space]") + "; choose another --stack");
}

template <class Scalar>
void for_pieces(const Fields& fields, const std::function<void(std::span<const Scalar>)>& use) {
    const Shape shape(fields.shape.begin(), fields.shape.end() - (fields.joined ? 1 : 0));
    const std::int64_t width = fields.joined ? fields.shape.back() : 1;
    const bool turned = std::any_of(fields.parts.begin(), fields.parts.end(),
                                    [&](const Part& part) { return is_turned(fields, part); });
    const auto elements_in = [](std::int64_t bytes) { return bytes / static_cast<std::int64_t>(sizeof(Scalar)); };
    const std::int64_t most = elements_in(turned ? kLargePieceBytes : kPieceBytes);
    std::vector<Scalar> values;
    if (npy::element_count(shape) == 0) return;
    Slab part;
    for (const std::int64_t extent : shape) part.push_back({0, extent, 1});
    // Pieces are some rows of one axis, with all of those after it, for each index on those before it.
    std::size_t axis = shape.size();
    std::int64_t row = width;
    while (axis > 0 && row * shape[axis - 1] <= most) row *= shape[--axis];
    if (axis == 0) {
        read_fields(fields, part, values);
        use(values);
        return;
    }
    --axis;
    const std::int64_t rows =
        rows_of_piece(fields, axis, std::max<std::int64_t>(1, most / row), elements_in(kLargePieceBytes) / row);
    for (std::size_t k = 0; k < axis; ++k) part[k].count = 1;
    while (true) {
        for (std::int64_t first = 0; first < shape[axis]; first += rows) {
            part[axis] = {first, std::min(rows, shape[axis] - first), 1};
            read_fields(fields, part, values);
            use(values);
        }
        std::size_t k = axis;
        while (k > 0 && ++part[k - 1].start == shape[k - 1]) part[--k].start = 0;
        if (k == 0) return;
    }
}

template void for_pieces(const Fields&, const std::function<void(std::span<const float>)>&);
template void for_pieces(const Fields&, const std::function<void(std::span<const double>)>&);

}  // namespace rom::exchange
