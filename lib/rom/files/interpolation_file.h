// An interpolation over the parameters in a model's folder: its arrays, and what JSON says of them. No other room sees
// it.
#pragma once

#include "rom/files/folder.h"
#include "rom/files/json.h"
#include "rom/prediction/interpolation.h"

namespace rom::files {

// Writes PREFIXmean-trajectory.npy, PREFIXmodes.npy, PREFIXscores.npy and PREFIXpersistence.npy; adds the rest to
// `json`.
void write_interpolation(const OutputFolder& folder, Precision precision, const std::string& prefix,
                         const prediction::CaseInterpolation& interpolation, Json& json);

// Throws Error naming the file. `json` lies at `file`.
prediction::CaseInterpolation read_interpolation(const std::string& folder, const std::string& prefix, const Json& json,
                                                 const TimeGrid& grid, Index rank, const std::string& file);

}  // namespace rom::files
