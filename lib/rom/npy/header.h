// The header of the .npy format, versions 1.0 to 3.0 (NumPy Enhancement Proposal 1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace rom::npy {

using Shape = std::vector<std::int64_t>;

enum class Type { float32, float64 };

// How an element lies in a file: a boolean is 0 or 1.
enum class Element { boolean, int32, int64, float16, float32, float64 };

// Integers are no fields or parameters, most often a mistake; counts are integers.
enum class Accept { real, counts };

struct Header {
    Element element = Element::float64;
    Type type = Type::float64;  // that holds its elements exactly, in which arrays like it are written
    bool big_endian = false;
    bool fortran_order = false;
    Shape shape;
    std::size_t data_offset = 0;  // bytes from the start of the file to the first element
};

std::size_t item_size(Element element);

// The number of elements of an array of this shape; 1 for an empty shape.
std::int64_t element_count(std::span<const std::int64_t> shape);

// "(2, 201, 600)", as NumPy prints it.
std::string to_string(std::span<const std::int64_t> shape);

// The bytes of the header, whose first ones these are. Throws Error if it is no .npy file, or states a longer header
// than any array has.
std::size_t header_size(std::span<const std::byte> bytes, const std::string& name);

// Reads the header at the start of `bytes`. `name` is the file named in errors.
// A dtype that names no byte order, such as 'f8' or 'float64', has the machine's. Throws Error if it is no .npy file,
// the header is damaged, or the elements are neither booleans nor real floating point of 2, 4 or 8 bytes, nor, among
// counts, integers of 4 or 8.
Header parse_header(std::span<const std::byte> bytes, const std::string& name, Accept accept = Accept::real);

// The same, whatever its elements are.
struct Layout {
    std::string descr;  // from the quoted dtype on, such as "'<i4', 'fortran_order': ..."
    bool fortran_order = false;
    Shape shape;
    std::size_t data_offset = 0;
};
Layout parse_layout(std::span<const std::byte> bytes, const std::string& name);

// A version 1.0 header (2.0 if the shape needs it) for little-endian, C-ordered data, padded to 64 bytes.
std::string format_header(Type type, const Shape& shape);
// The same for elements of a NumPy dtype, such as "<i8".
std::string format_header(const std::string& descr, const Shape& shape);

}  // namespace rom::npy
