// Meshes of rom-import in the plane.
#pragma once

#include <string>

#include "rom/exchange/source.h"
#include "rom/plot/request.h"

namespace rom::plot {

// The triangles, quadrilaterals and convex polygons of a mesh whose points lie in a plane along two axes, as triangles;
// other cells do not count. Throws Error naming the mesh if its points do not, or it has no such cell.
Mesh flat_mesh(const exchange::Mesh& mesh, const std::string& name);

// Snapshots of a request are on it. Throws Error(2) if they are on points too.
void set_mesh(const exchange::Mesh& mesh, const std::string& name, Request& request);

}  // namespace rom::plot
