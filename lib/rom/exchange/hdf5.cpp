// HDF5, which MATLAB's files of version 7.3 are too.
#include <hdf5.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <array>

#include "rom/base/error.h"
#include "rom/exchange/elements.h"
#include "rom/exchange/formats.h"

namespace rom::exchange {
namespace {

constexpr std::size_t kChunkCache = std::size_t{32} << 20;  // bytes of decompressed chunks to keep, of each dataset

// An identifier of the library, closed with the last copy.
class Handle {
public:
    Handle(hid_t id, herr_t (*close)(hid_t))
        : id_(new hid_t(id), [close](const hid_t* own) {
              if (*own >= 0) close(*own);
              delete own;
          }) {}
    operator hid_t() const { return *id_; }
    bool valid() const { return *id_ >= 0; }

private:
    std::shared_ptr<const hid_t> id_;
};

Shape shape_of(hid_t space) {
    std::vector<hsize_t> extents(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space))));
    H5Sget_simple_extent_dims(space, extents.data(), nullptr);
    return {extents.begin(), extents.end()};
}

std::string size_in_bits(const char* kind, hid_t type) { return kind + std::to_string(8 * H5Tget_size(type)); }

bool is_complex(hid_t type) {
    if (H5Tget_nmembers(type) != 2) return false;
    char* name = H5Tget_member_name(type, 0);
    const std::string first = name;
    H5free_memory(name);
    return (first == "r" || first.starts_with("re")) && H5Tget_member_class(type, 0) == H5T_FLOAT &&
           H5Tget_member_class(type, 1) == H5T_FLOAT;
}

void describe_type(hid_t type, Variable& variable) {
    const std::size_t size = H5Tget_size(type);
    switch (H5Tget_class(type)) {
        case H5T_FLOAT:
            variable.type = size_in_bits("float", type);
            variable.single = size <= 4;
            return;
        case H5T_INTEGER:
            variable.type = size_in_bits(H5Tget_sign(type) == H5T_SGN_NONE ? "uint" : "int", type);
            variable.single = size <= 2;
            return;
        case H5T_ENUM:
            variable.type = "enum";
            variable.single = size <= 2;
            variable.refusal = size == 1 ? "" : "holds an enumeration; save a plain array of numbers";
            return;
        case H5T_COMPOUND:
            variable.type = is_complex(type) ? "complex" : "compound";
            variable.refusal = is_complex(type) ? "holds complex numbers; save real and imaginary part as two fields"
                                                : "holds records; save each of their fields as an array of its own";
            return;
        default:
            variable.type = "no number";
            variable.refusal = "holds no numbers; save a plain array of numbers";
    }
}

// The numbers of an attribute, nothing if it is none.
std::vector<double> numbers_of(hid_t attribute) {
    const Handle type(H5Aget_type(attribute), H5Tclose);
    const Handle space(H5Aget_space(attribute), H5Sclose);
    const H5T_class_t kind = H5Tget_class(type);
    // h5py's booleans are an enumeration of a byte.
    const bool is_bool = kind == H5T_ENUM && H5Tget_size(type) == 1;
    if (kind != H5T_FLOAT && kind != H5T_INTEGER && !is_bool) return {};
    std::vector<double> values(static_cast<std::size_t>(std::max<hssize_t>(0, H5Sget_simple_extent_npoints(space))));
    if (values.empty()) return {};
    if (is_bool) {
        std::vector<signed char> bytes(values.size());
        if (H5Aread(attribute, type, bytes.data()) < 0) return {};
        return {bytes.begin(), bytes.end()};
    }
    if (H5Aread(attribute, H5T_NATIVE_DOUBLE, values.data()) < 0) return {};
    return values;
}

