#include "rom/plot/raster.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::plot {
namespace {

constexpr float kNothing = std::numeric_limits<float>::quiet_NaN();

// Sums and counts of values that fall into pixels, as means.
struct Means {
    std::vector<float> sums;
    std::vector<float> counts;

    explicit Means(Index pixels) : sums(static_cast<std::size_t>(pixels)), counts(static_cast<std::size_t>(pixels)) {}

    void add(Index pixel, float value, float weight = 1) {
        if (!std::isfinite(value)) return;
        sums[static_cast<std::size_t>(pixel)] += weight * value;
        counts[static_cast<std::size_t>(pixel)] += weight;
    }
    std::vector<float> result() const {
        std::vector<float> means(sums.size(), kNothing);
        for (std::size_t k = 0; k < sums.size(); ++k)
            if (counts[k] > 0) means[k] = sums[k] / counts[k];
        return means;
    }
};

// The pixel of `count` in which a place lies.
Index pixel_at(double place, const Range& range, Index count) {
    const double share = (place - range.low) / (range.high - range.low);
    return std::clamp(static_cast<Index>(share * static_cast<double>(count)), Index{0}, count - 1);
}

double centre_of(Index pixel, const Range& range, Index count) {
    return range.low + (static_cast<double>(pixel) + 0.5) * (range.high - range.low) / static_cast<double>(count);
}

}  // namespace

Raster coarser(const std::vector<float>& values, Index columns, Index rows, Index most) {
    if (columns <= most && rows <= most) return {columns, rows, values};
    Raster raster{std::min(columns, most), std::min(rows, most), {}};
    Means means(raster.columns * raster.rows);
    for (Index r = 0; r < rows; ++r) {
        const Index row = r * raster.rows / rows * raster.columns;
        for (Index c = 0; c < columns; ++c)
            means.add(row + c * raster.columns / columns, values[static_cast<std::size_t>(r * columns + c)]);
    }
    raster.values = means.result();
    return raster;
}

Canvas canvas_of(const Mesh& mesh, const std::string& name) {
    Canvas canvas{{mesh.points.col(0).minCoeff(), mesh.points.col(0).maxCoeff()},
                  {mesh.points.col(1).minCoeff(), mesh.points.col(1).maxCoeff()},
                  kMostPixels,
                  kMostPixels};
    const double width = canvas.x.high - canvas.x.low;
    const double height = canvas.y.high - canvas.y.low;
    if (!(width > 0 && height > 0))
        throw Error(name + ": all of its points lie on a line; no field can be shown there");
    const double across = std::max(width, height);
    // Points alone fill about as many pixels as there are points.
    const double most =
        mesh.triangles.rows() > 0
            ? static_cast<double>(kMostPixels)
            : std::min(static_cast<double>(kMostPixels),
                       std::sqrt(static_cast<double>(mesh.points.rows()) * across / std::min(width, height)));
    canvas.columns = std::max<Index>(2, std::lround(most * width / across));
    canvas.rows = std::max<Index>(2, std::lround(most * height / across));
    return canvas;
}

Pixels::Pixels(const Mesh& mesh, const Canvas& canvas, bool on_cells)
    : canvas_(canvas), covered_by_(static_cast<std::size_t>(canvas.columns * canvas.rows), -1) {
    for (Index t = 0; t < mesh.triangles.rows(); ++t) add_triangle(mesh, t, on_cells);
    if (mesh.triangles.rows() == 0) add_points(mesh);
}

void Pixels::add_triangle(const Mesh& mesh, Index which, bool on_cells) {
    const auto corner = [&](Index k) { return mesh.points.row(mesh.triangles(which, k)); };
    const Eigen::Vector2d a = corner(0), b = corner(1), c = corner(2);
    const double area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    if (area == 0) return;
    const Eigen::Vector2d low = a.cwiseMin(b).cwiseMin(c), high = a.cwiseMax(b).cwiseMax(c);
    for (Index row = pixel_at(low[1], canvas_.y, canvas_.rows); row <= pixel_at(high[1], canvas_.y, canvas_.rows);
         ++row) {
        const double y = centre_of(row, canvas_.y, canvas_.rows);
        for (Index column = pixel_at(low[0], canvas_.x, canvas_.columns);
             column <= pixel_at(high[0], canvas_.x, canvas_.columns); ++column) {
            const double x = centre_of(column, canvas_.x, canvas_.columns);
            const double of_b = ((x - a[0]) * (c[1] - a[1]) - (y - a[1]) * (c[0] - a[0])) / area;
            const double of_c = ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])) / area;
            const double of_a = 1 - of_b - of_c;
            Index& covered = covered_by_[static_cast<std::size_t>(row * canvas_.columns + column)];
            if (std::min({of_a, of_b, of_c}) < -1e-12 || covered >= 0) continue;
            covered = which;
            const Index pixel = row * canvas_.columns + column;
            if (on_cells) {
                shares_.push_back({pixel, mesh.cell_of_triangle[static_cast<std::size_t>(which)], 1});
                continue;
            }
            const double weights[] = {of_a, of_b, of_c};
            for (Index k = 0; k < 3; ++k)
                shares_.push_back({pixel, mesh.triangles(which, k), static_cast<float>(weights[k])});
        }
    }
}

