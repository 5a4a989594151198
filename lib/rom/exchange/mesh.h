// Meshes between files: mesh.npz, an archive of four arrays that numpy.load reads.
#pragma once

#include <string>

#include "rom/exchange/source.h"

namespace rom::exchange {

// points [points, 3], connectivity, offsets [cells] (the end of each cell in connectivity) and types [cells] (VTK's
// numbers). Throws Error if it has polyhedra, if it cannot be written, or the tool was built without libzip.
void write_mesh(const std::string& path, const Mesh& mesh);

// Throws Error: an array is missing, or they do not fit together.
Mesh read_mesh(const std::string& path);

}  // namespace rom::exchange
