#include <algorithm>
#include <array>
#include <filesystem>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/dry_run.h"
#include "rom/cli/stage_work.h"
#include "rom/dynamics/trajectories.h"
#include "rom/mlasdi/misfit.h"

namespace rom::cli {
namespace {

// What asks for the training of a decoder.
constexpr std::array kOfDecoder = {"--kappa", "--optimiser", "--hidden",         "--activation", "--epochs",
                                   "--lr",    "--ridge",     "--train-kappa",    "--init",       "--minutes",
                                   "--batch", "--schedule",  "--keep-checkpoint"};

// Trajectories of the latent dynamics from the snapshots' first states, eq. (16).
Eigen::MatrixXd latent_of(const StageOptions& o, const mlasdi::ReducedModel& model, const StagePieces& pieces,
                          const Eigen::MatrixXd& coordinates) {
    const Eigen::MatrixXd first = snapshots::first_states(coordinates, pieces.data.cases);
    const Eigen::MatrixXd coefficients = gp::predict(pieces.processes.coefficients, pieces.parameters.values).mean;
    const TimeGrid grid = model.grid.resized(pieces.data.times);
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

// Whether the options leave it to us, or ask for it; then `kind` says so.
bool may_interpolate(const Tool& tool, StageOptions& o) {
    if (o.interpolation && !o.kind) o.kind = StageKind::interpolation;
    const auto* const asked =
        std::ranges::find_if(kOfDecoder, [&](const char* name) { return tool.options.given(name); });
    if (interpolates(o) && asked != kOfDecoder.end())
        throw Error(std::string(*asked) + " is for --kind decoder; leave it out, or ask for one", 2);
    if (o.kind == StageKind::decoder && o.interpolation)
        throw Error("--interpolation is for --kind interpolation and replacement; leave one of the two out", 2);
    // What was stopped goes on.
    const bool begun = o.run.resume && !o.kind && std::filesystem::exists(checkpoint_path(o.output));
    return o.kind != StageKind::decoder && asked == kOfDecoder.end() && !begun;
}

template <class Scalar>
files::StageReport add_decoder(const StageWork& work) {
    const Tool& tool = work.tool;
    const StageOptions& o = work.o;
    const StagePieces& pieces = work.pieces;
    const mlasdi::StageData& data = work.data;
    mlasdi::ReducedModel model = work.stored.model;
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
    const Run<Scalar> run{problem.training, plan, work.identity, o.output};
    const auto state = run_training<Scalar>(tool, o.run, run);
    finish<Scalar>(o.run, run, state, [&] {
        const auto [trained, ridge] = problem.complete(state.best);
        mlasdi::set_decoder(model, trained);
        const Eigen::MatrixXd left = mlasdi::residual_of(model, data.coordinates, data.latent);
        mlasdi::set_misfit(model, left, pieces.data.cases);

        report.stage = model.stages.size();
        report.epsilon = model.stages.back().epsilon;
        report.residual_before = mlasdi::relative_residual(model, data, data.residual);
        report.residual_after = mlasdi::relative_residual(model, data, left);
        if (work.before) compare(work, verdict_with(work, model, nullptr), nullptr, report);
        Record found;
        if (varpro) found = {{"chosen_ridge", ridge}, {"held_out", state.least_validation}};
        const Record reported = files::record_of(report);
        found.insert(found.end(), reported.begin(), reported.end());
        files::write_further_stage(o.output, work.stored, model, state.history,
                                   record_of(tool, work.identity, state, found), work.provenance());
    });
    return report;
}

void choose_options(Tool& tool, StageOptions& o, const files::StoredModel& stored) {
    tool.options.refuse(kFieldGroup, o.model + " is a model of rom-encode");
    if (stored.interpolated)
        throw Error(o.model +
                    " ends in an interpolated stage, which leaves nothing of the training cases to learn; give "
                    "the model that it was made of");
    if (o.optimiser == Optimiser::marquardt)
        throw Error("--optimiser marquardt is for latent dynamics networks; give another", 2);
    if (o.optimiser == Optimiser::automatic) o.optimiser = Optimiser::varpro;
    if (!o.network.hidden) o.network.hidden = hidden_of(stored.model.encoder);
    if (o.network.hidden->values.empty() && o.optimiser == Optimiser::varpro) o.optimiser = Optimiser::adam;
}

}  // namespace

std::optional<files::StageReport> add_stage(Tool& tool, StageOptions& o, files::StoredModel stored) {
    const bool delayed = stored.model.coordinates.delays > 0;
    const bool interpolable = may_interpolate(tool, o) && !delayed;
    if (delayed && interpolates(o))
        throw Error(o.model + " has delays, of whose states an interpolation knows too few; give --kind decoder", 2);
    choose_options(tool, o, stored);
    const StagePieces pieces = read_pieces(tool, o, stored);
    note_data(tool, pieces.data.array, pieces.data.cases, pieces.data.times, pieces.data.size());
    note_model(tool, stored.model.coordinates, stored.model.latent());
    const Record hashes = {{"snapshots", pieces.sha256},
                           {"params", pieces.parameters.sha256},
                           {"gp", pieces.processes.sha256},
                           {"model", stored.sha256}};
    const Identity identity = identity_of(tool, hashes, extendable(o.network, o.optimiser));
    if (is_done(tool, o.run, o.output, identity)) return {};
    // Throws, before the long work, if --batch does not fit.
    training_plan<double>(o.network, o.optimiser, {pieces.data.cases, pieces.data.times}, o.run.seed);
    stored.model.library = pieces.processes.dynamics.library;  // another one, if that was forced
    const mlasdi::ReducedModel& model = stored.model;
    const Eigen::MatrixXd coordinates = snapshots::project<double>(model.coordinates, pieces.data);
    const mlasdi::StageData data = mlasdi::stage_data(model, coordinates, latent_of(o, model, pieces, coordinates));
    StageWork work{tool, o, stored, pieces, identity, coordinates, data, norms_of(tool, o, model, pieces, coordinates),
                   {}};
    if (work.norms) work.before = verdict_with(work, model, nullptr);
    if (interpolable)
        if (const auto report = add_interpolation(work)) return *report;
    return with_scalar(model.precision, [&]<class Scalar>(Scalar) { return add_decoder<Scalar>(work); });
}

}  // namespace rom::cli
