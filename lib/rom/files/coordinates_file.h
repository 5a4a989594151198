// The POD coordinates of a model's folder: mean.npy, basis.npy, and what model.json says of them. No other room sees
// it.
#pragma once

#include "rom/files/folder.h"
#include "rom/files/json.h"
#include "rom/snapshots/coordinates.h"

namespace rom::files {

// [...leading, ...space]
npy::Shape with_space(npy::Shape leading, const snapshots::Coordinates& coordinates);

// Writes the arrays; returns "coordinates" of model.json.
Json write_coordinates(const OutputFolder& folder, Precision precision, const snapshots::Coordinates& coordinates);

// Throws Error naming the file. `description`: model.json, which lies at `file`.
snapshots::Coordinates read_coordinates(const std::string& folder, const Json& description, const std::string& file);

}  // namespace rom::files
