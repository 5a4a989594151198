#include "rom/npy/reader.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "rom/base/error.h"
#include "rom/npy/bytes.h"
#include "rom/npy/sha256.h"

namespace rom::npy {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 18;

std::uint8_t swapped(std::uint8_t bits) { return bits; }
std::uint16_t swapped(std::uint16_t bits) { return __builtin_bswap16(bits); }
std::uint32_t swapped(std::uint32_t bits) { return __builtin_bswap32(bits); }
std::uint64_t swapped(std::uint64_t bits) { return __builtin_bswap64(bits); }

// The kinds of elements: their bits in the file, and the number that these are.
struct Boolean {
    using Bits = std::uint8_t;
    static float value(Bits bits) { return bits != 0 ? 1.0F : 0.0F; }
};
template <class Whole>
struct Integer {
    using Bits = std::make_unsigned_t<Whole>;
    static double value(Bits bits) { return static_cast<double>(static_cast<Whole>(bits)); }
};
struct Half {
    using Bits = std::uint16_t;
    static float value(Bits bits) {
        const std::uint32_t magnitude = bits & 0x7fffU;
        float value = 0;
        if (magnitude < 0x400)  // subnormal
            value = static_cast<float>(magnitude) * 0x1p-24F;
        else if (magnitude < 0x7c00)
            value = std::bit_cast<float>((magnitude << 13) + (112U << 23));
        else  // infinity or NaN
            value = std::bit_cast<float>((magnitude << 13) | 0x7f800000U);
        return (bits & 0x8000U) != 0 ? -value : value;
    }
};
struct Single {
    using Bits = std::uint32_t;
    static float value(Bits bits) { return std::bit_cast<float>(bits); }
};
struct Double {
    using Bits = std::uint64_t;
    static double value(Bits bits) { return std::bit_cast<double>(bits); }
};

template <class Stored>
auto load(const std::byte* at, bool swap) {
    typename Stored::Bits bits;
    std::memcpy(&bits, at, sizeof bits);
    return Stored::value(swap ? swapped(bits) : bits);
}

// The position in the file, in elements, of the element at C-order position `index` of a Fortran-ordered array.
std::int64_t fortran_position(std::int64_t index, const Shape& shape) {
    std::int64_t position = 0;
    std::int64_t stride = element_count(shape);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        stride /= shape[axis];
        position += (index % shape[axis]) * stride;
        index /= shape[axis];
    }
    return position;
}

std::string multi_index(std::int64_t index, const Shape& shape) {
    std::string text = "]";
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        text = (axis > 0 ? ", " : "") + std::to_string(index % shape[axis]) + text;
        index /= shape[axis];
    }
    return "[" + text;
}

template <class Stored, class Scalar>
void convert(const std::byte* data, bool swap, std::span<Scalar> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<Scalar>(load<Stored>(data + i * sizeof(typename Stored::Bits), swap));
}

// Elements first and following in C order.
template <class Stored, class Scalar>
void convert_fortran(const std::byte* data, const Header& header, std::int64_t first, std::span<Scalar> out) {
    // Along the last axis the position grows by a constant.
    const std::int64_t extent = header.shape.back();
    const std::int64_t stride = element_count(header.shape) / extent;
    const auto count = static_cast<std::int64_t>(out.size());
    for (std::int64_t i = 0; i < count;) {
        const std::int64_t run = std::min(count - i, extent - (first + i) % extent);
        const std::int64_t start = fortran_position(first + i, header.shape);
        for (std::int64_t j = 0; j < run; ++j)
            out[static_cast<std::size_t>(i + j)] = static_cast<Scalar>(
                load<Stored>(data + static_cast<std::size_t>(start + j * stride) * sizeof(typename Stored::Bits),
                             header.big_endian));
        i += run;
    }
}

}  // namespace

Array::Array(std::string name, std::shared_ptr<const std::byte> bytes, std::size_t size,
             std::shared_ptr<const int> file, Accept accept)
    : name_(std::move(name)), bytes_(std::move(bytes)), size_(size), file_(std::move(file)) {
    header_ = parse_header({bytes_.get(), size_}, name_, accept);
    const std::size_t needed = data_size(header_);
    const std::size_t present = size_ - header_.data_offset;
    if (present < needed)
        throw Error(name_ + ": is truncated: its header promises " + std::to_string(needed) +
                    " bytes of data but it has " + std::to_string(present) + "; copy or write it again");
}

Array Array::open(const std::string& path, Accept accept) {
    const std::string name = path == "-" ? "standard input" : path;
    auto bytes = open_bytes(AT_FDCWD, path, name, accept);
    return {name, std::move(bytes.data), bytes.size, std::move(bytes.file), accept};
}

Array Array::of_bytes(std::span<const std::byte> bytes, const std::string& name, Accept accept) {
    return {name, {std::shared_ptr<const void>(), bytes.data()}, bytes.size(), nullptr, accept};
}

Array Array::of_values(std::span<const double> values, const Shape& shape, const std::string& name) {
    const std::string header = format_header(Type::float64, shape);
    const std::size_t size = header.size() + values.size_bytes();
    const auto bytes = std::make_shared<std::byte[]>(size);
    std::ranges::copy(std::as_bytes(std::span(header)), bytes.get());
    std::ranges::copy(std::as_bytes(values), bytes.get() + header.size());
    return {name, {bytes, bytes.get()}, size, nullptr, Accept::real};
}

