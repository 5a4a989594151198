// The bytes of .npy files: mapped, or read once of what cannot be mapped.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "rom/npy/header.h"

namespace rom::npy {

// Files of so many bytes are read in pieces; smaller ones stay mapped.
inline constexpr std::size_t kLarge = std::size_t{1} << 28;

// Closes a descriptor, unless it is below 0, when nobody has it any more.
std::shared_ptr<const int> owned(int descriptor);

struct Bytes {
    std::shared_ptr<const std::byte> data;
    std::size_t size;
    std::shared_ptr<const int> file;  // its descriptor, if it is large
};

// Those of a file, in an open folder or AT_FDCWD, with elements that are accepted; "-" is standard input, `name` is for
// errors. Of pipes and devices
// no more is read than the header states. Throws Error: missing, unreadable, no file of bytes; of pipes and devices
// also no .npy, larger than memory, or more than the one array.
Bytes open_bytes(int folder, const std::string& path, const std::string& name, Accept accept);

// The bytes of an array's elements.
std::size_t data_size(const Header& header);

}  // namespace rom::npy
