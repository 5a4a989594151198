// Numbers as they lie in plain files, and pieces of arrays of them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "rom/exchange/source.h"

namespace rom::exchange {

// A NumPy dtype: kind 'f', 'i', 'u' or 'b', bytes, and whether their order is not this machine's.
struct Element {
    char kind = 'f';
    std::size_t size = 8;
    bool swap = false;
};

// "<f4", "f8", ">i2", "|b1"; nothing if it is no real number.
std::optional<Element> element_in(const std::string& descr);
// "float32"
std::string name_of(const Element& element);
// Whether float holds all of its values exactly.
bool fits_single(const Element& element);
// Why elements of a dtype that element_in does not know cannot be read.
std::string refusal_of(const std::string& descr);

// Reads bytes at an offset of the array's first element.
using ReadBytes = std::function<void(std::size_t offset, std::span<std::byte> out)>;

// A slab of a C-ordered array.
void read_slab(const Shape& shape, const Slab& slab, const Element& element, const ReadBytes& read, Numbers out);

// A file that is read in pieces. Throws Error: missing, a folder, unreadable, shorter than asked for.
class ByteFile {
public:
    explicit ByteFile(const std::string& path);
    const std::string& name() const { return name_; }
    std::size_t size() const { return size_; }
    void read(std::size_t offset, std::span<std::byte> out) const;
    // Up to `count` bytes of its beginning.
    std::vector<std::byte> head(std::size_t count) const;

private:
    std::string name_;
    std::shared_ptr<const int> file_;
    std::size_t size_ = 0;
};

// The variable that the header of a .npy file describes.
Variable variable_of(const npy::Layout& layout, const std::string& name);
Element element_of(const npy::Layout& layout);

}  // namespace rom::exchange
