#include "rom/exchange/elements.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstring>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/npy/reader.h"

namespace rom::exchange {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

template <class Bits>
Bits bits_at(const std::byte* at, bool swap) {
    std::array<std::byte, sizeof(Bits)> bytes;
    std::memcpy(bytes.data(), at, sizeof(Bits));
    if (swap) std::reverse(bytes.begin(), bytes.end());
    return std::bit_cast<Bits>(bytes);
}

float half_to_float(std::uint16_t bits) {
    const int exponent = (bits >> 10) & 31;
    const auto fraction = static_cast<float>(bits & 1023);
    float value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    if (exponent == 31) value = fraction == 0 ? INFINITY : NAN;
    return (bits & 0x8000) != 0 ? -value : value;
}

// use(Bits{}, to_number) for the type of the elements.
template <class Use>
void with_type(const Element& element, const Use& use) {
    const auto same = [](auto number) { return number; };
    const auto sized = [&]<class One, class Two, class Four, class Eight>(One, Two, Four, Eight) {
        switch (element.size) {
            case 1:
                return use(One{}, same);
            case 2:
                return use(Two{}, same);
            case 4:
                return use(Four{}, same);
            default:
                return use(Eight{}, same);
        }
    };
    if (element.kind == 'i')
        sized(std::int8_t{}, std::int16_t{}, std::int32_t{}, std::int64_t{});
    else if (element.kind == 'u')
        sized(std::uint8_t{}, std::uint16_t{}, std::uint32_t{}, std::uint64_t{});
    else if (element.kind == 'b')
        use(std::uint8_t{}, [](std::uint8_t bits) { return bits != 0 ? 1 : 0; });
    else if (element.size == 2)
        use(std::uint16_t{}, half_to_float);
    else if (element.size == 4)
        use(float{}, same);
    else
        use(double{}, same);
}

// Every step-th row of `width` elements.
void convert_rows(const std::byte* bytes, const Element& element, std::int64_t rows, std::int64_t step,
                  std::int64_t width, Numbers out) {
    std::visit(
        [&]<class Scalar>(std::span<Scalar> to) {
            with_type(element, [&]<class Bits>(Bits, const auto& number_of) {
                Scalar* next = to.data();
                for (std::int64_t r = 0; r < rows; ++r) {
                    const std::byte* row = bytes + static_cast<std::size_t>(r * step * width) * sizeof(Bits);
                    for (std::int64_t i = 0; i < width; ++i)
                        *next++ = static_cast<Scalar>(
                            number_of(bits_at<Bits>(row + static_cast<std::size_t>(i) * sizeof(Bits), element.swap)));
                }
            });
        },
        out);
}

Numbers part_of(Numbers all, std::size_t first, std::size_t count) {
    return std::visit([&](auto span) { return Numbers(span.subspan(first, count)); }, all);
}

// Numbers whose bytes are those in the file need no conversion.
bool same_bytes(const Element& element, Numbers out) {
    const std::size_t size = std::visit([]<class Scalar>(std::span<Scalar>) { return sizeof(Scalar); }, out);
    return element.kind == 'f' && element.size == size && !element.swap;
}

}  // namespace

std::int64_t element_count(const Slab& slab) {
    std::int64_t count = 1;
    for (const Range& range : slab) count *= range.count;
    return count;
}

std::optional<Element> element_in(const std::string& descr) {
    const bool ordered = !descr.empty() && std::string("<>=|").find(descr[0]) != std::string::npos;
    const std::string kind = descr.substr(ordered ? 1 : 0);
    if (kind.size() != 2) return std::nullopt;
    const auto size = static_cast<std::size_t>(kind[1] - '0');
    const bool known = kind[0] == 'f'                     ? size == 2 || size == 4 || size == 8
                       : kind[0] == 'i' || kind[0] == 'u' ? size == 1 || size == 2 || size == 4 || size == 8
                                                          : kind[0] == 'b' && size == 1;
    if (!known) return std::nullopt;
    const bool big = std::endian::native == std::endian::big;
    return Element{kind[0], size, size > 1 && ((descr[0] == '>' && !big) || (descr[0] == '<' && big))};
}

std::string name_of(const Element& element) {
    if (element.kind == 'b') return "bool";
    return (element.kind == 'f' ? "float" : element.kind == 'i' ? "int" : "uint") + std::to_string(8 * element.size);
}

bool fits_single(const Element& element) { return element.size <= (element.kind == 'f' ? 4U : 2U); }

