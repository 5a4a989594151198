// Writing archives of arrays (.npz), by libzip.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "rom/npy/header.h"

namespace rom::exchange {

struct ArchiveArray {
    std::string name;
    std::string descr;  // NumPy's dtype, "<f8"
    npy::Shape shape;
    std::function<void(std::size_t offset, std::span<std::byte> out)> read;  // its bytes, asked for in their order
};

// Numbers in memory, which must outlive the writing.
ArchiveArray array_of(const std::string& name, const npy::Shape& shape, std::span<const double> values);
ArchiveArray array_of(const std::string& name, const npy::Shape& shape, std::span<const std::int64_t> values);

// The file appears whole or not at all. Throws Error: it cannot be written; what `read` throws.
void write_archive(const std::string& path, const std::vector<ArchiveArray>& arrays);

}  // namespace rom::exchange
