// Where the entries of a snapshot are, and snapshots as pixels.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/plot/raster.h"
#include "rom/plot/request.h"
#include "rom/snapshots/snapshots.h"

namespace rom::plot {

struct Space {
    Index points = 0;
    Index components = 1;           // of the field at a point, which lie side by side
    std::vector<double> positions;  // of points on a line; empty in the plane
    GridSides grid;                 // in the plane
    std::optional<Pixels> pixels;   // if the points are no grid
    bool same_units = false;        // along both axes

    bool on_line() const { return !positions.empty(); }
};

// The space of snapshots of this shape: by its axes, the sides of a grid, or points, with or without triangles. An axis
// after these, or of at most four entries at the end, is that of the components. Throws Error: points, triangles or
// sides that do not fit, triangles of points that there are not, three dimensions.
Space space_of(const Request& request, const snapshots::Snapshots& data);

// One snapshot [points * components]; its values may be NaN or infinite. Throws Error if one is finite, but too large
// for single precision.
std::vector<float> snapshot_of(const snapshots::Snapshots& data, Index which);

// One number for each point: a component, or without a choice the length of the vector, which of one component is
// itself. Throws Error(2) if there is no such component.
std::vector<float> scalar_of(const Space& space, std::vector<float> values, const std::optional<Index>& field);

// In the plane.
Raster raster_of(const Space& space, const std::vector<float>& values);

}  // namespace rom::plot
