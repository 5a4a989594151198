#include "rom/plot/space.h"

#include <cmath>
#include <numeric>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/inputs.h"
#include "rom/npy/reader.h"

namespace rom::plot {
namespace {

constexpr Index kMostComponents = 4;
constexpr double kLargest = 1e38;  // value, so that differences are single-precision numbers too

Eigen::Matrix<Index, Eigen::Dynamic, 3> triangles_in(const std::string& path, Index points,
                                                     const std::string& points_name) {
    const npy::Array array = npy::Array::open(path, npy::Accept::counts);
    if (array.shape().size() != 2 || array.shape()[1] != 3)
        throw Error(path + " has shape " + npy::to_string(array.shape()) + "; triangles are [triangles, 3]");
    const std::vector<double> values = array.read_all();
    Eigen::Matrix<Index, Eigen::Dynamic, 3> triangles(array.shape()[0], 3);
    for (Index t = 0; t < triangles.rows(); ++t)
        for (Index k = 0; k < 3; ++k) {
            const double corner = values[static_cast<std::size_t>(3 * t + k)];
            if (!(corner >= 0 && corner < static_cast<double>(points)))
                throw Error(path + format(": triangle %ld has point %.0f but ", static_cast<long>(t), corner) +
                            points_name + " has " + counted(points, "point") + ", from 0 on");
            triangles(t, k) = static_cast<Index>(corner);
        }
    return triangles;
}

void require_points(Index points, Index entries, const std::string& of_points, const std::string& name) {
    if (points < 1 || entries % points != 0)
        throw Error(of_points + format(" has %ld points but a snapshot of ", static_cast<long>(points)) + name +
                    format(" has %ld entries; give the points that it was made on", static_cast<long>(entries)));
}

void cover(Space& space, const Mesh& mesh, const std::string& name, bool on_cells) {
    const Canvas canvas = canvas_of(mesh, name);
    space.grid = {canvas.columns, canvas.rows, false, canvas.x, canvas.y};
    space.pixels.emplace(mesh, canvas, on_cells);
}

Space of_points(const Request& request, Index entries, const std::string& name) {
    const files::Parameters file = files::read_parameters(request.points);
    const Index count = file.values.rows();
    require_points(count, entries, file.name, name);
    Space space{count, entries / count, {}, {}, {}, true};
    if (file.values.cols() == 1) {
        space.positions.assign(file.values.data(), file.values.data() + count);
        return space;
    }
    if (file.values.cols() != 2)
        throw Error(file.name +
                    format(": has %ld dimensions; pictures show one or two", static_cast<long>(file.values.cols())));
    if (const auto grid = grid_of(file.values); grid && request.triangles.empty()) {
        space.grid = *grid;
        return space;
    }
    Mesh mesh{file.values, {}};
    if (!request.triangles.empty()) mesh.triangles = triangles_in(request.triangles, count, file.name);
    cover(space, mesh, file.name, false);
    return space;
}

// Snapshots have an entry, or several, for each point or else each cell.
Space of_mesh(const Request& request, Index entries, const std::string& name) {
    const Mesh& mesh = *request.mesh;
    const bool on_cells = entries % mesh.points.rows() != 0 && entries % mesh.cells == 0;
    const Index count = on_cells ? mesh.cells : mesh.points.rows();
    require_points(count, entries, request.mesh_name, name);
    Space space{count, entries / count, {}, {}, {}, true};
    cover(space, mesh, request.mesh_name, on_cells);
    return space;
}

// Pixels are numbered from 0.
GridSides numbered(Index columns, Index rows) {
    return {columns, rows, false, {0, static_cast<double>(columns - 1)}, {0, static_cast<double>(rows - 1)}};
}

Space of_axes(npy::Shape axes, const std::string& name) {
    Index components = 1;
    if (axes.size() > 1 && axes.back() <= kMostComponents) {
        components = axes.back();
        axes.pop_back();
    }
    const Index points = static_cast<Index>(npy::element_count(axes));
    Space space{points, components, {}, {}, {}, false};
    if (axes.size() > 2)
        throw Error(name + ": a snapshot has " + std::to_string(axes.size()) +
                    " axes; pictures show one or two, so cut a slice out of it (rom-import --slice)");
    if (axes.size() == 2) {
        space.grid = numbered(axes[1], axes[0]);
        space.same_units = true;
    } else {
        space.positions.resize(static_cast<std::size_t>(points));
        std::iota(space.positions.begin(), space.positions.end(), 0.0);
    }
    return space;
}

}  // namespace

Space space_of(const Request& request, const snapshots::Snapshots& data) {
    const Index entries = data.snapshot_size();
    if (request.mesh) return of_mesh(request, entries, data.array.name());
    if (!request.points.empty()) return of_points(request, entries, data.array.name());
    if (!request.triangles.empty()) throw Error("--triangles needs --points, whose numbers it has", 2);
    if (request.grid.empty()) return of_axes(data.space, data.array.name());
    const Index count = request.grid[0] * request.grid[1];
    require_points(count, entries,
                   format("--grid %ld,%ld", static_cast<long>(request.grid[0]), static_cast<long>(request.grid[1])),
                   data.array.name());
    return {count, entries / count, {}, numbered(request.grid[0], request.grid[1]), {}, true};
}

std::vector<float> snapshot_of(const snapshots::Snapshots& data, Index which) {
    std::vector<double> values(static_cast<std::size_t>(data.snapshot_size()));
    data.array.read_any<double>(data.offset(which), values);
    for (const double value : values)
        if (std::isfinite(value) && std::abs(value) > kLargest)
            throw Error(
                data.array.name() +
                format(": has a value of %g, but pictures show at most %g; give it in other units", value, kLargest));
    return {values.begin(), values.end()};
}

std::vector<float> scalar_of(const Space& space, std::vector<float> values, const std::optional<Index>& field) {
    if (field && *field >= space.components)
        throw Error("--field: " + std::to_string(*field) + " is not there: a point has " +
                        counted(space.components, "component") + ", from 0 on",
                    2);
    if (space.components == 1) return values;
    std::vector<float> result(static_cast<std::size_t>(space.points));
    for (Index p = 0; p < space.points; ++p) {
        const Eigen::Map<const Eigen::VectorXf> vector(values.data() + p * space.components, space.components);
        result[static_cast<std::size_t>(p)] = field ? vector[*field] : vector.norm();
    }
    return result;
}

Raster raster_of(const Space& space, const std::vector<float>& values) {
    if (space.pixels) return space.pixels->of(values);
    if (!space.grid.y_fastest) return coarser(values, space.grid.columns, space.grid.rows);
    const Eigen::Map<const Eigen::MatrixXf> by_columns(values.data(), space.grid.rows, space.grid.columns);
    std::vector<float> turned(values.size());
    Eigen::Map<Eigen::MatrixXf>(turned.data(), space.grid.columns, space.grid.rows) = by_columns.transpose();
    return coarser(turned, space.grid.columns, space.grid.rows);
}

}  // namespace rom::plot
