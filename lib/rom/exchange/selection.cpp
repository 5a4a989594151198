#include "rom/exchange/selection.h"

#include <algorithm>
#include <numeric>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::exchange {
namespace {

std::string trimmed_part(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// A range or an index, as NumPy understands it for an axis of this extent; nothing if it does not.
std::optional<Range> range_in(const std::string& text, std::int64_t extent, bool& dropped) {
    const std::vector<std::string> parts = split(text, ':');
    const auto number = [&](std::size_t k, std::int64_t otherwise) -> std::optional<std::int64_t> {
        if (k >= parts.size() || trimmed_part(parts[k]).empty()) return otherwise;
        return integer_in(trimmed_part(parts[k]));
    };
    dropped = parts.size() == 1;
    auto start = number(0, 0);
    if (dropped) {
        if (trimmed_part(text).empty() || !start) return std::nullopt;
        if (*start < 0) *start += extent;
        if (*start < 0 || *start >= extent) return std::nullopt;
        return Range{*start, 1, 1};
    }
    auto end = number(1, extent);
    const auto step = number(2, 1);
    if (parts.size() > 3 || !start || !end || !step || *step < 1) return std::nullopt;
    for (auto* bound : {&*start, &*end})
        *bound = std::clamp<std::int64_t>(*bound + (*bound < 0 ? extent : 0), 0, extent);
    return Range{*start, std::max<std::int64_t>(0, (*end - *start + *step - 1) / *step), *step};
}

// One text for each axis; "..." stands for those that are not named.
std::vector<std::string> ranges_of(const std::string& slice, std::size_t rank) {
    std::vector<std::string> parts = slice.empty() ? std::vector<std::string>{} : split(slice, ',');
    std::transform(parts.begin(), parts.end(), parts.begin(), trimmed_part);
    auto at = std::find(parts.begin(), parts.end(), "...");
    const auto where = at - parts.begin();
    if (at != parts.end()) parts.erase(at);
    if (parts.size() < rank) parts.insert(parts.begin() + where, rank - parts.size(), ":");
    return parts;
}

std::vector<std::int64_t> strides_of(const Shape& shape) {
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t k = shape.size(); k-- > 1;) strides[k - 1] = strides[k] * shape[k];
    return strides;
}

// out[i, j] = in[i * row + j * column] in tiles, so that neither side leaves the cache.
template <class Scalar>
void copy_plane(const Scalar* in, std::int64_t rows, std::int64_t row, std::int64_t columns, std::int64_t column,
                Scalar* out, std::int64_t out_row) {
    constexpr std::int64_t tile = 32;
    for (std::int64_t i0 = 0; i0 < rows; i0 += tile)
        for (std::int64_t j0 = 0; j0 < columns; j0 += tile)
            for (std::int64_t i = i0; i < std::min(rows, i0 + tile); ++i)
                for (std::int64_t j = j0; j < std::min(columns, j0 + tile); ++j)
                    out[i * out_row + j] = in[i * row + j * column];
}

// in: an array of which axis k of the result, of extent shape[k], has this stride. The result is in C order.
template <class Scalar>
void gather(const Scalar* in, const Shape& shape, const std::vector<std::int64_t>& strides, Scalar* out) {
    const std::size_t rank = shape.size();
    const std::vector<std::int64_t> to = strides_of(shape);
    // The axis that is contiguous in the source goes with the last one, through tiles.
    std::size_t fast = rank - 1;
    for (std::size_t k = 0; k < rank; ++k)
        if (strides[k] == 1 && shape[k] > 1) fast = k;
    const bool plane = fast + 1 != rank;
    std::vector<std::int64_t> index(rank, 0);
    while (true) {
        std::int64_t from_at = 0;
        std::int64_t to_at = 0;
        for (std::size_t k = 0; k < rank; ++k) {
            from_at += index[k] * strides[k];
            to_at += index[k] * to[k];
        }
        copy_plane(in + from_at, plane ? shape[fast] : 1, strides[fast], shape[rank - 1], strides[rank - 1],
                   out + to_at, to[fast]);
        std::size_t k = rank - 1;
        while (k-- > 0)
            if (k != fast) {
                if (++index[k] < shape[k]) break;
                index[k] = 0;
            }
        if (k == static_cast<std::size_t>(-1)) return;
    }
}

}  // namespace

