// Predictions as files that other programs show.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rom/base/names.h"
#include "rom/base/types.h"
#include "rom/exchange/source.h"
#include "rom/npy/reader.h"

namespace rom::exchange {

enum class Target { vtu_series, xdmf, netcdf, hdf5, csv, npz };

// Some entries of the last axis that belong together: a scalar, or a vector of `width` components.
struct Field {
    std::string name;
    Index width = 1;
};

// What is to be written: an array [cases, times, ...space], or with an axis of fields at its end.
struct Prediction {
    npy::Array array;
    Index cases = 0;
    Index times = 0;
    Shape space;  // without the axis of fields
    std::vector<Field> fields;
    std::vector<double> time_values;  // [times]
    std::string time_units;
    std::optional<Mesh> mesh;
    bool on_cells = false;         // whether the space is the mesh's cells, not its points
    std::vector<Index> selection;  // the cases to write

    Index points() const { return npy::element_count(space); }
    bool single() const { return array.header().type == npy::Type::float32; }
    Index bytes() const;  // of what is written
};

// "u,v,p", or "velocity:2,p" with the number of components; nothing for one field u of all. With a mesh the space, or
// what is left of it before the fields, must be its points or its cells. Throws Error with both numbers.
Prediction describe(const npy::Array& array, bool one_case, const std::string& fields, const std::optional<Mesh>& mesh);

// Points without cells, [points, 1 to 3]: a mesh of vertices.
Mesh mesh_of_points(const npy::Array& points);

using Progress = std::function<void(Index done, Index all)>;

// The format that the ending of a name says. Throws Error(2) if it says none.
Target target_of(const std::string& path);

// To be called before any file is opened. At exit HDF5, which NetCDF stands on, would otherwise look after files that
// it could not close, such as those on a full disk, and crash.
void keep_exit_free();

// The file of a series of VTU files that shows all of its cases.
inline constexpr const char* kSeries = "series.pvd";

// Throws Error if `folder` is there and holds anything that no series is made of: it is not to be replaced.
void require_series(const std::string& folder);

// The files that a format writes beside `path`.
std::vector<std::string> files_beside(Target target, const std::string& path);

// Writes to a file that appears whole or not at all; of vtu_series into a folder that is there: series.pvd with all
// cases, case-K.pvd with each. XDMF has its numbers in an HDF5 file beside it. Throws Error: a format that was not
// built in, a series without a mesh, more than a table should hold.
void write_prediction(const Prediction& prediction, Target target, const std::string& path, const Progress& progress);

}  // namespace rom::exchange

namespace rom {
template <>
struct Choices<exchange::Target> {
    static constexpr const char* what = "--to";
    static constexpr std::array names = {"vtu-series", "xdmf", "netcdf", "hdf5", "csv", "npz"};
};
}  // namespace rom