Array Array::joined(const std::vector<Array>& parts, const std::string& name) {
    Array whole = parts.front();
    for (const Array& part : parts)
        if (part.shape() != whole.shape() || part.header().element != whole.header().element)
            throw Error(part.name_ + " has shape " + to_string(part.shape()) + " but " + whole.name_ + " has " +
                        to_string(whole.shape()) + "; they must match, and have elements of one type");
    whole.name_ = name;
    whole.header_.shape.insert(whole.header_.shape.begin(), static_cast<std::int64_t>(parts.size()));
    whole.parts_ = std::make_shared<const std::vector<Array>>(parts);
    return whole;
}

// visit(part, first, count) for what of the elements `first` and following lies in each part.
template <class Visit>
void Array::for_parts(std::int64_t first, std::int64_t count, const Visit& visit) const {
    const std::int64_t each = element_count(parts_->front().shape());
    for (const std::int64_t end = first + count; first < end;) {
        const std::int64_t some = std::min(end - first, each - first % each);
        visit((*parts_)[static_cast<std::size_t>(first / each)], first % each, some);
        first += some;
    }
}

Array Array::open_at(int folder, const std::string& file, const std::string& name) {
    auto bytes = open_bytes(folder, file, name, Accept::real);
    return {name, std::move(bytes.data), bytes.size, std::move(bytes.file), Accept::real};
}

void Array::read_bytes(std::size_t offset, std::span<std::byte> out) const { read_at(*file_, offset, out, name_); }

template <class Scalar>
void Array::read_any(std::int64_t first, std::span<Scalar> out) const {
    if (parts_) {
        std::size_t done = 0;
        return for_parts(first, static_cast<std::int64_t>(out.size()),
                         [&](const Array& part, std::int64_t at, std::int64_t count) {
                             part.read_any(at, out.subspan(done, static_cast<std::size_t>(count)));
                             done += static_cast<std::size_t>(count);
                         });
    }
    const std::byte* data = bytes_.get() + header_.data_offset;
    const auto convert_all = [&]<class Stored>(Stored) {
        constexpr std::size_t size = sizeof(typename Stored::Bits);
        if (header_.fortran_order)
            convert_fortran<Stored>(data, header_, first, out);
        else if (!file_)
            convert<Stored>(data + static_cast<std::size_t>(first) * size, header_.big_endian, out);
        else
            for (std::size_t done = 0; done < out.size();) {
                thread_local std::array<std::byte, kPiece> piece;
                const auto part = out.subspan(done, std::min(out.size() - done, kPiece / size));
                const std::span<std::byte> bytes = std::span(piece).first(part.size() * size);
                read_bytes(header_.data_offset + (static_cast<std::size_t>(first) + done) * size, bytes);
                convert<Stored>(bytes.data(), header_.big_endian, part);
                done += part.size();
            }
    };
    switch (header_.element) {
        case Element::boolean:
            convert_all(Boolean{});
            break;
        case Element::int32:
            convert_all(Integer<std::int32_t>{});
            break;
        case Element::int64:
            convert_all(Integer<std::int64_t>{});
            break;
        case Element::float16:
            convert_all(Half{});
            break;
        case Element::float32:
            convert_all(Single{});
            break;
        case Element::float64:
            convert_all(Double{});
            break;
    }
}

template <class Scalar>
void Array::require_finite(std::int64_t first, std::span<const Scalar> values) const {
    const auto bad = std::find_if(values.begin(), values.end(), [](Scalar value) { return !std::isfinite(value); });
    if (bad != values.end())
        throw Error(name_ + ": holds " + (std::isnan(*bad) ? "NaN" : "an infinity") + " at " +
                    multi_index(first + (bad - values.begin()), header_.shape) + "; every value must be finite");
}

template <class Scalar>
void Array::read(std::int64_t first, std::span<Scalar> out) const {
    read_any(first, out);
    require_finite(first, std::span<const Scalar>(out));
}

#define ROM_INSTANTIATE(Scalar)                                           \
    template void Array::read(std::int64_t, std::span<Scalar>) const;     \
    template void Array::read_any(std::int64_t, std::span<Scalar>) const; \
    template void Array::require_finite(std::int64_t, std::span<const Scalar>) const;
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

void Array::expect(std::int64_t first, std::int64_t count) const {
    if (parts_)
        return for_parts(first, count,
                         [](const Array& part, std::int64_t at, std::int64_t some) { part.expect(at, some); });
    if (!file_ || header_.fortran_order) return;
    const auto size = static_cast<std::int64_t>(item_size(header_.element));
    ::posix_fadvise(*file_, static_cast<std::int64_t>(header_.data_offset) + first * size, count * size,
                    POSIX_FADV_WILLNEED);
}

std::vector<double> Array::read_all() const {
    std::vector<double> values(static_cast<std::size_t>(element_count(shape())));
    read<double>(0, values);
    return values;
}

std::string Array::sha256() const {
    if (parts_) {
        std::string digests;
        for (const Array& part : *parts_) digests += part.sha256();
        return sha256_of(digests);
    }
    Sha256 hash;
    if (!file_) {
        hash.update({bytes_.get(), size_});
    } else {
        std::vector<std::byte> piece(std::size_t{1} << 22);
        for (std::size_t done = 0; done < size_; done += piece.size()) {
            const auto bytes = std::span(piece).first(std::min(piece.size(), size_ - done));
            read_bytes(done, bytes);
            hash.update(bytes);
        }
    }
    return hash.digest();
}

}  // namespace rom::npy
