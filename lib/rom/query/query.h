// What a model of rom-encode is asked, and what it answers: its pieces and the cases, checked.
#pragma once

#include <algorithm>
#include <string>

#include "rom/dynamics/trajectories.h"
#include "rom/files/consistency.h"
#include "rom/prediction/ensemble.h"
#include "rom/query/listener.h"

namespace rom::query {

// What is made of initial states.
struct InitialUse {
    bool fit = false;          // start from the latent states whose decoding is nearest to them
    bool uncorrected = false;  // do not correct the prediction by what the model misses of them
};

// Refers to the model, its coefficients, and the parameters asked for.
struct Query {
    const files::StoredModel& stored;
    const files::StoredProcesses& processes;
    const files::Parameters& parameters;
    InitialUse use;
    std::string initial_name;
    Eigen::MatrixXd states;   // the initial states' coordinates [rank, cases]
    Eigen::MatrixXd initial;  // latent states [latent, cases]
    Index stages = 0;         // to sum up

    // Those of them that are decoders.
    Index decoders() const { return std::min(stages, static_cast<Index>(stored.model.stages.size())); }

    const mlasdi::ReducedModel& model() const { return stored.model; }
    Index cases() const { return parameters.values.rows(); }
};

// How many stages to sum up, of `all`: `asked`, or all if that is 0. Throws Error(2) if there are fewer.
Index checked_stages(Index asked, Index all, const std::string& model);

// Initial states [rank, cases] in coordinates of the model of this name. Throws Error unless they are of its space, and
// of as many cases as what is in the file `asked`; of one, the state may have no axis of cases.
Eigen::MatrixXd initial_coordinates(const npy::Array& initial, const snapshots::Coordinates& coordinates,
                                    const std::string& model, const std::string& asked, Index cases);

// Throws Error: shapes that do not fit. Objects to pieces that do not belong together, warns of other derivatives.
// stages: to sum up, 0 for all.
Query make_query(const Listener& listener, InitialUse use, Index stages, const files::StoredModel& stored,
                 const files::StoredProcesses& processes, const files::Parameters& parameters,
                 const npy::Array& initial);

// Warns of parameters outside the training's. Throws Error if they are of another dimension.
void warn_if_outside(const Listener& listener, const gp::ParameterSpace& space, const files::Parameters& parameters);
// Warns of times beyond the training's.
void warn_if_beyond(const Listener& listener, const TimeGrid& trained, const TimeGrid& grid);

// Warns of initial states that are missed far more than those of the training. distances: from the mean [cases].
void warn_of_strange_starts(const Listener& listener, const std::string& initial, const std::string& model,
                            const prediction::InitialResidual& residual, const Eigen::VectorXd& distances);

// What the first `decoders` decoders leave of initial states, given in the snapshots' units [rank, cases] and as latent
// states [latent, cases], and what persists of it at the times of the grid.
prediction::InitialResidual left_of_initial(const mlasdi::ReducedModel& model, Index decoders,
                                            const Eigen::MatrixXd& states, const Eigen::MatrixXd& latent,
                                            const TimeGrid& grid);

// The latent states at these times.
dynamics::LatentTrajectories latent_trajectories(const Query& query, const TimeGrid& grid);

// What draws come from: no latent states, and nothing beside the decoders.
prediction::Member uncertain_member(const Query& query);
// The same with what add_beside adds. An interpolated stage is left out, with a warning, at times beyond the training's
// and of cases whose initial state it does not fit.
prediction::Member corrected_member(const Listener& listener, const Query& query, const TimeGrid& grid);

}  // namespace rom::query