void Pixels::add_points(const Mesh& mesh) {
    std::vector<std::vector<Index>> within(covered_by_.size());
    for (Index p = 0; p < mesh.points.rows(); ++p) {
        const Index pixel = pixel_at(mesh.points(p, 1), canvas_.y, canvas_.rows) * canvas_.columns +
                            pixel_at(mesh.points(p, 0), canvas_.x, canvas_.columns);
        within[static_cast<std::size_t>(pixel)].push_back(p);
        shares_.push_back({pixel, p, 1});
    }
    for (Index row = 0; row < canvas_.rows; ++row)
        for (Index column = 0; column < canvas_.columns; ++column) {
            const Index pixel = row * canvas_.columns + column;
            if (!within[static_cast<std::size_t>(pixel)].empty()) continue;
            for (Index r = std::max<Index>(0, row - 1); r <= std::min(canvas_.rows - 1, row + 1); ++r)
                for (Index c = std::max<Index>(0, column - 1); c <= std::min(canvas_.columns - 1, column + 1); ++c)
                    for (const Index p : within[static_cast<std::size_t>(r * canvas_.columns + c)])
                        shares_.push_back({pixel, p, 1});
        }
}

Raster Pixels::of(const std::vector<float>& values) const {
    Means means(canvas_.columns * canvas_.rows);
    for (const Share& share : shares_)
        means.add(share.pixel, values[static_cast<std::size_t>(share.point)], share.weight);
    return {canvas_.columns, canvas_.rows, means.result()};
}

std::optional<GridSides> grid_of(const Eigen::MatrixXd& points) {
    const Index count = points.rows();
    if (count < 4) return std::nullopt;
    const bool y_fastest = points(0, 0) == points(1, 0);
    const Index fast = y_fastest ? 1 : 0;
    Index side = 1;
    while (side < count && points(side, 1 - fast) == points(0, 1 - fast)) ++side;
    if (side < 2 || count % side != 0 || count / side < 2) return std::nullopt;
    const auto even = [&](Index axis, Index step, Index steps) {
        const double width = points((steps - 1) * step, axis) - points(0, axis);
        for (Index k = 0; k < steps; ++k)
            if (std::abs(points(k * step, axis) - points(0, axis) -
                         width * static_cast<double>(k) / static_cast<double>(steps - 1)) > 1e-4 * std::abs(width))
                return false;
        return width > 0;
    };
    if (!even(fast, 1, side) || !even(1 - fast, side, count / side)) return std::nullopt;
    for (Index k = 0; k < count; ++k)
        if (points(k, fast) != points(k % side, fast) || points(k, 1 - fast) != points(k / side * side, 1 - fast))
            return std::nullopt;
    GridSides grid{
        side, count / side, y_fastest, {points(0, 0), points(count - 1, 0)}, {points(0, 1), points(count - 1, 1)}};
    if (y_fastest) std::swap(grid.columns, grid.rows);
    return grid;
}

Raster density_of(const std::vector<float>& x, const std::vector<float>& y, const Range& range, Index side) {
    Raster raster{side, side, std::vector<float>(static_cast<std::size_t>(side * side), 0)};
    for (std::size_t k = 0; k < x.size(); ++k)
        if (std::isfinite(x[k]) && std::isfinite(y[k]))
            raster.values[static_cast<std::size_t>(pixel_at(static_cast<double>(y[k]), range, side) * side +
                                                   pixel_at(static_cast<double>(x[k]), range, side))] += 1;
    for (float& value : raster.values) value = value > 0 ? std::log10(value) : kNothing;
    return raster;
}

}  // namespace rom::plot
