// Arrays without a library: .npy files, and raw numbers whose shape and type the user knows.
#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/elements.h"
#include "rom/exchange/formats.h"

namespace rom::exchange {
namespace {

// A header of a .npy file is hardly ever longer.
constexpr std::size_t kHeader = std::size_t{1} << 16;

// The shape of the axes as they lie in the file.
Shape stored_shape(const Variable& variable) {
    return variable.reversed ? Shape(variable.shape.rbegin(), variable.shape.rend()) : variable.shape;
}

Source source_of(const ByteFile& file, const Variable& variable, const Element& element, std::size_t offset) {
    Source source;
    source.name = file.name();
    source.variables = {variable};
    source.read = [file, element, offset, shape = stored_shape(variable)](std::size_t, const Slab& slab, Numbers out) {
        read_slab(
            shape, slab, element, [&](std::size_t at, std::span<std::byte> bytes) { file.read(offset + at, bytes); },
            out);
    };
    return source;
}

}  // namespace

Source open_npy(const std::string& path) {
    const ByteFile file(path);
    const npy::Layout layout = npy::parse_layout(file.head(kHeader), path);
    const Variable variable = variable_of(layout, "array");
    const Element element = element_of(layout);
    const std::size_t needed = static_cast<std::size_t>(npy::element_count(layout.shape)) * element.size;
    const std::size_t present = file.size() - layout.data_offset;
    if (variable.refusal.empty() && present < needed)
        throw Error(path + ": is truncated: its header promises " + std::to_string(needed) +
                    " bytes of data but it has " + std::to_string(present) + "; copy or write it again");
    return source_of(file, variable, element, layout.data_offset);
}

Source open_raw(const std::string& path, const RawLayout& raw) {
    const ByteFile file(path);
    const auto element = element_in(raw.type);
    if (!element)
        throw Error("--type: '" + raw.type +
                        "' is no type of number; write f4, f8, i2, ..., with > before it for big "
                        "endian",
                    2);
    double all = static_cast<double>(raw.skip);
    for (const std::int64_t extent : raw.shape) all = std::max(all, 1.0) * static_cast<double>(extent);
    if (all > 1e18)
        throw Error("--shape " + npy::to_string(raw.shape) + " is more than any file has; give smaller extents", 2);
    const auto count = static_cast<std::size_t>(npy::element_count(raw.shape));
    const auto skip = static_cast<std::size_t>(raw.skip);
    const std::size_t needed = count * element->size + skip;
    if (file.size() != needed)
        throw Error(path + ": has " + std::to_string(file.size()) + " bytes but --shape " + npy::to_string(raw.shape) +
                    " of --type " + raw.type + (skip > 0 ? " after --skip " + std::to_string(skip) : "") + " needs " +
                    std::to_string(needed) + "; mend --shape, --type or --skip");
    Variable variable;
    variable.name = "array";
    variable.shape = raw.shape;
    variable.dimensions.resize(raw.shape.size());
    variable.type = name_of(*element);
    variable.single = fits_single(*element);
    return source_of(file, variable, *element, skip);
}

}  // namespace rom::exchange