std::string refusal_of(const std::string& descr) {
    const std::size_t at = descr.find_first_not_of("<>=|");
    const char kind = at == std::string::npos ? '?' : descr[at];
    if (kind == 'c') return "holds complex numbers; save real and imaginary part as two fields";
    if (kind == 'O') return "holds Python objects; save a plain array of numbers";
    if (kind == 'M' || kind == 'm') return "holds dates; save them as numbers, such as seconds since the first one";
    if (kind == 'f') return "holds floating point of another size than 2, 4 or 8 bytes; save it as float64";
    return "holds no numbers; save a plain array of numbers";
}

void read_slab(const Shape& shape, const Slab& slab, const Element& element, const ReadBytes& read, Numbers out) {
    // The axes that are whole, from the last one on, and the one before them make runs of rows.
    std::size_t axis = shape.size();
    std::int64_t width = 1;
    while (axis > 0 && slab[axis - 1].count == shape[axis - 1] && slab[axis - 1].step == 1) width *= shape[--axis];
    const Range rows = axis > 0 ? slab[axis - 1] : Range{0, 1, 1};
    const std::int64_t extent = axis > 0 ? shape[axis - 1] : 1;
    const std::size_t outer = axis > 0 ? axis - 1 : 0;
    const std::int64_t row_bytes = width * static_cast<std::int64_t>(element.size);
    const std::int64_t most = std::max<std::int64_t>(1, static_cast<std::int64_t>(kPieceBytes) / row_bytes / rows.step);
    if (element_count(slab) == 0) return;

    std::vector<std::byte> piece;
    std::vector<std::int64_t> index(outer, 0);
    std::size_t done = 0;
    while (true) {
        std::int64_t before = 0;
        for (std::size_t k = 0; k < outer; ++k) before = before * shape[k] + slab[k].start + index[k] * slab[k].step;
        for (std::int64_t first = 0; first < rows.count;) {
            const std::int64_t here = std::min(rows.count - first, most);
            const auto count = static_cast<std::size_t>(here * width);
            const auto offset =
                static_cast<std::size_t>((before * extent + rows.start + first * rows.step) * row_bytes);
            const Numbers part = part_of(out, done, count);
            if (rows.step == 1 && same_bytes(element, out)) {
                read(offset, std::visit([](auto span) { return std::as_writable_bytes(span); }, part));
            } else {
                piece.resize(static_cast<std::size_t>(((here - 1) * rows.step + 1) * row_bytes));
                read(offset, piece);
                convert_rows(piece.data(), element, here, rows.step, width, part);
            }
            done += count;
            first += here;
        }
        std::size_t k = outer;
        while (k > 0 && ++index[k - 1] == slab[k - 1].count) index[--k] = 0;
        if (k == 0) return;
    }
}

ByteFile::ByteFile(const std::string& path)
    : name_(path), file_(new int(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), [](const int* d) {
          if (*d >= 0) ::close(*d);
          delete d;
      }) {
    if (*file_ < 0) throw Error(path + ": cannot be opened (" + std::strerror(errno) + ")");
    struct stat status {};
    if (::fstat(*file_, &status) != 0) throw Error(path + ": cannot be read (" + std::strerror(errno) + ")");
    if (!S_ISREG(status.st_mode)) throw Error(path + ": is no file; name the files to import");
    size_ = static_cast<std::size_t>(status.st_size);
}

void ByteFile::read(std::size_t offset, std::span<std::byte> out) const { npy::read_at(*file_, offset, out, name_); }

std::vector<std::byte> ByteFile::head(std::size_t count) const {
    std::vector<std::byte> bytes(std::min(count, size_));
    read(0, bytes);
    return bytes;
}

std::string dtype_of(const npy::Layout& layout) {
    const std::string& text = layout.descr;
    return text.empty() || (text[0] != '\'' && text[0] != '"') ? "V" : text.substr(1, text.find(text[0], 1) - 1);
}

Variable variable_of(const npy::Layout& layout, const std::string& name) {
    Variable variable;
    variable.name = name;
    variable.shape = layout.shape;
    variable.dimensions.resize(layout.shape.size());
    variable.reversed = layout.fortran_order;
    const std::string dtype = dtype_of(layout);
    if (const auto element = element_in(dtype)) {
        variable.type = name_of(*element);
        variable.single = fits_single(*element);
    } else {
        variable.type = dtype;
        variable.refusal = refusal_of(dtype);
    }
    return variable;
}

Element element_of(const npy::Layout& layout) { return element_in(dtype_of(layout)).value_or(Element{}); }

}  // namespace rom::exchange
