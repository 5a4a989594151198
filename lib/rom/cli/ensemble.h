// Models that are asked together: gathered, and asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/cli/query.h"
#include "rom/evaluation/ensemble.h"
#include "rom/files/ensemble_file.h"

namespace rom::cli {

// The files of an ensemble's members, and where it goes.
struct MemberFiles {
    std::vector<std::string> models;
    std::vector<std::string> processes;  // of the models of rom-encode, in their order
    std::vector<double> weights;         // of all, or none
    std::string output;
    bool force = false;
};

// Reads them all. Throws Error: ensembles among them, networks beside other models, other shapes, files that are
// damaged; and, unless `force` makes it a warning, pieces that do not belong together and training on other data.
files::StoredEnsemble gather_members(const Tool& tool, const MemberFiles& names);

// Without the member at this place.
void leave_out(MemberFiles& names, files::StoredEnsemble& ensemble, std::ptrdiff_t place);

// The models, and their coefficients, for provenance.
std::vector<files::InputFile> inputs_of(const MemberFiles& names);

// How good the members and all together are on their training snapshots, at `path`, or where the models say if that is
// empty. Nothing, and at most a word with --verbose, if they are not there. Throws Error: files that were named and are
// not there, or are not those of the training.
std::optional<evaluation::EnsembleVerdict> verdict_on(const Tool& tool, const files::StoredEnsemble& ensemble,
                                                      const std::string& path);

// The parameters of the training cases, in the order of the snapshots, and their times. Not of networks.
const gp::ParameterSpace& space_of(const files::StoredEnsemble& ensemble);
TimeGrid grid_of(const files::StoredEnsemble& ensemble);
Precision precision_of(const files::StoredEnsemble& ensemble);

// An ensemble of models of rom-encode and baselines, and the cases that it is asked for. Refers to both.
struct EnsembleQuery {
    const files::StoredEnsemble& ensemble;
    const files::Parameters& parameters;
    std::vector<std::optional<Query>> models;  // of each member, if it is a model of rom-encode
    std::optional<npy::Array> initial;
    bool uncorrected = false;
};
// Throws Error as make_query does; initial states are required if a member is a model of rom-encode. Warns of
// parameters outside the training's.
EnsembleQuery read_ensemble_query(Tool& tool, const QueryFlags& flags, const files::StoredEnsemble& ensemble,
                                  const files::Parameters& parameters);

// What the members say. With a warning, baselines are left out at times beyond the training's and of cases whose
// initial state is not what they know, and models where their latent trajectory grows without bound.
std::vector<prediction::Member> answers_of(const Tool& tool, const EnsembleQuery& query, const TimeGrid& grid);
// The same without the latent states of models: what draws are made of.
std::vector<prediction::Member> uncertain_members_of(const Tool& tool, const EnsembleQuery& query,
                                                     const TimeGrid& grid);

}  // namespace rom::cli
