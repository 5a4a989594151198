#include "rom/npy/header.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cstring>
#include <string_view>

#include "rom/base/error.h"
#include "rom/npy/foreign.h"

namespace rom::npy {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

[[noreturn]] void damaged(const std::string& name, const std::string& what) {
    throw Error(name + ": damaged .npy header (" + what + "); write it again with numpy.save");
}

// The text after "'key':" in the header's dictionary, up to the end of the dictionary.
std::string_view value_of(std::string_view dictionary, std::string_view key, const std::string& name) {
    for (const char quote : {'\'', '"'}) {
        const std::string quoted = quote + std::string(key) + quote;
        if (const auto at = dictionary.find(quoted); at != std::string_view::npos) {
            const auto colon = dictionary.find(':', at + quoted.size());
            if (colon == std::string_view::npos) break;
            const auto start = dictionary.find_first_not_of(" \t", colon + 1);
            if (start != std::string_view::npos) return dictionary.substr(start);
        }
    }
    damaged(name, "no '" + std::string(key) + "'");
}

// The names that NumPy has for what can be read.
struct Known {
    Element element;
    std::array<std::string_view, 3> names;
};
constexpr std::array kKnown = {
    Known{Element::float64, {"f8", "float64", "d"}}, Known{Element::float32, {"f4", "float32", "f"}},
    Known{Element::float16, {"f2", "float16", "e"}}, Known{Element::boolean, {"b1", "bool", "?"}},
    Known{Element::int64, {"i8", "int64", "q"}},     Known{Element::int32, {"i4", "int32", "i"}},
};

bool is_integer(Element element) { return element == Element::int32 || element == Element::int64; }

[[noreturn]] void refuse_type(const std::string& name, std::string_view descr, char letter) {
    const std::string dtype = " (dtype '" + std::string(descr) + "')";
    if (letter == 'c')
        throw Error(name + ": holds complex numbers" + dtype +
                    "; save real and imaginary part as two fields, numpy.stack([u.real, u.imag], -1)");
    if (letter == 'O' || letter == 'o')
        throw Error(name + ": holds objects" + dtype +
                    ", perhaps cases of several lengths; save each case as a file and cut them into "
                    "windows of one: rom-window run-*/u.npy -o train.npy");
    const std::string what = letter == 'i' || letter == 'u' ? "integers"
                             : letter == 'f'                ? "floating point of another size"
                                                            : "no real numbers";
    throw Error(name + ": holds " + what + dtype + "; save it with .astype('f4') or .astype('f8')");
}

void parse_type(std::string_view text, Header& header, const std::string& name, Accept accept) {
    if (text.empty() || (text[0] != '\'' && text[0] != '"'))
        throw Error(name + ": has a structured dtype; a plain array of float32 or float64 is needed");
    const std::string_view descr = text.substr(1, text.find(text[0], 1) - 1);
    const bool ordered = !descr.empty() && std::string_view("<>=|").find(descr[0]) != std::string_view::npos;
    const std::string_view kind = descr.substr(ordered ? 1 : 0);
    if (kind.empty()) damaged(name, "dtype '" + std::string(descr) + "'");
    const bool little = descr[0] == '<' || std::endian::native == std::endian::little;
    header.big_endian = descr[0] == '>' || !little;
    const auto known = std::ranges::find_if(
        kKnown, [&](const Known& one) { return std::ranges::find(one.names, kind) != one.names.end(); });
    if (known == kKnown.end() || (is_integer(known->element) && accept != Accept::counts))
        refuse_type(name, descr, kind[0]);
    header.element = known->element;
    const bool narrow = item_size(header.element) <= item_size(Element::float32) && header.element != Element::int32;
    header.type = narrow ? Type::float32 : Type::float64;
}

Shape parse_shape(std::string_view text, const std::string& name) {
    if (text.empty() || text[0] != '(') damaged(name, "shape");
    Shape shape;
    std::size_t i = 1;
    while (i < text.size() && text[i] != ')') {
        if (std::isdigit(static_cast<unsigned char>(text[i])) != 0) {
            std::int64_t extent = 0;
            for (; i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0; ++i) {
                if (extent > (std::int64_t{1} << 56)) damaged(name, "shape");
                extent = 10 * extent + (text[i] - '0');
            }
            shape.push_back(extent);
        } else if (text[i] == ',' || text[i] == ' ' || text[i] == 'L') {
            ++i;
        } else {
            damaged(name, "shape");
        }
    }
    if (i == text.size()) damaged(name, "shape");
    std::int64_t count = 1;
    for (const auto extent : shape)
        if (__builtin_mul_overflow(count, extent, &count) || count > (std::int64_t{1} << 58)) damaged(name, "shape");
    return shape;
}

constexpr std::size_t kLongest = std::size_t{1} << 24;

// Where the header's dictionary begins, and how many bytes it has.
struct Prefix {
    std::size_t start;
    std::size_t length;
};

Prefix prefix_of(std::span<const std::byte> bytes, const std::string& name) {
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    if (bytes.size() < 10 || std::string_view(text, kMagic.size()) != kMagic)
        throw Error(name + ": " + advice_on(bytes, name));
    const auto byte = [&](std::size_t i) { return std::to_integer<std::size_t>(bytes[i]); };
    const std::size_t major = byte(6);
    if (major < 1 || major > 3)
        throw Error(name + ": .npy version " + std::to_string(major) +
                    " is not known (1 to 3 are); write it again with numpy.save");
    const std::size_t length_bytes = major == 1 ? 2 : 4;
    const std::size_t start = 8 + length_bytes;
    std::size_t length = 0;
    if (bytes.size() < start) damaged(name, "it ends early");
    for (std::size_t i = 0; i < length_bytes; ++i) length |= byte(8 + i) << (8 * i);
    return {start, length};
}

}  // namespace

