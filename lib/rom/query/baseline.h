// What a baseline says, alone or as a member of an ensemble.
#pragma once

#include "rom/files/baseline_file.h"
#include "rom/query/query.h"

namespace rom::query {

// What it says of cases, [rank, cases * times], and where draws come from.
prediction::Member member_of(const files::StoredBaseline& stored, const files::Parameters& parameters,
                             Eigen::MatrixXd said);

// Corrects that, at these times, by initial states, unless it is to be left `uncorrected`; returns their coordinates.
// Warns of those that it misses far more than those of the training.
Eigen::MatrixXd take_initial(const Listener& listener, const files::StoredBaseline& stored,
                             const files::Parameters& parameters, const npy::Array& initial, const TimeGrid& grid,
                             bool uncorrected, prediction::Member& member);

// What it says alone, of times that it knows; initial: may be null.
prediction::Member answer_of(const Listener& listener, const files::StoredBaseline& stored,
                             const files::Parameters& parameters, const npy::Array* initial, const TimeGrid& grid,
                             bool uncorrected);

}  // namespace rom::query
