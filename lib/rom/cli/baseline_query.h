// What a baseline is asked for, and what it says, alone or as a member of an ensemble.
#pragma once

#include <string>

#include "rom/cli/query.h"
#include "rom/files/baseline_file.h"

namespace rom::cli {

// The parameters to ask a baseline for, in `path`. Throws Error: options of other models, another dimension. Warns of
// parameters outside the training's.
files::Parameters read_baseline_query(Tool& tool, const files::StoredBaseline& stored, const std::string& path);

// What it says of cases, [rank, cases * times], and where draws come from.
prediction::Member member_of(const files::StoredBaseline& stored, const files::Parameters& parameters,
                             Eigen::MatrixXd said);

// Corrects that, at these times, by initial states, unless it is to be left `uncorrected`; returns their coordinates.
// Warns of those that it misses far more than those of the training.
Eigen::MatrixXd take_initial(const Warn& warn, const files::StoredBaseline& stored, const files::Parameters& parameters,
                             const npy::Array& initial, const TimeGrid& grid, bool uncorrected,
                             prediction::Member& member);

}  // namespace rom::cli
