#include "rom/cli/query.h"

#include <utility>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/grids.h"

namespace rom::cli {
namespace {

Eigen::MatrixXd initial_states(const QueryFlags& flags, const files::StoredModel& stored,
                               const files::Parameters& parameters) {
    const npy::Array array = npy::Array::open(flags.initial);
    const npy::Shape& shape = array.shape();
    if (shape.empty()) throw Error(array.name() + " is a single number; initial states are [cases, ...space]");
    const npy::Shape space(shape.begin() + 1, shape.end());
    mlasdi::require_space(space, stored.model, array.name(), stored.path);
    files::require_same_cases(array.name(), shape[0], parameters.name, parameters.values.rows());
    const snapshots::Snapshots states{array, shape[0], 1, space};
    return mlasdi::initial_latent(stored.model, snapshots::project<double>(stored.model.coordinates, states),
                                  flags.fit_initial);
}

}  // namespace

std::vector<Option> options_of(QueryFlags& flags) {
    return {
        {"--gp", &flags.processes, "gp.json of the model's coefficients", kInput},
        {"--initial", &flags.initial, "Initial states [cases, ...space], .npy; - for standard input", kInput},
        {"--fit-initial", &flags.fit_initial,
         "Start from the latent states whose decoding is nearest to the initial states"},
        {"--force", &flags.force, "Go on if the model and gp.json do not belong together", kOfRun},
    };
}

Option stages_option(Index& stages) {
    return {"--stages", &stages, "Sum up only this many stages, the first ones; else all", kNoDefault, positive()};
}

Index checked_stages(Index asked, std::size_t all, const std::string& model) {
    const auto present = static_cast<Index>(all);
    if (asked > present)
        throw Error("--stages is " + std::to_string(asked) + " but " + model + " has " + counted(present, "stage") +
                        "; ask for at most that",
                    2);
    return asked > 0 ? asked : present;
}

Query read_query(const Tool& tool, const QueryFlags& flags, Index stages, files::StoredModel stored,
                 files::Parameters parameters) {
    if (flags.processes.empty()) throw Error("--gp is required: the gp.json of the model's coefficients", 2);
    if (flags.initial.empty()) throw Error("--initial is required: the initial states of the cases", 2);
    Query query{std::move(stored), {}, std::move(parameters), {}, 0};
    query.stages = checked_stages(stages, query.model().stages.size(), query.stored.path);
    query.processes = files::read_processes(flags.processes);
    files::require_compatible(query.stored, query.processes, query.parameters);
    for (const std::string& sentence : files::mismatches(query.stored, query.processes))
        tool.object(sentence, flags.force);
    if (const auto sentence = files::other_derivative(query.stored, query.processes)) tool.warn(*sentence);
    for (const std::string& sentence :
         files::outside_training(gp::space_of(query.processes.coefficients), query.parameters))
        tool.warn(sentence);
    query.initial = initial_states(flags, query.stored, query.parameters);
    return query;
}

files::Parameters read_baseline_query(Tool& tool, const files::StoredBaseline& stored, const std::string& path) {
    for (const char* group : {kEncodeGroup, kFieldGroup})
        tool.options.refuse(group, stored.path + " is a baseline, a model of rom-baseline");
    if (path.empty()) throw Error("parameters are required: of the cases to predict", 2);
    files::Parameters parameters = files::read_parameters(path);
    for (const std::string& sentence : files::outside_training(stored.baseline.space(), parameters))
        tool.warn(sentence);
    return parameters;
}

files::Parameters candidates_in(const std::string& text) {
    if (text == "-" || text.find(':') == std::string::npos || text.ends_with(".npy"))
        return files::read_parameters(text);
    return {"the grid " + text, {}, grid_in(text)};
}

void warn_of_lost_draws(const Tool& tool, Index lost, Index draws) {
    if (lost > 0)
        tool.warn(std::to_string(lost) + " of " + std::to_string(draws) +
                  " draws grow without bound and are left out of the statistics");
}

}  // namespace rom::cli
