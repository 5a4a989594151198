#include "rom/cli/query.h"

#include <utility>

#include "rom/cli/field_query.h"
#include "rom/error.h"

namespace rom::cli {
namespace {

Eigen::MatrixXd initial_latent(const QueryFlags& flags, const training::ReducedModel& model,
                               const model::Parameters& parameters) {
    const npy::Array array = npy::Array::open(flags.initial);
    const npy::Shape& shape = array.shape();
    if (shape.empty()) throw Error(array.name() + " is a single number; initial states are [cases, ...space]");
    training::require_space({shape.begin() + 1, shape.end()}, model, array.name(), flags.model);
    model::require_same_cases(array.name(), shape[0], parameters.name, parameters.values.rows());
    const training::Snapshots states{array, shape[0], 1, {shape.begin() + 1, shape.end()}};
    const Eigen::MatrixXd coordinates = training::project<double>(model.coordinates, states);
    return flags.fit_initial ? training::fit_latent(model, coordinates) : training::encode(model, coordinates);
}

}  // namespace

void add_query_options(CLI::App& app, QueryFlags& flags) {
    app.add_option("--gp", flags.processes, "gp.json of the model's coefficients");
    app.add_option("--initial", flags.initial, "Initial states [cases, ...space], .npy; - for standard input");
    no_default(app.add_option("--stages", flags.stages, "Sum up the first so many stages only, else all"))
        ->check(positive());
    app.add_flag("--fit-initial", flags.fit_initial,
                 "Start from the latent states whose decoding is nearest to the initial states");
    app.add_flag("--force", flags.force, "Go on where the model and gp.json do not belong together");
}

Query read_query(const Tool& tool, const QueryFlags& flags, model::Parameters parameters) {
    if (flags.processes.empty()) throw Error("--gp is required: the gp.json of the model's coefficients", 2);
    if (flags.initial.empty()) throw Error("--initial is required: the initial states of the cases", 2);
    Query query{model::read_model(flags.model), {}, std::move(parameters), {}, 0};
    query.stages = checked_stages(flags.stages, query.model().stages.size(), flags.model);
    query.processes = model::read_processes(flags.processes);
    model::require_compatible(query.stored, query.processes, query.parameters);
    for (const std::string& sentence : model::mismatches(query.stored, query.processes)) {
        if (!flags.force) throw Error(sentence + "; give what belongs together, or --force");
        tool.warn(sentence);
    }
    for (const std::string& sentence : model::outside_training(query.processes, query.parameters)) tool.warn(sentence);
    query.initial = initial_latent(flags, query.model(), query.parameters);
    return query;
}

void warn_of_lost_draws(const Tool& tool, Index lost, Index draws) {
    if (lost > 0)
        tool.warn(std::to_string(lost) + " of " + std::to_string(draws) +
                  " draws grow without bound and are left out of the statistics");
}

Eigen::VectorXd training_times(const training::ReducedModel& model) {
    return model.dt * Eigen::VectorXd::LinSpaced(model.times, 0, static_cast<double>(model.times - 1));
}

}  // namespace rom::cli