View view_of(const Source& source, const Variable& variable, const std::string& slice,
             const std::vector<std::string>& axes) {
    const std::string what = source.name + ": " + variable.name + " has shape " + npy::to_string(variable.shape);
    const std::vector<std::string> texts = ranges_of(slice, variable.shape.size());
    if (texts.size() > variable.shape.size())
        throw Error(
            what + " but --slice " + slice + " has " + std::to_string(texts.size()) + " ranges; give one for each axis",
            2);
    View view;
    for (std::size_t k = 0; k < texts.size(); ++k) {
        bool dropped = false;
        const auto range = range_in(texts[k], variable.shape[k], dropped);
        if (!range)
            throw Error(what + ", for axis " + std::to_string(k) + " of which --slice '" + texts[k] +
                            "' is neither an index nor START:STOP:STEP with a step of at least 1",
                        2);
        view.slab.push_back(*range);
        if (!dropped) view.axes.push_back(k);
    }
    std::vector<std::size_t> first;
    for (const std::string& axis : axes) {
        const auto named = std::find(variable.dimensions.begin(), variable.dimensions.end(), axis);
        const auto number = integer_in(axis);
        const std::int64_t k =
            named != variable.dimensions.end() ? named - variable.dimensions.begin() : number.value_or(-1);
        const auto at = std::find(view.axes.begin(), view.axes.end(), static_cast<std::size_t>(k));
        std::string names;
        for (const std::string& name : variable.dimensions)
            if (!name.empty()) names += (names.empty() ? " or " : ", ") + name;
        if (at == view.axes.end())
            throw Error(
                what + " but --axes names '" + axis + "'; name axes that --slice leaves, by numbers from 0" + names, 2);
        first.push_back(static_cast<std::size_t>(at - view.axes.begin()));
        if (std::count(first.begin(), first.end(), first.back()) > 1)
            throw Error("--axes names '" + axis + "' twice; name each axis once", 2);
    }
    for (const std::size_t k : view.axes) {
        view.shape.push_back(view.slab[k].count);
        view.dimensions.push_back(variable.dimensions[k]);
    }
    return with_first(std::move(view), first);
}

View with_first(View view, const std::vector<std::size_t>& first) {
    std::vector<std::size_t> order = first;
    for (std::size_t k = 0; k < view.axes.size(); ++k)
        if (std::find(first.begin(), first.end(), k) == first.end()) order.push_back(k);
    const View before = view;
    for (std::size_t k = 0; k < order.size(); ++k) {
        view.axes[k] = before.axes[order[k]];
        view.shape[k] = before.shape[order[k]];
        view.dimensions[k] = before.dimensions[order[k]];
    }
    return view;
}

template <class Scalar>
void read_view(const Source& source, std::size_t variable, const View& view, const Slab& part, std::span<Scalar> out) {
    const bool reversed = source.variables[variable].reversed;
    const std::size_t rank = view.slab.size();
    Slab slab = view.slab;
    for (std::size_t k = 0; k < part.size(); ++k) {
        Range& range = slab[view.axes[k]];
        range = {range.start + part[k].start * range.step, part[k].count, range.step};
    }
    for (std::size_t k = 0; k < rank; ++k)
        if (std::find(view.axes.begin(), view.axes.end(), k) == view.axes.end()) slab[k].count = 1;

    // The axes as the file has them, and where each of the view's lies among them.
    std::vector<std::size_t> stored(rank);
    std::iota(stored.begin(), stored.end(), std::size_t{0});
    if (reversed) std::reverse(stored.begin(), stored.end());
    Slab file_slab;
    Shape file_shape;
    for (const std::size_t k : stored) {
        file_slab.push_back(slab[k]);
        file_shape.push_back(slab[k].count);
    }
    const std::vector<std::int64_t> file_strides = strides_of(file_shape);
    Shape shape;
    std::vector<std::int64_t> strides;
    for (std::size_t k = 0; k < part.size(); ++k) {
        shape.push_back(part[k].count);
        strides.push_back(file_strides[reversed ? rank - 1 - view.axes[k] : view.axes[k]]);
    }
    // Along axes of one element any stride will do.
    std::vector<std::int64_t> own = strides_of(shape);
    bool same = true;
    for (std::size_t k = 0; k < shape.size(); ++k) same = same && (shape[k] == 1 || strides[k] == own[k]);
    if (same || out.empty()) {
        source.read(variable, file_slab, out);
    } else {
        std::vector<Scalar> block(out.size());
        source.read(variable, file_slab, std::span(block));
        gather(block.data(), shape, strides, out.data());
    }
    unpack(source.variables[variable].packing, out);
}

template void read_view(const Source&, std::size_t, const View&, const Slab&, std::span<float>);
template void read_view(const Source&, std::size_t, const View&, const Slab&, std::span<double>);

}  // namespace rom::exchange
