#include "rom/exchange/export.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/exchange/writers.h"
#include "rom/npy/foreign.h"
#include "rom/npy/place.h"
#include "rom/npy/temporary.h"
#if ROM_HAS_HDF5
#include <hdf5.h>
#endif

namespace rom::exchange {
namespace {

using Write = void (*)(const Prediction& prediction, const std::string& path, const Progress& progress);

struct Writer {
    Target target;
    const char* needs;
    Write write;         // none if the library was missing
    bool paths = false;  // whether a / in a name would part it
};
// A constant: the functions of libraries that CMake has not found are not asked for.
constexpr std::array kWriters = {
    Writer{Target::vtu_series, "", write_vtu_series},
    Writer{Target::xdmf, "libhdf5-dev", (ROM_HAS_HDF5) ? write_xdmf : nullptr, true},
    Writer{Target::netcdf, "libnetcdf-dev", (ROM_HAS_NETCDF) ? write_netcdf : nullptr, true},
    Writer{Target::hdf5, "libhdf5-dev", (ROM_HAS_HDF5) ? write_hdf5 : nullptr, true},
    Writer{Target::csv, "", write_csv},
    Writer{Target::npz, "libzip-dev", (ROM_HAS_ZIP) ? write_npz : nullptr, true},
};

std::vector<Field> fields_in(const std::string& text) {
    std::vector<Field> fields;
    for (const std::string& part : split(text, ',')) {
        const std::size_t colon = part.rfind(':');
        const auto width =
            colon == std::string::npos ? std::optional<std::int64_t>(1) : integer_in(part.substr(colon + 1));
        const std::string name = part.substr(0, colon);
        if (name.empty() || !width || *width < 1)
            throw Error("--fields: '" + part + "' is neither a name nor NAME:COMPONENTS, such as velocity:3", 2);
        const bool twice =
            std::any_of(fields.begin(), fields.end(), [&](const Field& other) { return other.name == name; });
        if (twice || name == "time" || name == "mesh")
            throw Error("--fields: '" + name + "' cannot be a name: " +
                            (twice ? "it is there twice" : "the files have one of their own") + "; take another",
                        2);
        fields.push_back({name, *width});
    }
    return fields;
}

// Whether an array of this space fits the mesh, and if so whether by its cells.
bool fits(const Shape& space, const Mesh& mesh, bool& on_cells) {
    const auto count = static_cast<std::size_t>(npy::element_count(space));
    on_cells = count != mesh.points.size() / 3 && count == mesh.offsets.size();
    return on_cells || count == mesh.points.size() / 3;
}

}  // namespace

Index Prediction::bytes() const {
    Index width = 0;
    for (const Field& field : fields) width += field.width;
    return static_cast<Index>(selection.size()) * times * points() * width * (single() ? 4 : 8);
}

Prediction describe(const npy::Array& array, bool one_case, const std::string& fields,
                    const std::optional<Mesh>& mesh) {
    const Shape& shape = array.shape();
    const std::string what = array.name() + ": has shape " + npy::to_string(shape);
    const std::size_t before = one_case ? 1 : 2;
    if (shape.size() < before || npy::element_count(shape) == 0)
        throw Error(what + " but " + (one_case ? "[times, ...space]" : "[cases, times, ...space]") + " is needed" +
                    (one_case ? "" : "; --one-case takes [times, ...space]"));
    Prediction p{.array = array,
                 .space = {},
                 .fields = {{"u", 1}},
                 .time_values = {},
                 .time_units = {},
                 .mesh = mesh,
                 .selection = {}};
    p.cases = one_case ? 1 : shape[0];
    p.times = shape[before - 1];
    p.space.assign(shape.begin() + static_cast<std::ptrdiff_t>(before), shape.end());
    const std::int64_t last = p.space.empty() ? 1 : p.space.back();
    if (!fields.empty()) {
        p.fields = fields_in(fields);
        Index width = 0;
        for (const Field& field : p.fields) width += field.width;
        const bool whole = p.fields.size() == 1 && width == 1;  // only a name
        if (!whole && (p.space.empty() || width != last))
            throw Error(what + " but --fields " + fields + " names " + counted(width, "component") +
                        "; the last axis needs one for each");
        if (!whole) p.space.pop_back();
    }
    if (!mesh) return p;
    if (!fits(p.space, *mesh, p.on_cells) && !p.space.empty() && p.fields.size() == 1 && p.fields[0].width == 1) {
        p.space.pop_back();  // a vector at each point
        p.fields[0].width = last;
    }
    if (!fits(p.space, *mesh, p.on_cells))
        throw Error(what + " but the mesh has " + std::to_string(mesh->points.size() / 3) + " points and " +
                    std::to_string(mesh->offsets.size()) +
                    " cells; give the mesh of this array, or name the fields of "
                    "its last axis with --fields");
    return p;
}

Mesh mesh_of_points(const npy::Array& points) {
    const Shape& shape = points.shape();
    if (shape.size() != 2 || shape[1] < 1 || shape[1] > 3)
        throw Error(points.name() + ": has shape " + npy::to_string(shape) + " but points are [points, 1 to 3]");
    const std::vector<double> values = points.read_all();
    Mesh mesh;
    mesh.points.assign(static_cast<std::size_t>(3 * shape[0]), 0.0);
    for (std::int64_t k = 0; k < shape[0]; ++k) {
        std::copy_n(values.begin() + k * shape[1], shape[1], mesh.points.begin() + 3 * k);
        mesh.connectivity.push_back(k);
        mesh.offsets.push_back(k + 1);
        mesh.types.push_back(1);  // VTK's number of a vertex
    }
    return mesh;
}

Target target_of(const std::string& path) {
    const auto format = npy::recognise({}, path);
    if (format == npy::Format::xdmf) return Target::xdmf;
    if (format == npy::Format::netcdf) return Target::netcdf;
    if (format == npy::Format::hdf5) return Target::hdf5;
    if (format == npy::Format::csv) return Target::csv;
    if (format == npy::Format::npz) return Target::npz;
    throw Error("--output: " + path + " names no format; end it in .xdmf, .nc, .h5, .csv or .npz, or give --to", 2);
}

std::vector<std::string> files_beside(Target target, const std::string& path) {
    if (target == Target::xdmf) return {numbers_beside(path)};
    return {};
}

void keep_exit_free() {
#if ROM_HAS_HDF5
    H5dont_atexit();
#endif
}

void write_prediction(const Prediction& prediction, Target target, const std::string& path, const Progress& progress) {
    const auto writer =
        std::find_if(kWriters.begin(), kWriters.end(), [&](const Writer& one) { return one.target == target; });
    if (writer->write == nullptr)
        throw Error(path + ": " + name_of(target) + " is a format that this tool was built without; install " +
                    writer->needs + " and build it again");
    for (const Field& field : prediction.fields)
        if (writer->paths && field.name.find('/') != std::string::npos)
            throw Error("--fields: '" + field.name + "' cannot be a name in " + name_of(target) +
                            ", where a / parts groups; take one without, as m s-1 for m/s",
                        2);
    writer->write(prediction, path, progress);
}

template <class Scalar>
std::vector<Scalar> values_at(const Prediction& p, std::size_t field, Index which_case, Index time) {
    Index all = 0;
    Index column = 0;
    for (std::size_t k = 0; k < p.fields.size(); ++k) {
        if (k < field) column += p.fields[k].width;
        all += p.fields[k].width;
    }
    const Index width = p.fields[field].width;
    const Index points = p.points();
    std::vector<Scalar> snapshot(static_cast<std::size_t>(points * all));
    p.array.read_any((which_case * p.times + time) * points * all, std::span(snapshot));
    if (width == all) return snapshot;
    std::vector<Scalar> values(static_cast<std::size_t>(points * width));
    for (Index k = 0; k < points; ++k)
        std::copy_n(snapshot.begin() + k * all + column, width, values.begin() + k * width);
    return values;
}

template std::vector<float> values_at(const Prediction&, std::size_t, Index, Index);
template std::vector<double> values_at(const Prediction&, std::size_t, Index, Index);

void require_own_file(const std::string& path) {
    if (path == "-") throw Error("only tables go to standard output; name a file with --output", 2);
    const npy::Place place = npy::place_of(path);
    npy::check_output(path, place);
    if (npy::is_special(place))
        throw Error(path + ": is a device, a pipe or a socket, which a file would take the place of; name a file", 2);
}

NewFile::NewFile(const std::string& path) : name_(path) {
    require_own_file(path);
    path_ = npy::place_of(path).path;
    if (::access(npy::folder_of(path_).c_str(), W_OK) != 0) npy::cannot_write(name_, errno);
    temporary_ = npy::temporary_name(path_);
}

NewFile::~NewFile() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void NewFile::commit() {
    npy::take_place(temporary_, path_, name_);
    temporary_.clear();
}

std::string numbers_beside(const std::string& path) { return path + ".h5"; }

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        const std::string entity = c == '&'    ? "&amp;"
                                   : c == '<'  ? "&lt;"
                                   : c == '>'  ? "&gt;"
                                   : c == '\'' ? "&apos;"
                                               : "";
        result += entity.empty() ? std::string(1, c) : entity;
    }
    return result;
}

std::string exact(double value) { return format("%.17g", value); }

std::vector<std::string> axes_of_space(const Prediction& p) {
    if (p.mesh && p.space.size() == 1) return {p.on_cells ? "cell" : "point"};
    if (p.space.size() == 1) return {"x"};
    if (p.space.size() == 2) return {"y", "x"};
    if (p.space.size() == 3) return {"z", "y", "x"};
    std::vector<std::string> names;
    for (std::size_t k = 0; k < p.space.size(); ++k) names.push_back("axis_" + std::to_string(k + 1));
    return names;
}

}  // namespace rom::exchange
