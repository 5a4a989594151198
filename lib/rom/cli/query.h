// How the tools that ask a model are told of its pieces and the cases, and what they say of the answer.
#pragma once

#include <string>
#include <vector>

#include "rom/cli/tool.h"
#include "rom/query/query.h"

namespace rom::cli {

// The headings under which --help has what belongs to one kind of model alone.
inline constexpr const char* kEncodeGroup = "Options for models of rom-encode";
inline constexpr const char* kFieldGroup = "Options for models of rom-ldnet";
inline constexpr const char* kMeshGroup = "Options for models of rom-encode, baselines and their ensembles";

struct QueryFlags {
    std::string processes;
    std::string initial;
    query::InitialUse use;
    bool force = false;
};
// Warnings go to Tool::warn, objections to Tool::object.
query::Listener listener_of(const Tool& tool, const QueryFlags& flags);

Option initial_option(QueryFlags& flags);
std::vector<Option> options_of(QueryFlags& flags);

// --stages, for models of either kind.
Option stages_option(Index& stages);

// gp.json and initial states, as they are in the files. Throws Error(2) if they are not named.
files::StoredProcesses read_processes(const QueryFlags& flags);
npy::Array open_initial(const QueryFlags& flags);

// The states of these trajectories. Throws Error if one grows without bound; with `keep_going` it warns, and the last
// state stays.
Eigen::MatrixXd bounded_states(const Tool& tool, dynamics::LatentTrajectories trajectories, bool keep_going);

// Warns of draws that were left out of the statistics, if there are any.
void warn_of_lost_draws(const Tool& tool, Index lost, Index draws);

}  // namespace rom::cli