std::size_t item_size(Element element) {
    switch (element) {
        case Element::boolean:
            return 1;
        case Element::float16:
            return 2;
        case Element::int32:
        case Element::float32:
            return 4;
        case Element::int64:
        case Element::float64:
            break;
    }
    return 8;
}

std::int64_t element_count(std::span<const std::int64_t> shape) {
    std::int64_t count = 1;
    for (const auto extent : shape) count *= extent;
    return count;
}

std::string to_string(std::span<const std::int64_t> shape) {
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    return text + (shape.size() == 1 ? ",)" : ")");
}

std::size_t header_size(std::span<const std::byte> bytes, const std::string& name) {
    const Prefix prefix = prefix_of(bytes, name);
    if (prefix.length > kLongest) damaged(name, "it is of " + std::to_string(prefix.length) + " bytes");
    return prefix.start + prefix.length;
}

Layout parse_layout(std::span<const std::byte> bytes, const std::string& name) {
    const auto [start, length] = prefix_of(bytes, name);
    if (bytes.size() < start + length) damaged(name, "it ends early");
    const std::string_view dictionary(reinterpret_cast<const char*>(bytes.data()) + start, length);
    Layout layout;
    layout.data_offset = start + length;
    layout.descr = value_of(dictionary, "descr", name);
    layout.shape = parse_shape(value_of(dictionary, "shape", name), name);
    const std::string_view order = value_of(dictionary, "fortran_order", name);
    if (!order.starts_with("True") && !order.starts_with("False")) damaged(name, "fortran_order");
    layout.fortran_order = order.starts_with("True");
    return layout;
}

Header parse_header(std::span<const std::byte> bytes, const std::string& name, Accept accept) {
    const Layout layout = parse_layout(bytes, name);
    Header header;
    parse_type(layout.descr, header, name, accept);
    header.shape = layout.shape;
    // Without two axes, or without elements, there is only one order.
    header.fortran_order = layout.fortran_order && header.shape.size() > 1 && element_count(header.shape) > 0;
    header.data_offset = layout.data_offset;
    return header;
}

std::string format_header(Type type, const Shape& shape) {
    return format_header(type == Type::float32 ? "<f4" : "<f8", shape);
}

std::string format_header(const std::string& descr, const Shape& shape) {
    std::string dictionary = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + to_string(shape) + ", }";
    const bool long_header = dictionary.size() + 64 > 0xffff;
    const std::size_t prefix = long_header ? 12 : 10;
    dictionary.append(63 - (prefix + dictionary.size()) % 64, ' ');
    dictionary += '\n';

    std::string header(kMagic);
    header += long_header ? '\2' : '\1';
    header += '\0';
    for (std::size_t i = 0; i < prefix - 8; ++i) header += static_cast<char>((dictionary.size() >> (8 * i)) & 0xff);
    return header + dictionary;
}

}  // namespace rom::npy
