// NetCDF, classic and of version 4, with the conventions (CF) about missing and packed numbers.
#include <netcdf.h>

#include <algorithm>

#include "rom/base/error.h"
#include "rom/exchange/elements.h"
#include "rom/exchange/formats.h"
#include "rom/exchange/netcdf_size.h"

namespace rom::exchange {
namespace {

// The file, closed with the last copy.
std::shared_ptr<const int> open_dataset(const std::string& path) {
    int id = 0;
    const int status = nc_open(path.c_str(), NC_NOWRITE, &id);
    if (status != NC_NOERR)
        throw Error(path + ": is no whole NetCDF file (" + nc_strerror(status) + "); copy or write it again");
    return {new int(id), [](const int* own) {
                nc_close(*own);
                delete own;
            }};
}

struct Place {
    int group = 0;
    int variable = 0;
};

std::vector<double> attribute_numbers(int group, int variable, const char* name) {
    nc_type type = 0;
    std::size_t length = 0;
    if (nc_inq_att(group, variable, name, &type, &length) != NC_NOERR || type == NC_CHAR || type == NC_STRING)
        return {};
    std::vector<double> values(length);
    if (nc_get_att_double(group, variable, name, values.data()) != NC_NOERR) return {};
    return values;
}

std::string attribute_text(int group, int variable, const char* name) {
    nc_type type = 0;
    std::size_t length = 0;
    if (nc_inq_att(group, variable, name, &type, &length) != NC_NOERR) return "";
    std::string text;
    if (type == NC_CHAR) {
        text.resize(length);
        nc_get_att_text(group, variable, name, text.data());
    } else if (type == NC_STRING && length == 1) {
        char* value = nullptr;
        if (nc_get_att_string(group, variable, name, &value) == NC_NOERR && value != nullptr) text = value;
        nc_free_string(1, &value);
    }
    return text;
}

void collect_attributes_of(int group, int variable, const std::string& prefix, std::vector<Attribute>& attributes) {
    int count = 0;
    if (variable == NC_GLOBAL)
        nc_inq_natts(group, &count);
    else
        nc_inq_varnatts(group, variable, &count);
    for (int k = 0; k < count; ++k) {
        std::string name(NC_MAX_NAME + 1, '\0');
        nc_inq_attname(group, variable, k, name.data());
        name.resize(name.find('\0'));
        nc_type type = 0;
        nc_inq_atttype(group, variable, name.c_str(), &type);
        auto values = attribute_numbers(group, variable, name.c_str());
        if (!values.empty())
            attributes.push_back({prefix + name, std::move(values), ""});
        else if (type == NC_CHAR || type == NC_STRING)
            attributes.push_back(attribute_of(prefix + name, attribute_text(group, variable, name.c_str())));
        else
            attributes.push_back({prefix + name, {}, "holds no numbers"});
    }
}

void describe_stored(nc_type type, Variable& variable) {
    switch (type) {
        case NC_FLOAT:
            variable.type = "float32";
            variable.single = true;
            return;
        case NC_DOUBLE:
            variable.type = "float64";
            return;
        case NC_BYTE:
        case NC_UBYTE:
        case NC_SHORT:
        case NC_USHORT:
            variable.type = type == NC_BYTE    ? "int8"
                            : type == NC_UBYTE ? "uint8"
                            : type == NC_SHORT ? "int16"
                                               : "uint16";
            variable.single = true;
            return;
        case NC_INT:
        case NC_UINT:
            variable.type = type == NC_INT ? "int32" : "uint32";
            return;
        case NC_INT64:
        case NC_UINT64:
            variable.type = type == NC_INT64 ? "int64" : "uint64";
            return;
        default:
            variable.type = type == NC_CHAR || type == NC_STRING ? "text" : "compound";
            variable.refusal = type == NC_CHAR || type == NC_STRING
                                   ? "holds text; name a variable of numbers"
                                   : "holds records, perhaps complex numbers; save each part as a variable of its own";
    }
}

// What was never written has the fill value, the format's own if the variable names none; bytes have none by default.
double fill_value(int group, int variable, nc_type type) {
    int off = 0;
    if (type == NC_FLOAT) {
        float value = NC_FILL_FLOAT;
        nc_inq_var_fill(group, variable, &off, &value);
        return static_cast<double>(value);
    }
    double value = type == NC_DOUBLE   ? NC_FILL_DOUBLE
                   : type == NC_SHORT  ? NC_FILL_SHORT
                   : type == NC_USHORT ? NC_FILL_USHORT
                   : type == NC_INT    ? static_cast<double>(NC_FILL_INT)
                   : type == NC_UINT   ? static_cast<double>(NC_FILL_UINT)
                   : type == NC_INT64  ? static_cast<double>(NC_FILL_INT64)
                                       : static_cast<double>(NC_FILL_UINT64);
    if (type == NC_DOUBLE) nc_inq_var_fill(group, variable, &off, &value);
    return value;
}

Packing packing_in(int group, int variable, nc_type type) {
    Packing packing;
    packing.missing = attribute_numbers(group, variable, "missing_value");
    const auto named = attribute_numbers(group, variable, "_FillValue");
    packing.missing.insert(packing.missing.end(), named.begin(), named.end());
    if (named.empty() && type != NC_BYTE && type != NC_UBYTE)
        packing.missing.push_back(fill_value(group, variable, type));
    if (const auto scale = attribute_numbers(group, variable, "scale_factor"); scale.size() == 1)
        packing.scale = scale[0];
    if (const auto offset = attribute_numbers(group, variable, "add_offset"); offset.size() == 1)
        packing.offset = offset[0];
    return packing;
}

Variable variable_at(int group, int id, const std::string& prefix) {
    std::string name(NC_MAX_NAME + 1, '\0');
    nc_type type = 0;
    int rank = 0;
    nc_inq_varname(group, id, name.data());
    nc_inq_vartype(group, id, &type);
    nc_inq_varndims(group, id, &rank);
    std::vector<int> dimensions(static_cast<std::size_t>(rank));
    nc_inq_vardimid(group, id, dimensions.data());
    Variable variable;
    variable.name = prefix + name.substr(0, name.find('\0'));
    for (const int dimension : dimensions) {
        std::size_t extent = 0;
        std::string axis(NC_MAX_NAME + 1, '\0');
        nc_inq_dim(group, dimension, axis.data(), &extent);
        variable.shape.push_back(static_cast<std::int64_t>(extent));
        variable.dimensions.push_back(axis.substr(0, axis.find('\0')));
    }
    describe_stored(type, variable);
    variable.units = attribute_text(group, id, "units");
    variable.holds_times = rank <= 1 && says_times(variable.units, attribute_text(group, id, "axis"),
                                                   attribute_text(group, id, "standard_name"));
    if (!variable.refusal.empty()) return variable;
    variable.packing = packing_in(group, id, type);
    if (variable.packing.scaled()) variable.single = false;
    if (attribute_text(group, id, "_Unsigned") == "true")
        variable.refusal = "has the attribute _Unsigned, which is not known; save it as an unsigned type";
    int storage = 0;
    std::vector<std::size_t> chunk(static_cast<std::size_t>(rank));
    if (nc_inq_var_chunking(group, id, &storage, chunk.data()) == NC_NOERR && storage == NC_CHUNKED)
        variable.chunk.assign(chunk.begin(), chunk.end());
    return variable;
}

void collect_group(int group, const std::string& prefix, Source& source, std::vector<Place>& places) {
    collect_attributes_of(group, NC_GLOBAL, prefix.empty() ? "" : prefix.substr(0, prefix.size() - 1) + "@",
                          source.attributes);
    int count = 0;
    nc_inq_nvars(group, &count);
    for (int id = 0; id < count; ++id) {
        source.variables.push_back(variable_at(group, id, prefix));
        places.push_back({group, id});
        collect_attributes_of(group, id, source.variables.back().name + "@", source.attributes);
    }
    int groups = 0;
    if (nc_inq_grps(group, &groups, nullptr) != NC_NOERR) return;
    std::vector<int> ids(static_cast<std::size_t>(groups));
    nc_inq_grps(group, &groups, ids.data());
    for (const int id : ids) {
        std::string name(NC_MAX_NAME + 1, '\0');
        nc_inq_grpname(id, name.data());
        collect_group(id, prefix + name.substr(0, name.find('\0')) + "/", source, places);
    }
}

}  // namespace

Source open_netcdf(const std::string& path) {
    const ByteFile whole(path);  // says what is wrong with a file that is missing
    const std::shared_ptr<const int> file = open_dataset(path);
    require_whole(whole);
    Source source;
    source.name = path;
    std::vector<Place> places;
    collect_group(*file, "", source, places);
    source.read = [file, path, places, variables = source.variables](std::size_t which, const Slab& slab, Numbers out) {
        std::vector<std::size_t> start;
        std::vector<std::size_t> count;
        std::vector<std::ptrdiff_t> step;
        for (const Range& range : slab) {
            start.push_back(static_cast<std::size_t>(range.start));
            count.push_back(static_cast<std::size_t>(range.count));
            step.push_back(range.step);
        }
        const int group = places[which].group;
        const int id = places[which].variable;
        const bool dense = std::all_of(step.begin(), step.end(), [](std::ptrdiff_t s) { return s == 1; });
        const auto get = [&]<class Scalar>(std::span<Scalar> to) {
            if constexpr (sizeof(Scalar) == sizeof(float))
                return dense ? nc_get_vara_float(group, id, start.data(), count.data(), to.data())
                             : nc_get_vars_float(group, id, start.data(), count.data(), step.data(), to.data());
            else
                return dense ? nc_get_vara_double(group, id, start.data(), count.data(), to.data())
                             : nc_get_vars_double(group, id, start.data(), count.data(), step.data(), to.data());
        };
        if (const int status = std::visit(get, out); status != NC_NOERR)
            throw Error(path + ": " + variables[which].name + " cannot be read (" + nc_strerror(status) +
                        "); copy or write the file again");
    };
    return source;
}

}  // namespace rom::exchange
