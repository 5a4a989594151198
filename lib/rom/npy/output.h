// Writing: every file appears under its name whole or not at all.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "rom/base/types.h"
#include "rom/npy/header.h"
#include "rom/npy/place.h"
#include "rom/npy/sha256.h"

namespace rom::npy {

// The type in which a file keeps numbers of this precision.
constexpr Type type_of(Precision precision) { return precision == Precision::float32 ? Type::float32 : Type::float64; }

constexpr Precision precision_of(Type type) { return type == Type::float32 ? Precision::float32 : Precision::float64; }

// Which elements are this rank's: out of every `period`, those from `first` on (see base/ranks.h).
struct Slice {
    Index period = 0;
    Index first = 0;
    Index count = 0;
};

// A file that appears at `path` only when committed: it is written without a name (O_TMPFILE), or, if the file
// system has no such files, under a temporary one, in the same folder, then renamed, once it is on the disk. A symbolic
// link is followed; streams, devices and pipes are written as they are. Throws Error if the folder is missing or not
// writable, or the disk is full. Of several ranks the first writes, and what the others write goes nowhere, unless they
// share the file: then each writes at places of its own, construction and commit are collective, and streams, devices
// and pipes are refused.
class OutputFile {
public:
    explicit OutputFile(const std::string& path, bool shared = false);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(std::span<const std::byte> bytes);
    void write(std::string_view text);
    void write_at(std::int64_t offset, std::span<const std::byte> bytes);
    void commit();

    // What the user calls it.
    const std::string& name() const { return name_; }
    bool is_terminal() const;

private:
    std::string name_;
    std::string path_;       // where it is to be; empty if it is written as it is
    std::string temporary_;  // its name, or empty while it has none
    int descriptor_ = -1;
    bool shared_ = false;
};

// A little-endian, C-ordered .npy file written piece by piece.
class Writer {
public:
    // With `hashed`, the SHA-256 of the file is computed on the way. With `slice`, ranks share the file, and each
    // appends its own elements. Throws Error(2) if it is a terminal.
    Writer(const std::string& path, Type type, const Shape& shape, bool hashed = false,
           const std::optional<Slice>& slice = {});

    // Appends elements in C order, converted to the type of the file. Throws Error on NaN or infinity.
    template <class Scalar>
    void append(std::span<const Scalar> values);
    // The same, whatever they are; and the check alone.
    template <class Scalar>
    void append_any(std::span<const Scalar> values);
    template <class Scalar>
    void require_finite(std::span<const Scalar> values) const;

    // Throws std::logic_error if fewer or more elements were appended than the shape holds.
    // Returns the SHA-256 of the file, or nothing unless hashed.
    std::string commit();

private:
    void put(std::span<const std::byte> bytes);
    void put_slices(std::span<const std::byte> bytes, Index size);
    template <class Scalar>
    void put_as_stored(std::span<const Scalar> values, bool finite);

    OutputFile file_;
    Type type_;
    Shape shape_;
    std::optional<Slice> slice_;
    std::int64_t header_ = 0;  // bytes
    std::int64_t written_ = 0;
    std::optional<Sha256> hash_;
};

// The whole array at once; returns the SHA-256 of the file.
std::string write_array(const std::string& path, Type type, const Shape& shape, std::span<const double> values);

void write_text(const std::string& path, std::string_view text);

}  // namespace rom::npy
