// One function for each format that opens its files; those of libraries that were not found are not there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/exchange/source.h"

namespace rom::exchange {

Source open_npy(const std::string& path);
Source open_raw(const std::string& path, const RawLayout& raw);
// Columns of text. Its variables are the columns by their names, and `table`, [rows, columns], all but that of the
// times, which is called `time`, or by a usual name if that is empty.
Source open_table(const std::string& path, const std::string& time);
Source open_npz(const std::string& path);     // libzip
Source open_hdf5(const std::string& path);    // HDF5
Source open_netcdf(const std::string& path);  // NetCDF
Source open_vtk(const std::string& path);     // VTK: one time
Source open_pvd(const std::string& path);     // VTK, pugixml: a series
Source open_xdmf(const std::string& path);    // pugixml, HDF5

// The most usual of some names of the time; nothing if none is one.
std::optional<std::size_t> time_among(const std::vector<std::string>& names);

// Whether a name is one that solvers give to the time, with or without its unit, or to the number of the case.
bool is_time(const std::string& name);
bool is_case(const std::string& name);

}  // namespace rom::exchange
