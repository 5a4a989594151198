// Reading .npy: files are memory-mapped (large ones read in pieces), standard input is read once; elements are
// converted on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "rom/npy/header.h"

namespace rom::npy {

// Bytes offset .. offset + out.size() of an open file; `name` is for errors. Throws Error if it has fewer.
void read_at(int descriptor, std::size_t offset, std::span<std::byte> out, const std::string& name);

// An array in a file. Copies share the mapping. Elements are seen in C order whatever their order in the file.
class Array {
public:
    // path "-" is standard input. Throws Error: missing, unreadable, not .npy, of elements that are not accepted,
    // truncated; of pipes and devices also if they go on after the array. What is no array is told by its first bytes.
    static Array open(const std::string& path, Accept accept = Accept::real);
    // The same of a file in memory, which outlives the array; `name` is for errors.
    static Array of_bytes(std::span<const std::byte> bytes, const std::string& name, Accept accept = Accept::real);
    // The same of values in C order, which are copied.
    static Array of_values(std::span<const double> values, const Shape& shape, const std::string& name);
    // Arrays of one shape and type as one with a further, first axis. Throws Error naming one that differs from the
    // first.
    static Array joined(const std::vector<Array>& parts, const std::string& name);
    // A file of an open folder; `name` is for errors.
    static Array open_at(int folder, const std::string& file, const std::string& name);

    const std::string& name() const { return name_; }
    const Shape& shape() const { return header_.shape; }
    const Header& header() const { return header_; }

    // Elements first .. first + out.size() of the array in C order, as Scalar (float or double).
    // Throws Error naming the index of the first NaN or infinity.
    template <class Scalar>
    void read(std::int64_t first, std::span<Scalar> out) const;
    // The same, whatever they are; and the check alone, of elements `first` and following.
    template <class Scalar>
    void read_any(std::int64_t first, std::span<Scalar> out) const;
    template <class Scalar>
    void require_finite(std::int64_t first, std::span<const Scalar> values) const;

    // Tells the system that these elements will be read soon, so that it reads a large file while others are computed
    // with.
    void expect(std::int64_t first, std::int64_t count) const;

    // The whole array in C order.
    std::vector<double> read_all() const;

    // SHA-256 of the file, 64 hexadecimal digits; of joined ones that of all of theirs.
    std::string sha256() const;

private:
    Array(std::string name, std::shared_ptr<const std::byte> bytes, std::size_t size, std::shared_ptr<const int> file,
          Accept accept);
    void read_bytes(std::size_t offset, std::span<std::byte> out) const;
    template <class Visit>
    void for_parts(std::int64_t first, std::int64_t count, const Visit& visit) const;

    std::string name_;
    std::shared_ptr<const std::byte> bytes_;
    std::size_t size_ = 0;
    std::shared_ptr<const int> file_;
    Header header_;
    std::shared_ptr<const std::vector<Array>> parts_;  // of joined ones
};

}  // namespace rom::npy
