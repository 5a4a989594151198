// Files of other formats, told by how they begin, or else by their names.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

namespace rom::npy {

enum class Format { npy, npz, hdf5, matlab, netcdf, vtk, pvd, xdmf, csv };

// The format of a file of this name that begins with these bytes: of one without a signature, the one that its ending
// names. A MATLAB file of version 7.3 is HDF5; `matlab` is what came before.
std::optional<Format> recognise(std::span<const std::byte> bytes, const std::string& name);

// What to say of a file that is no .npy file: "is HDF5, not .npy; convert it with: rom-import u.h5 -o u.npy".
std::string advice_on(std::span<const std::byte> bytes, const std::string& name);

}  // namespace rom::npy
