// An interpolation over the parameters in a model's folder: its arrays, and what JSON says of them. No other room sees
// it.
#pragma once

#include "rom/files/model_folder.h"
#include "rom/prediction/interpolation.h"

namespace rom::files {

// Writes PREFIXmean-trajectory.npy, PREFIXmodes.npy, PREFIXscores.npy and PREFIXpersistence.npy; adds the rest to
// `json`.
void write_interpolation(ModelOutput& folder, Precision precision, const std::string& prefix,
                         const prediction::CaseInterpolation& interpolation, Json& json);

// Throws Error naming the file. `json`: of model.json.
prediction::CaseInterpolation read_interpolation(const ModelFolder& folder, const std::string& prefix, const Json& json,
                                                 const TimeGrid& grid, Index rank);

}  // namespace rom::files
