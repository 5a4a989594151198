// Models that are asked together: gathered, and asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/cli/query.h"
#include "rom/evaluation/ensemble.h"
#include "rom/query/ensemble.h"

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

// An ensemble of models of rom-encode and baselines as it is asked. Throws Error as query::make_query does; initial
// states are required if a member is a model of rom-encode. Warns of parameters outside the training's.
query::EnsembleQuery read_ensemble_query(const Tool& tool, const QueryFlags& flags,
                                         const files::StoredEnsemble& ensemble, const files::Parameters& parameters);

}  // namespace rom::cli
