#include "rom/cli/further_stage.h"

#include "rom/base/error.h"
#include "rom/cli/training_run.h"
#include "rom/ldnet/training.h"

namespace rom::cli {
namespace {

// Epochs of a latent dynamics network, unless they are given.
constexpr Index kFieldEpochs = 200;

ldnet::StageMethod method_of(Optimiser optimiser) {
    switch (optimiser) {
        case Optimiser::muon:
        case Optimiser::varpro:
            throw Error(
                std::string("--optimiser ") + name_of(optimiser) + " is not for latent dynamics networks; give another",
                2);
        case Optimiser::adam:
            return ldnet::StageMethod::adam;
        case Optimiser::lbfgs:
            return ldnet::StageMethod::bfgs;
        case Optimiser::marquardt:
        case Optimiser::automatic:
            break;
    }
    return ldnet::StageMethod::automatic;
}

}  // namespace

Widths hidden_of(const network::Architecture& architecture) {
    Widths widths;
    for (std::size_t k = 0; k + 1 < architecture.layers.size(); ++k)
        widths.values.push_back(architecture.layers[k].outputs);
    return widths;
}

std::optional<files::StageReport> add_stage(Tool& tool, StageOptions& o, const files::StoredNetwork& stored) {
    tool.options.refuse(kEncodeGroup, o.model + " is a latent dynamics network, a model of rom-ldnet");
    if (!o.network.epochs) o.network.epochs = kFieldEpochs;
    if (!o.network.hidden) o.network.hidden = hidden_of(stored.model.stages[0].network);
    const ldnet::Iterations iterations =
        ldnet::share_out(method_of(o.optimiser), *o.network.epochs, o.network.rate.value_or(1e-2));
    ldnet::LatentDynamicsNetwork model = stored.model;
    const FieldData data = read_field_data(o.snapshots, o.fields, o.parameters, model.fields.size());
    if (data.raw.inputs[0].sha256 != stored.snapshots_sha256)
        tool.object(o.snapshots + " is not the file that " + o.model + " was trained on", o.force);
    Record hashes = data.raw.identity;
    hashes.push_back({"model", stored.sha256});
    const Identity identity = identity_of(tool, hashes);
    if (is_done(tool, o.run, o.output, identity)) return {};
    query::require_dimensions(o.fields.points, data.files.dimensions, model, o.model);
    model.grid.resized(data.files.times);  // throws if it cannot be
    const ldnet::CaseInputs inputs = query::map_raw_inputs(model, data.raw, data.files.cases, data.files.times);
    const ldnet::Observations observations =
        ldnet::read_observations(model, data.files, stored.points_per_time, stored.seed);
    const mlasdi::NetworkOptions network = network_options(o.network, o.run.seed + model.stages.size());
    const ldnet::StageResidual before = ldnet::append_stage(
        model, inputs, observations,
        ldnet::make_stage(model, network.hidden, network.first, network.activation, o.kappa.value_or(1), network.seed));

    const ldnet::FieldProblem problem = ldnet::make_problem(model, inputs, observations, {});
    announce(tool, data, observations.points, problem.weight_count());
    ldnet::require_memory(iterations, problem.weight_count());
    const auto training = ldnet::training_problem(problem);
    const auto plan = ldnet::training_plan(iterations);
    const Run<double> run{training, plan, identity, o.output};
    const auto state = run_training<double>(tool, o.run, run);
    files::StageReport report;
    finish<double>(o.run, run, state, [&] {
        ldnet::set_weights(model, state.best);
        report = {model.stages.size(),
                  model.stages.back().epsilon,
                  before.relative,
                  ldnet::relative_residual(model, inputs, observations, before),
                  {}};
        files::write_further_reconstruction(o.output, stored, model, state.history,
                                            record_of(tool, identity, state, files::record_of(report)),
                                            tool.provenance(data.raw.inputs));
    });
    return report;
}

std::optional<files::StageReport> add_stage(Tool&, StageOptions& o, const files::StoredBaseline&) {
    throw Error(o.model + " is a baseline, which has no stages; train a model with rom-encode or rom-ldnet");
}

std::optional<files::StageReport> add_stage(Tool&, StageOptions& o, const files::StoredEnsemble&) {
    throw Error(o.model + " is an ensemble, which has no stages; add them to its members");
}

std::optional<files::StageReport> add_stage(Tool& tool, StageOptions& options, const files::AnyModel& model) {
    const auto report = std::visit([&](const auto& stored) { return add_stage(tool, options, stored); }, model);
    return options.run.dry_run ? std::nullopt : report;
}

}  // namespace rom::cli