std::string text_of(hid_t object, const char* name) {
    if (H5Aexists(object, name) <= 0) return "";
    const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
    const Handle type(H5Aget_type(attribute), H5Tclose);
    if (H5Tget_class(type) != H5T_STRING) return "";
    if (H5Tis_variable_str(type) > 0) {
        char* text = nullptr;
        const Handle memory(H5Tget_native_type(type, H5T_DIR_ASCEND), H5Tclose);
        if (H5Aread(attribute, memory, static_cast<void*>(&text)) < 0 || text == nullptr) return "";
        std::string copy = text;
        H5free_memory(text);
        return copy;
    }
    std::string text(H5Tget_size(type), '\0');
    if (H5Aread(attribute, type, text.data()) < 0) return "";
    text.resize(std::min(text.size(), text.find('\0')));
    return text;
}

std::vector<double> numbers_of(hid_t object, const char* name) {
    if (H5Aexists(object, name) <= 0) return {};
    const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose);
    return numbers_of(attribute);
}

// Adds the numbers that an object says beside its data; `prefix`: "u@" of variable u.
void collect_attributes(hid_t object, const std::string& prefix, std::vector<Attribute>& attributes) {
    struct Collector {
        const std::string& prefix;
        std::vector<Attribute>& attributes;
    } collector{prefix, attributes};
    H5Aiterate2(
        object, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr,
        [](hid_t where, const char* name, const H5A_info_t*, void* data) -> herr_t {
            auto& to = *static_cast<Collector*>(data);
            auto values = numbers_of(where, name);
            const std::string text = values.empty() ? text_of(where, name) : "";
            if (values.empty() && !text.empty())
                to.attributes.push_back(attribute_of(to.prefix + name, text));
            else
                to.attributes.push_back({to.prefix + name, values, values.empty() ? "holds no numbers" : ""});
            return 0;
        },
        &collector);
}

// The name of an axis: its label, or that of the scale attached to it.
std::string name_of_axis(hid_t dataset, unsigned axis) {
    std::array<char, 256> label{};
    if (H5DSget_label(dataset, axis, label.data(), label.size()) > 0) return label.data();
    std::string name;
    if (H5DSget_num_scales(dataset, axis) > 0)
        H5DSiterate_scales(
            dataset, axis, nullptr,
            [](hid_t, unsigned, hid_t scale, void* data) -> herr_t {
                std::array<char, 1024> path{};
                H5Iget_name(scale, path.data(), path.size());
                const std::string full = path.data();
                *static_cast<std::string*>(data) = full.substr(full.rfind('/') + 1);
                return 1;
            },
            &name);
    return name;
}

Packing packing_of(hid_t dataset) {
    Packing packing;
    for (const char* name : {"_FillValue", "missing_value"})
        for (const double value : numbers_of(dataset, name)) packing.missing.push_back(value);
    if (const auto scale = numbers_of(dataset, "scale_factor"); scale.size() == 1) packing.scale = scale[0];
    if (const auto offset = numbers_of(dataset, "add_offset"); offset.size() == 1) packing.offset = offset[0];
    return packing;
}

struct Dataset {
    Handle id;
    bool read_whole;  // without axes
};

struct Contents {
    Source& source;
    std::vector<Dataset>& datasets;
};

