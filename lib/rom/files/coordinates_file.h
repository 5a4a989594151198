// The POD coordinates of a model's folder: mean.npy, basis.npy, and what model.json says of them. No other room sees
// it.
#pragma once

#include "rom/files/model_folder.h"
#include "rom/snapshots/coordinates.h"

namespace rom::files {

// [...leading, ...space]
npy::Shape with_space(npy::Shape leading, const snapshots::Coordinates& coordinates);

// Writes the arrays; returns "coordinates" of model.json.
Json write_coordinates(ModelOutput& folder, Precision precision, const snapshots::Coordinates& coordinates);

// Throws Error naming the file.
snapshots::Coordinates read_coordinates(const ModelFolder& folder);

}  // namespace rom::files
