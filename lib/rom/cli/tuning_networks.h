// The data of rom-tune's trials of latent dynamics networks.
#pragma once

#include <string>

#include "rom/cli/tuning_data.h"

namespace rom::cli {

// As prepare() does: the folds have snapshots in units of each field's range, so that errors are root mean squares over
// ranges (NRMSE), and those left out have few enough points to be kept in memory. With signals, cases need not lie
// between others to be left out. `options`: of rom-ldnet, the same for all trials. Throws Error: files that do not fit
// together, fewer than two cases, no case that lies between others, a folder that has the data of others.
TuningData prepare_networks(const TuningFiles& files, Index fields, const std::string& options, const TimeFlags& times,
                            const std::string& output);

}  // namespace rom::cli
