// Models that are asked together.
#pragma once

#include <optional>
#include <vector>

#include "rom/files/ensemble_file.h"
#include "rom/query/fields.h"
#include "rom/query/query.h"

namespace rom::query {

// The parameters of the training cases, in the order of the snapshots, and their times. Not of networks.
const gp::ParameterSpace& space_of(const files::StoredEnsemble& ensemble);
TimeGrid grid_of(const files::StoredEnsemble& ensemble);
Precision precision_of(const files::StoredEnsemble& ensemble);

// Of one of networks.
std::vector<AskedNetwork> networks_of(const files::StoredEnsemble& ensemble);

// Whether a member is a model of rom-encode, which starts from initial states.
bool needs_initial(const files::StoredEnsemble& ensemble);

// An ensemble of models of rom-encode and baselines, and the cases that it is asked for. Refers to both.
struct EnsembleQuery {
    const files::StoredEnsemble& ensemble;
    const files::Parameters& parameters;
    std::vector<std::optional<Query>> models;  // of each member, if it is a model of rom-encode
    std::optional<npy::Array> initial;
    bool uncorrected = false;
};
// Throws Error as make_query does. `initial`: there at least if needs_initial.
EnsembleQuery make_query(const Listener& listener, InitialUse use, const files::StoredEnsemble& ensemble,
                         const files::Parameters& parameters, std::optional<npy::Array> initial);

// What the members say. With a warning, baselines are left out at times beyond the training's and of cases whose
// initial state is not what they know, and models where their latent trajectory grows without bound.
std::vector<prediction::Member> answers_of(const Listener& listener, const EnsembleQuery& query, const TimeGrid& grid);
// The same without the latent states of models: what draws are made of.
std::vector<prediction::Member> uncertain_members_of(const Listener& listener, const EnsembleQuery& query,
                                                     const TimeGrid& grid);

}  // namespace rom::query
