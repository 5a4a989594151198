// Values on grids, triangles and points as so many pixels as a picture shows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <Eigen/Core>

#include "rom/plot/picture.h"

namespace rom::plot {

// Pixels of an image along its longer side, at most.
inline constexpr Index kMostPixels = 400;

// Means over blocks of a grid [rows, columns], row by row, so that neither side has more than `most` pixels; values
// that are not finite do not count.
Raster coarser(const std::vector<float>& values, Index columns, Index rows, Index most = kMostPixels);

// Triangles in the plane.
struct Mesh {
    Eigen::MatrixXd points;                             // [points, 2]
    Eigen::Matrix<Index, Eigen::Dynamic, 3> triangles;  // numbers of points; none if there are only points
    std::vector<Index> cell_of_triangle = {};           // if triangles are parts of cells, and how many these are
    Index cells = 0;
};

// What a mesh covers, in pixels.
struct Canvas {
    Range x;
    Range y;
    Index columns = 0;
    Index rows = 0;
};
// Throws Error naming the mesh if it has fewer than two points along either axis.
Canvas canvas_of(const Mesh& mesh, const std::string& name);

// For each pixel of a canvas which points its value is made of, found once for many fields.
class Pixels {
public:
    // Of triangles, values are linear in each; of points alone, a pixel has the mean of those in it, and one that has
    // none that of its neighbours, if they have any. `on_cells`: each triangle has the value of its cell.
    Pixels(const Mesh& mesh, const Canvas& canvas, bool on_cells = false);

    // values: one for each point, or each cell.
    Raster of(const std::vector<float>& values) const;

private:
    void add_triangle(const Mesh& mesh, Index which, bool on_cells);
    void add_points(const Mesh& mesh);

    struct Share {
        Index pixel = 0;
        Index point = 0;  // or cell
        float weight = 0;
    };
    Canvas canvas_;
    std::vector<Share> shares_;
    std::vector<Index> covered_by_;  // the triangle of each pixel, or -1
};

// If points are those of a grid with x running fastest, or y, its sides.
struct GridSides {
    Index columns = 0;
    Index rows = 0;
    bool y_fastest = false;
    Range x;
    Range y;
};
std::optional<GridSides> grid_of(const Eigen::MatrixXd& points);

// How many pairs (x, y) lie in each of `side` times `side` pixels, as the logarithm to base 10; NaN where none.
Raster density_of(const std::vector<float>& x, const std::vector<float>& y, const Range& range, Index side);

}  // namespace rom::plot
