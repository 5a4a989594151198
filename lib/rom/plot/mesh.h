// Meshes of rom-import in the plane.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "rom/plot/request.h"

namespace rom::plot {

// In VTK's terms: cell k has points connectivity[offsets[k - 1]] to connectivity[offsets[k] - 1] and the type types[k].
struct Cells {
    std::span<const double> points;  // [points, 3]
    std::span<const std::int64_t> connectivity;
    std::span<const std::int64_t> offsets;
    std::span<const std::int64_t> types;
};

// The triangles, quadrilaterals and convex polygons of a mesh whose points lie in a plane along two axes, as triangles;
// other cells do not count. Throws Error naming the mesh if its points do not, or it has no such cell.
Mesh flat_mesh(const Cells& mesh, const std::string& name);

// Snapshots of a request are on it. Throws Error(2) if they are on points too.
void set_mesh(const Cells& mesh, const std::string& name, Request& request);

}  // namespace rom::plot
