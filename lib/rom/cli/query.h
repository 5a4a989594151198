// What the tools that ask a model have in common: its pieces and the cases asked for, read and checked.
#pragma once

#include <string>

#include "rom/cli/tool.h"
#include "rom/model/consistency.h"

namespace rom::cli {

struct QueryFlags {
    std::string model;
    std::string processes;  // and initial: required, but by rom-predict of models of other kinds not taken
    std::string initial;
    long stages = 0;
    bool fit_initial = false;
    bool force = false;
};

// Adds all but the model, whose place among the tool's own arguments differs.
void add_query_options(CLI::App& app, QueryFlags& flags);

struct Query {
    model::StoredModel stored;
    model::StoredProcesses processes;
    model::Parameters parameters;
    Eigen::MatrixXd initial;  // latent states [latent, cases]
    Index stages = 0;         // to sum up

    const training::ReducedModel& model() const { return stored.model; }
};

// Throws Error: pieces that are damaged or do not belong together. Warns of parameters outside the training's.
Query read_query(const Tool& tool, const QueryFlags& flags, model::Parameters parameters);

// Warns of draws that were left out of the statistics, where there are any.
void warn_of_lost_draws(const Tool& tool, Index lost, Index draws);

// The times of the training cases.
Eigen::VectorXd training_times(const training::ReducedModel& model);

}  // namespace rom::cli
