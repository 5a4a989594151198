// Models that are asked how sure they are of candidate parameters.
#pragma once

#include <memory>
#include <vector>

#include "rom/cli/query.h"
#include "rom/files/any_model.h"

namespace rom::cli {

// Refers to the model. Draws are of the coefficients alone: what the decoders leave everywhere chooses no candidate.
struct UncertainQuery {
    Precision precision = Precision::float32;
    TimeGrid grid;
    std::vector<prediction::Member> members;  // one, or those of an ensemble
    const gp::ParameterSpace* space = nullptr;
    std::unique_ptr<files::StoredProcesses> processes;  // unless the model has its own

    Index count() const { return static_cast<Index>(members.size()); }
};

// Throws Error: a model that has no draws, pieces that do not belong together. Warns of candidates outside the
// training's parameters. stages: to sum up, 0 for all.
UncertainQuery read_uncertain_query(Tool& tool, const QueryFlags& flags, Index stages, const files::AnyModel& model,
                                    const files::Parameters& candidates);

}  // namespace rom::cli
