#include "rom/exchange/formats.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/elements.h"
#include "rom/exchange/selection.h"
#include "rom/npy/foreign.h"

namespace rom::exchange {
namespace {

using Open = Source (*)(const std::string& path);

struct Known {
    npy::Format format;
    const char* name;
    const char* endings;
    const char* needs;  // Debian's packages
    Open open;          // none if one was missing
};

// A constant: the functions of libraries that CMake has not found are not asked for.
constexpr std::array kFormats = {
    Known{npy::Format::npy, "NumPy", ".npy", "", open_npy},
    Known{npy::Format::csv, "text", ".csv .tsv .txt .dat", "", open_table},
    Known{npy::Format::npz, "NumPy archive", ".npz", "libzip-dev", (ROM_HAS_ZIP) ? open_npz : nullptr},
    Known{npy::Format::hdf5, "HDF5", ".h5 .hdf5, .mat of MATLAB 7.3", "libhdf5-dev",
          (ROM_HAS_HDF5) ? open_hdf5 : nullptr},
    Known{npy::Format::netcdf, "NetCDF", ".nc .nc4 .cdf", "libnetcdf-dev", (ROM_HAS_NETCDF) ? open_netcdf : nullptr},
    Known{npy::Format::vtk, "VTK", ".vtu .vtk .vtp .vti .vtr .vts .pvtu", "libvtk9-dev",
          (ROM_HAS_VTK) ? open_vtk : nullptr},
    Known{npy::Format::pvd, "ParaView series", ".pvd", "libvtk9-dev and libpugixml-dev",
          (ROM_HAS_VTK && ROM_HAS_XML) ? open_pvd : nullptr},
    Known{npy::Format::xdmf, "XDMF", ".xdmf .xmf", "libpugixml-dev and libhdf5-dev",
          (ROM_HAS_HDF5 && ROM_HAS_XML) ? open_xdmf : nullptr},
};

std::string in_lower_case(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

template <std::size_t count>
bool is_one_of(const std::string& name, const std::array<const char*, count>& names) {
    const std::string lower = in_lower_case(name);
    return std::any_of(names.begin(), names.end(), [&](const char* one) { return lower == one; });
}

}  // namespace

bool is_time(const std::string& name) {
    constexpr std::array names = {"time", "t", "times", "timevalue", "time_counter", "timestep", "nt", "ntimes"};
    return is_one_of(name, names);
}

bool is_case(const std::string& name) {
    constexpr std::array names = {"case",   "cases",   "run",         "runs",       "sample", "samples",
                                  "member", "members", "realization", "simulation", "ncases"};
    return is_one_of(name, names);
}

Source open_source(const std::string& path, const RawLayout& raw) {
    if (!raw.shape.empty()) return open_raw(path, raw);
    const ByteFile file(path);
    if (file.size() == 0) throw Error(path + ": is empty; write it again");
    const auto format = npy::recognise(file.head(4096), path);
    if (format == npy::Format::matlab)
        throw Error(path + ": is a MATLAB file older than version 7.3; save it with save('" + path + "', '-v7.3')");
    if (!format)
        throw Error(path +
                    ": is of no format that is known; give --shape and --type if it is raw numbers, or see "
                    "rom-import --formats");
    const auto known =
        std::find_if(kFormats.begin(), kFormats.end(), [&](const Known& one) { return one.format == *format; });
    if (known->open == nullptr)
        throw Error(path + ": its format is " + known->name + ", which this tool was built without; install " +
                    known->needs + " and build it again");
    return known->open(path);
}

std::string list_of_formats() {
    std::string list;
    for (const Known& one : kFormats)
        list += format("%-18s%-38s%s\n", one.name, one.endings,
                       one.open != nullptr ? "yes" : (std::string("no: built without ") + one.needs).c_str());
    return list;
}

std::string list_of_variables(const Source& source) {
    std::string list;
    for (const Variable& one : source.variables) {
        if (list.size() > 600) return list + ", ...";
        list += (list.empty() ? "" : ", ") + one.name + " " + npy::to_string(one.shape);
    }
    return list.empty() ? "no variables" : list;
}

std::size_t variable_in(const Source& source, const std::string& name) {
    const auto found = std::find_if(source.variables.begin(), source.variables.end(),
                                    [&](const Variable& one) { return one.name == name; });
    if (found == source.variables.end())
        throw Error(source.name + ": has no variable '" + name + "'; it has " + list_of_variables(source));
    if (!found->refusal.empty()) throw Error(source.name + ": " + name + " (" + found->type + ") " + found->refusal);
    return static_cast<std::size_t>(found - source.variables.begin());
}

std::vector<double> values_of(const Source& source, std::size_t variable) {
    const View view = view_of(source, source.variables[variable], "", {});
    Slab all;
    for (const std::int64_t extent : view.shape) all.push_back({0, extent, 1});
    std::vector<double> values(static_cast<std::size_t>(npy::element_count(view.shape)));
    read_view(source, variable, view, all, std::span(values));
    return values;
}

void unpack(const Packing& packing, Numbers numbers) {
    std::visit(
        [&]<class Scalar>(std::span<Scalar> values) {
            std::vector<Scalar> missing;
            for (const double value : packing.missing) missing.push_back(static_cast<Scalar>(value));
            for (Scalar& value : values)
                for (const Scalar one : missing)
                    if (value == one) value = std::numeric_limits<Scalar>::quiet_NaN();
            if (packing.scaled())
                for (Scalar& value : values)
                    value = static_cast<Scalar>(static_cast<double>(value) * packing.scale + packing.offset);
        },
        numbers);
}

}  // namespace rom::exchange