void add_dataset(hid_t file, const char* name, Contents& contents) {
    const Handle access(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose);
    H5Pset_chunk_cache(access, 12421, kChunkCache, H5D_CHUNK_CACHE_W0_DEFAULT);
    const Handle id(H5Dopen2(file, name, access), H5Dclose);
    if (!id.valid()) return;
    const Handle type(H5Dget_type(id), H5Tclose);
    const Handle space(H5Dget_space(id), H5Sclose);
    Variable variable;
    variable.name = name;
    variable.shape = shape_of(space);
    for (unsigned axis = 0; axis < variable.shape.size(); ++axis) variable.dimensions.push_back(name_of_axis(id, axis));
    describe_type(type, variable);
    variable.units = text_of(id, "units");
    variable.holds_times =
        variable.shape.size() <= 1 && says_times(variable.units, text_of(id, "axis"), text_of(id, "standard_name"));
    variable.packing = packing_of(id);
    if (variable.packing.scaled()) variable.single = false;
    const Handle creation(H5Dget_create_plist(id), H5Pclose);
    if (H5Pget_layout(creation) == H5D_CHUNKED) {
        std::vector<hsize_t> chunk(variable.shape.size());
        H5Pget_chunk(creation, static_cast<int>(chunk.size()), chunk.data());
        variable.chunk.assign(chunk.begin(), chunk.end());
    }
    if (H5Aexists(id, "MATLAB_class") > 0) {  // MATLAB counts the axes from the other end
        variable.reversed = true;
        std::reverse(variable.shape.begin(), variable.shape.end());
        std::reverse(variable.dimensions.begin(), variable.dimensions.end());
    }
    collect_attributes(id, variable.name + "@", contents.source.attributes);
    contents.source.variables.push_back(variable);
    contents.datasets.push_back({id, variable.shape.empty()});
}

void read_dataset(const std::string& name, const Dataset& dataset, const Slab& slab, Numbers out) {
    const Handle file_space(H5Dget_space(dataset.id), H5Sclose);
    std::vector<hsize_t> start;
    std::vector<hsize_t> step;
    std::vector<hsize_t> count;
    for (const Range& range : slab) {
        start.push_back(static_cast<hsize_t>(range.start));
        step.push_back(static_cast<hsize_t>(range.step));
        count.push_back(static_cast<hsize_t>(range.count));
    }
    // Of the same shape as the selection, which the library would otherwise visit element by element.
    const Handle memory_space(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
    if (!slab.empty())
        H5Sselect_hyperslab(file_space, H5S_SELECT_SET, start.data(), step.data(), count.data(), nullptr);
    const herr_t status = std::visit(
        [&]<class Scalar>(std::span<Scalar> to) {
            const hid_t type = sizeof(Scalar) == sizeof(float) ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
            return H5Dread(dataset.id, type, memory_space, dataset.read_whole ? hid_t{H5S_ALL} : hid_t{file_space},
                           H5P_DEFAULT, to.data());
        },
        out);
    if (status < 0)
        throw Error(name + ": cannot be read at " + std::to_string(slab.empty() ? 0 : slab[0].start) +
                    " of its first axis: the file is damaged, or packed by a filter that is not installed");
}

}  // namespace

Source open_hdf5(const std::string& path) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    const ByteFile whole(path);  // says what is wrong with a file that is missing
    const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    if (!file.valid())
        throw Error(path + ": is no whole HDF5 file (" + std::to_string(whole.size()) +
                    " bytes): cut short, or open for writing elsewhere; copy or write it again");
    Source source;
    source.name = path;
    std::vector<Dataset> datasets;
    collect_attributes(file, "", source.attributes);
    Contents contents{source, datasets};
    H5Ovisit2(
        file, H5_INDEX_NAME, H5_ITER_NATIVE,
        [](hid_t root, const char* name, const H5O_info_t* info, void* data) -> herr_t {
            const std::string path_in_file = name;
            if (path_in_file.starts_with("#")) return 0;  // MATLAB's own
            if (info->type == H5O_TYPE_DATASET) add_dataset(root, name, *static_cast<Contents*>(data));
            if (info->type == H5O_TYPE_GROUP && path_in_file != ".") {
                const Handle group(H5Gopen2(root, name, H5P_DEFAULT), H5Gclose);
                collect_attributes(group, path_in_file + "@", static_cast<Contents*>(data)->source.attributes);
            }
            return 0;
        },
        &contents, H5O_INFO_BASIC);
    source.read = [file, path, datasets, names = source.variables](std::size_t variable, const Slab& slab,
                                                                   Numbers out) {
        read_dataset(path + ": " + names[variable].name, datasets[variable], slab, out);
    };
    return source;
}

}  // namespace rom::exchange
