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
    Known{npy::Format::csv, "text", ".csv .tsv .txt .dat", "",
          [](const std::string& path) { return open_table(path, ""); }},
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
std::size_t place_among(const std::string& name, const std::array<const char*, count>& names) {
    const auto same = [&](const char* one) { return name == one; };
    return static_cast<std::size_t>(std::find_if(names.begin(), names.end(), same) - names.begin());
}

// From the most usual one on.
constexpr std::array kTimeNames = {"time", "t", "times", "timevalue", "time_counter", "timestep", "nt", "ntimes"};
constexpr std::array kTimeUnits = {"s",  "sec",  "second", "seconds", "ms",  "us",   "ns", "min",  "minutes", "h",
                                   "hr", "hour", "hours",  "d",       "day", "days", "yr", "year", "years"};

// "time" of "Time [s]", "time(s)" and "Time:0". T [K] is a temperature: the unit must be one of time.
std::string without_unit(const std::string& name) {
    const std::size_t from = name.find_first_of("[(:");
    if (from == std::string::npos || from == 0) return name;
    std::string unit = name.substr(from + 1);
    unit.erase(unit.find_last_not_of(" ])") + 1);
    unit.erase(0, unit.find_first_not_of(' '));
    const bool good =
        name[from] == ':' ? integer_in(unit).has_value() : place_among(unit, kTimeUnits) < kTimeUnits.size();
    return good ? name.substr(0, name.find_last_not_of(' ', from - 1) + 1) : name;
}

std::size_t place_of_time(const std::string& name) {
    return place_among(without_unit(in_lower_case(name)), kTimeNames);
}

}  // namespace

bool is_time(const std::string& name) { return place_of_time(name) < kTimeNames.size(); }

std::optional<std::size_t> time_among(const std::vector<std::string>& names) {
    const auto most = std::min_element(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
        return place_of_time(a) < place_of_time(b);
    });
    if (most == names.end() || !is_time(*most)) return std::nullopt;
    return static_cast<std::size_t>(most - names.begin());
}

bool is_case(const std::string& name) {
    constexpr std::array names = {"case",   "cases",   "run",         "runs",       "sample", "samples",
                                  "member", "members", "realization", "simulation", "ncases"};
    return place_among(in_lower_case(name), names) < names.size();
}

bool says_times(const std::string& units, const std::string& axis, const std::string& standard_name) {
    return axis == "T" || standard_name == "time" || units.find(" since ") != std::string::npos;
}

Attribute attribute_of(const std::string& name, const std::string& text) {
    if (const auto number = number_in(text)) return {name, {*number}, ""};
    return {name, {}, "is text, '" + text.substr(0, 40) + "'"};
}

Source open_source(const std::string& path, const RawLayout& raw, const std::string& time) {
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
    if (*format == npy::Format::csv) return open_table(path, time);
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
    const auto is_named = [&](const Variable& one) { return one.name == name; };
    const auto ends_so = [&](const Variable& one) {
        const std::string path = "/" + one.name;
        return path.ends_with(name.starts_with("/") ? name : "/" + name);
    };
    auto found = std::find_if(source.variables.begin(), source.variables.end(), is_named);
    if (found == source.variables.end() &&
        std::count_if(source.variables.begin(), source.variables.end(), ends_so) == 1)
        found = std::find_if(source.variables.begin(), source.variables.end(), ends_so);
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
