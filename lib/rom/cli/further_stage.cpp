#include "rom/cli/further_stage.h"

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/dynamics/trajectories.h"
#include "rom/evaluation/verdict.h"
#include "rom/files/consistency.h"
#include "rom/ldnet/training.h"

namespace rom::cli {
namespace {

// Epochs of a latent dynamics network, unless they are given.
constexpr Index kFieldEpochs = 200;

Widths hidden_of(const network::Architecture& architecture) {
    Widths widths;
    for (std::size_t k = 0; k + 1 < architecture.layers.size(); ++k)
        widths.values.push_back(architecture.layers[k].outputs);
    return widths;
}

// The pieces of a further stage of a model of rom-encode, read and checked.
struct Pieces {
    files::StoredProcesses processes;
    files::Parameters parameters;
    snapshots::Snapshots data;
    std::string sha256;  // of the snapshots
};

Pieces read_pieces(const Tool& tool, const StageOptions& o, const files::StoredModel& stored) {
    if (o.processes.empty()) throw Error("--gp is required: the gp.json of the model's coefficients", 2);
    if (o.parameters.empty()) throw Error("--params is required: the parameters of the snapshots", 2);
    Pieces pieces{files::read_processes(o.processes),
                  files::read_parameters(o.parameters),
                  snapshots::open_snapshots(o.snapshots, o.one_case),
                  {}};
    const snapshots::Snapshots& data = pieces.data;
    mlasdi::require_space(data.space, stored.model, data.array.name(), o.model);
    files::require_compatible(stored, pieces.processes, pieces.parameters);
    files::require_same_cases(data.array.name(), data.cases, pieces.parameters.name, pieces.parameters.values.rows());
    pieces.sha256 = data.array.sha256();
    std::vector<std::string> found = files::mismatches(stored, pieces.processes);
    if (pieces.sha256 != stored.snapshots_sha256)
        found.push_back(o.snapshots + " is not the file that " + o.model + " was trained on");
    if (!files::fitted_to(pieces.processes, pieces.parameters))
        found.push_back(pieces.parameters.name + " differs from the parameters that " + o.processes + " was fitted to");
    for (const std::string& sentence : found) tool.object(sentence, o.force);
    if (const auto sentence = files::other_derivative(stored, pieces.processes)) tool.warn(*sentence);
    return pieces;
}

// Trajectories of the latent dynamics from the snapshots' first states, eq. (16).
Eigen::MatrixXd latent_of(const StageOptions& o, const mlasdi::ReducedModel& model, const Pieces& pieces,
                          const Eigen::MatrixXd& coordinates) {
    const Eigen::MatrixXd first = snapshots::first_states(coordinates, pieces.data.cases);
    const Eigen::MatrixXd coefficients = gp::predict(pieces.processes.coefficients, pieces.parameters.values).mean;
    const TimeGrid grid = TimeGrid::uniform(pieces.data.times, model.grid.step());
    const dynamics::LatentTrajectories trajectories = dynamics::latent_trajectories(
        pieces.processes.dynamics.library, coefficients, mlasdi::initial_latent(model, first, o.fit_initial), grid);
    if (!trajectories.blow_ups.empty())
        throw Error(trajectories.blow_ups.front() + "; train longer, or with linear dynamics");
    return trajectories.states;
}

void warn_if_unexplained(const Tool& tool, const mlasdi::Predictability& explained) {
    if (explained.nearest < mlasdi::kLeastCorrelation)
        tool.warn(
            format("nearest neighbours in latent space explain the residual with a correlation of %.2f only "
                   "(linearly %.2f): a further stage has little to learn from, and may learn noise",
                   explained.nearest, explained.linear));
}

// Without the new stage and with it. Where a snapshot is zero, no relative error is defined.
void judge(const Tool& tool, const mlasdi::ReducedModel& model, const Pieces& pieces,
           const Eigen::MatrixXd& coordinates, files::StageReport& report) {
    const auto stages = static_cast<Index>(model.stages.size());
    try {
        const prediction::SnapshotNorms norms = prediction::norms_of(pieces.data, model.coordinates, coordinates);
        const evaluation::TrainingData data{coordinates, norms};
        report.before = evaluation::judge(model, stages - 1, pieces.processes.coefficients, data);
        report.after = evaluation::judge(model, stages, pieces.processes.coefficients, data);
        report.after->interpolation =
            evaluation::judge_interpolation(model, gp::space_of(pieces.processes.coefficients), data);
    } catch (const Error& error) {
        tool.detail(std::string("no verdict on the model: ") + error.what());
        return;
    }
    if (evaluation::does_harm(*report.before, *report.after))
        tool.warn(
            format("with this stage left-out cases are predicted worse than without: %.3g %% in place of %.3g %% in "
                   "the mean; leave it out, or lower --kappa",
                   100 * report.after->left_out.mean, 100 * report.before->left_out.mean));
}

template <class Scalar>
files::StageReport add_decoder(const Tool& tool, const StageOptions& o, const files::StoredModel& stored) {
    mlasdi::ReducedModel model = stored.model;
    const Pieces pieces = read_pieces(tool, o, stored);
    catch_stop_signals();
    const Eigen::MatrixXd coordinates = snapshots::project<double>(model.coordinates, pieces.data);
    const mlasdi::StageData data = mlasdi::stage_data(model, coordinates, latent_of(o, model, pieces, coordinates));
    files::StageReport report;
    report.explained = mlasdi::predictability(data.latent, data.residual);
    warn_if_unexplained(tool, *report.explained);

    const bool varpro = o.optimiser == Optimiser::varpro;
    // Each stage starts from other weights.
    mlasdi::NetworkOptions network = network_options(o.network, o.run.seed + model.stages.size());
    network.kappa = o.kappa ? *o.kappa : mlasdi::automatic_kappa(data.latent, pieces.data.cases);
    network.train_kappa = o.train_kappa;
    network.ridge = varpro ? o.ridge : 0;
    const auto problem = mlasdi::decoder_problem<Scalar>(model, data, network);
    const auto plan =
        training_plan<Scalar>(o.network, o.optimiser, {pieces.data.cases, pieces.data.times}, network.seed);
    const Record inputs = {{"snapshots", pieces.sha256},
                           {"params", pieces.parameters.sha256},
                           {"gp", pieces.processes.sha256},
                           {"model", stored.sha256}};
    const Record identity = tool.options.identity(inputs, extendable(o.network, o.optimiser));
    const auto state = run_training<Scalar>(tool, o.run, {problem.training, plan, identity, o.output});
    const auto [trained, ridge] = problem.complete(state.best);
    mlasdi::set_decoder(model, trained);

    report.stage = model.stages.size();
    report.epsilon = model.stages.back().epsilon;
    report.residual_before = mlasdi::relative_residual(model, data, data.residual);
    report.residual_after = mlasdi::relative_residual(model, data, mlasdi::residual_of(model, data));
    judge(tool, model, pieces, coordinates, report);
    Record record = record_of(tool, state);
    if (varpro) {
        record.push_back({"chosen_ridge", ridge});
        record.push_back({"held_out", state.least_validation});
    }
    const Record found = files::record_of(report);
    record.insert(record.end(), found.begin(), found.end());
    files::write_further_stage(o.output, stored, model, state.history, record,
                               tool.provenance({{o.snapshots, pieces.sha256},
                                                {o.parameters, pieces.parameters.sha256},
                                                {o.processes, pieces.processes.sha256}}));
    finish(o.run, o.output);
    return report;
}

files::StageReport add(Tool& tool, StageOptions& o, const files::StoredModel& stored) {
    tool.options.refuse(kFieldGroup, o.model + " is a model of rom-encode");
    if (o.optimiser == Optimiser::marquardt)
        throw Error("--optimiser marquardt is for latent dynamics networks; give another", 2);
    if (o.optimiser == Optimiser::automatic) o.optimiser = Optimiser::varpro;
    if (!o.network.hidden) o.network.hidden = hidden_of(stored.model.encoder);
    if (o.network.hidden->values.empty() && o.optimiser == Optimiser::varpro) o.optimiser = Optimiser::adam;
    return with_scalar(stored.model.precision,
                       [&]<class Scalar>(Scalar) { return add_decoder<Scalar>(tool, o, stored); });
}

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

// A further reconstruction network of a latent dynamics network, whose dynamics stay as they are.
files::StageReport add(Tool& tool, StageOptions& o, const files::StoredNetwork& stored) {
    tool.options.refuse(kEncodeGroup, o.model + " is a latent dynamics network, a model of rom-ldnet");
    if (!o.network.epochs) o.network.epochs = kFieldEpochs;
    if (!o.network.hidden) o.network.hidden = hidden_of(stored.model.stages[0].network);
    const ldnet::Iterations iterations =
        ldnet::share_out(method_of(o.optimiser), *o.network.epochs, o.network.rate.value_or(1e-2));
    ldnet::LatentDynamicsNetwork model = stored.model;
    const FieldData data = read_field_data(o.snapshots, o.fields, o.parameters, model.fields.size());
    if (data.raw.inputs[0].sha256 != stored.snapshots_sha256)
        tool.object(o.snapshots + " is not the file that " + o.model + " was trained on", o.force);
    require_dimensions(o.fields.points, data.files.dimensions, model, o.model);
    const ldnet::CaseInputs inputs = map_raw_inputs(tool, model, data.raw, data.files.cases, data.files.times);
    const ldnet::Observations observations =
        ldnet::read_observations(model, data.files, stored.points_per_time, stored.seed);
    const mlasdi::NetworkOptions network = network_options(o.network, o.run.seed + model.stages.size());
    const ldnet::StageResidual before = ldnet::append_stage(
        model, inputs, observations,
        ldnet::make_stage(model, network.hidden, network.first, network.activation, o.kappa.value_or(1), network.seed));

    const ldnet::FieldProblem problem = ldnet::make_problem(model, inputs, observations, {});
    announce(tool, data, observations.points, problem.weight_count());
    ldnet::require_memory(iterations, problem.weight_count());
    catch_stop_signals();
    Record identity = data.raw.identity;
    identity.push_back({"model", stored.sha256});
    const auto training = ldnet::training_problem(problem);
    const auto plan = ldnet::training_plan(iterations);
    const auto state = run_training<double>(tool, o.run, {training, plan, tool.options.identity(identity), o.output});
    ldnet::set_weights(model, state.best);

    files::StageReport report{model.stages.size(),
                              model.stages.back().epsilon,
                              before.relative,
                              ldnet::relative_residual(model, inputs, observations, before),
                              {}};
    Record record = record_of(tool, state);
    const Record found = files::record_of(report);
    record.insert(record.end(), found.begin(), found.end());
    files::write_further_reconstruction(o.output, stored, model, state.history, record,
                                        tool.provenance(data.raw.inputs));
    finish(o.run, o.output);
    return report;
}

files::StageReport add(Tool&, StageOptions& o, const files::StoredBaseline&) {
    throw Error(o.model + " is a baseline, which has no stages; train a model with rom-encode or rom-ldnet");
}

}  // namespace

files::StageReport add_stage(Tool& tool, StageOptions& options, const files::AnyModel& model) {
    return std::visit([&](const auto& stored) { return add(tool, options, stored); }, model);
}

}  // namespace rom::cli
