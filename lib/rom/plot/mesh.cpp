#include "rom/plot/mesh.h"

#include "rom/base/error.h"

namespace rom::plot {
namespace {

// The corners of a cell, one after the other around it; none of a cell that is no area. VTK's types.
std::vector<Index> corners_of(std::int64_t type, std::span<const std::int64_t> points) {
    constexpr std::int64_t triangle = 5, polygon = 7, pixel = 8, quadrilateral = 9;
    constexpr std::int64_t curved_triangle = 22, curved_quadrilateral = 23, full_quadrilateral = 28;
    const auto first = [&](std::size_t count) {
        return std::vector<Index>(points.begin(),
                                  points.begin() + static_cast<std::ptrdiff_t>(std::min(count, points.size())));
    };
    switch (type) {
        case triangle:
        case curved_triangle:  // whose other points are between the corners
            return first(3);
        case quadrilateral:
        case curved_quadrilateral:
        case full_quadrilateral:
            return first(4);
        case polygon:
            return first(points.size());
        case pixel:
            if (points.size() != 4) return {};
            return {points[0], points[1], points[3], points[2]};
        default:
            return {};
    }
}

}  // namespace

Mesh flat_mesh(const Cells& mesh, const std::string& name) {
    const auto count = static_cast<Index>(mesh.points.size() / 3);
    const Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, 3, Eigen::RowMajor>> points(mesh.points.data(), count,
                                                                                             3);
    std::vector<Index> axes;
    for (Index d = 0; d < 3; ++d)
        if (count > 0 && points.col(d).maxCoeff() > points.col(d).minCoeff()) axes.push_back(d);
    if (axes.size() != 2)
        throw Error(name + ": its points lie in no plane along two axes; pictures show two dimensions");
    Mesh flat{Eigen::MatrixXd(count, 2), {}, {}, static_cast<Index>(mesh.types.size())};
    for (Index d = 0; d < 2; ++d) flat.points.col(d) = points.col(axes[static_cast<std::size_t>(d)]);
    std::vector<Index> triangles;
    std::int64_t start = 0;
    for (std::size_t cell = 0; cell < mesh.types.size(); ++cell) {
        const auto size = static_cast<std::size_t>(mesh.offsets[cell] - start);
        const auto corners =
            corners_of(mesh.types[cell], mesh.connectivity.subspan(static_cast<std::size_t>(start), size));
        for (std::size_t k = 2; k < corners.size(); ++k) {
            triangles.insert(triangles.end(), {corners[0], corners[k - 1], corners[k]});
            flat.cell_of_triangle.push_back(static_cast<Index>(cell));
        }
        start = mesh.offsets[cell];
    }
    if (triangles.empty()) throw Error(name + ": has no triangles, quadrilaterals or polygons");
    flat.triangles = Eigen::Map<const Eigen::Matrix<Index, Eigen::Dynamic, 3, Eigen::RowMajor>>(
        triangles.data(), static_cast<Index>(triangles.size() / 3), 3);
    return flat;
}

void set_mesh(const Cells& mesh, const std::string& name, Request& request) {
    if (!request.points.empty() || !request.grid.empty())
        throw Error("--mesh has points; leave out --points and --grid", 2);
    request.mesh = flat_mesh(mesh, name);
    request.mesh_name = name;
}

}  // namespace rom::plot
