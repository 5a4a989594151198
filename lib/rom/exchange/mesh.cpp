#include "rom/exchange/mesh.h"

#include <algorithm>

#include "rom/base/error.h"
#include "rom/exchange/archive.h"
#include "rom/exchange/formats.h"

namespace rom::exchange {
namespace {

template <class Number>
std::vector<Number> array_in(const Source& source, const char* name) {
    const std::vector<double> values = values_of(source, variable_in(source, name));
    return {values.begin(), values.end()};
}

}  // namespace

void write_mesh(const std::string& path, const Mesh& mesh) {
#if ROM_HAS_ZIP
    constexpr std::int64_t polyhedron = 42;  // VTK's number of it
    if (std::find(mesh.types.begin(), mesh.types.end(), polyhedron) != mesh.types.end())
        throw Error(path + ": cannot keep a mesh of polyhedra, whose faces it has no place for; leave out --mesh");
    const auto count = [](const auto& values) { return static_cast<std::int64_t>(values.size()); };
    write_archive(path, {array_of("points", {count(mesh.points) / 3, 3}, std::span(mesh.points)),
                         array_of("connectivity", {count(mesh.connectivity)}, std::span(mesh.connectivity)),
                         array_of("offsets", {count(mesh.offsets)}, std::span(mesh.offsets)),
                         array_of("types", {count(mesh.types)}, std::span(mesh.types))});
#else
    (void)mesh;
    throw Error(path + ": meshes are .npz, which this tool was built without; install libzip-dev and build it again");
#endif
}

Mesh read_mesh(const std::string& path) {
    const Source source = open_source(path);
    if (source.mesh) return source.mesh();
    Mesh mesh{.points = array_in<double>(source, "points"),
              .connectivity = array_in<std::int64_t>(source, "connectivity"),
              .offsets = array_in<std::int64_t>(source, "offsets"),
              .types = array_in<std::int64_t>(source, "types")};
    const auto points = static_cast<std::int64_t>(mesh.points.size() / 3);
    const bool inside = std::all_of(mesh.connectivity.begin(), mesh.connectivity.end(),
                                    [&](std::int64_t k) { return k >= 0 && k < points; });
    if (mesh.points.size() % 3 != 0 || mesh.offsets.size() != mesh.types.size() || !inside ||
        !std::is_sorted(mesh.offsets.begin(), mesh.offsets.end()) ||
        (mesh.offsets.empty() ? 0 : mesh.offsets.back()) != static_cast<std::int64_t>(mesh.connectivity.size()))
        throw Error(path +
                    ": its points, connectivity, offsets and types do not fit together; write it again with "
                    "rom-import --mesh");
    return mesh;
}

}  // namespace rom::exchange
