// What the tools that ask a model have in common: its pieces and the cases asked for, read and checked.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "rom/cli/tool.h"
#include "rom/files/consistency.h"
#include "rom/prediction/ensemble.h"

namespace rom::cli {

// The headings under which --help has what belongs to one kind of model alone.
inline constexpr const char* kEncodeGroup = "Options for models of rom-encode";
inline constexpr const char* kFieldGroup = "Options for models of rom-ldnet";
inline constexpr const char* kMeshGroup = "Options for models of rom-encode, baselines and their ensembles";

// Where a warning goes: to Tool::warn, or where those of several members are made one.
using Warn = std::function<void(const std::string& sentence)>;
Warn warn_by(const Tool& tool);

struct QueryFlags {
    std::string processes;
    std::string initial;
    bool fit_initial = false;
    bool force = false;
    bool uncorrected = false;
};
Option initial_option(QueryFlags& flags);
std::vector<Option> options_of(QueryFlags& flags);

// --stages, for models of either kind.
Option stages_option(Index& stages);
// How many stages to sum up, of `all`: `asked`, or all if that is 0. Throws Error(2) if there are fewer.
Index checked_stages(Index asked, Index all, const std::string& model);

// Refers to the model, its coefficients, and the parameters asked for.
struct Query {
    const files::StoredModel& stored;
    const files::StoredProcesses& processes;
    const files::Parameters& parameters;
    bool fit_initial = false;
    bool force = false;
    bool uncorrected = false;
    std::string initial_name;
    Eigen::MatrixXd states;   // the initial states' coordinates [rank, cases]
    Eigen::MatrixXd initial;  // latent states [latent, cases]
    Index stages = 0;         // to sum up

    // Those of them that are decoders.
    Index decoders() const { return std::min(stages, static_cast<Index>(stored.model.stages.size())); }

    const mlasdi::ReducedModel& model() const { return stored.model; }
    Index cases() const { return parameters.values.rows(); }
};

// gp.json and initial states, as they are in the files. Throws Error(2) if they are not named.
files::StoredProcesses read_processes(const QueryFlags& flags);
npy::Array open_initial(const QueryFlags& flags);

// Initial states [rank, cases] in coordinates of the model of this name. Throws Error unless they are of its space, and
// of as many cases as what is in the file `asked`; of one, the state may have no axis of cases.
Eigen::MatrixXd initial_coordinates(const npy::Array& initial, const snapshots::Coordinates& coordinates,
                                    const std::string& model, const std::string& asked, Index cases);

// Throws Error: pieces that do not belong together. Warns of other derivatives. stages: to sum up, 0 for all.
Query make_query(const Tool& tool, const QueryFlags& flags, Index stages, const files::StoredModel& stored,
                 const files::StoredProcesses& processes, const files::Parameters& parameters,
                 const npy::Array& initial);

// Warns of parameters outside the training's. Throws Error if they are of another dimension.
void warn_if_outside(const Tool& tool, const gp::ParameterSpace& space, const files::Parameters& parameters);
// Warns of times beyond the training's.
void warn_if_beyond(const Tool& tool, const TimeGrid& trained, const TimeGrid& grid);

// Warns of initial states that are missed far more than those of the training. distances: from the mean [cases].
void warn_of_strange_starts(const Warn& warn, const std::string& initial, const std::string& model,
                            const prediction::InitialResidual& residual, const Eigen::VectorXd& distances);

// What the first `decoders` decoders leave of initial states, given in the snapshots' units [rank, cases] and as latent
// states [latent, cases], and what persists of it at the times of the grid.
prediction::InitialResidual left_of_initial(const mlasdi::ReducedModel& model, Index decoders,
                                            const Eigen::MatrixXd& states, const Eigen::MatrixXd& latent,
                                            const TimeGrid& grid);

// The latent states at these times, [latent, cases * times], of coefficients [cases, terms * latent] and initial ones
// [latent, cases]. Throws Error if a trajectory grows without bound; with `keep_going` it warns, and the last state
// stays.
Eigen::MatrixXd latent_states(const Tool& tool, dynamics::Library library, const Eigen::MatrixXd& coefficients,
                              const Eigen::MatrixXd& initial, const TimeGrid& grid, bool keep_going);
Eigen::MatrixXd latent_states(const Tool& tool, const Query& query, const TimeGrid& grid, bool keep_going);

// What the model says at these times, likewise, corrected by what it leaves of the initial states, and what its draws
// come from. An interpolated stage is left out, with a warning, at times beyond the training's and of cases whose
// initial state it does not fit.
prediction::Member answer_of(const Tool& tool, const Query& query, const TimeGrid& grid, bool keep_going);
// What its draws come from alone: no states, and no interpolated stage, which does not depend on them.
prediction::Member uncertain_member(const Query& query);

// Adds what the model's interpolated stage says of the cases at these times, if it has one and it was asked for, and
// what the initial states tell, unless that is to be left out.
void add_beside(const Tool& tool, const Query& query, const TimeGrid& grid, const Warn& warn,
                prediction::Member& member);

// Warns of draws that were left out of the statistics, if there are any.
void warn_of_lost_draws(const Tool& tool, Index lost, Index draws);

}  // namespace rom::cli
