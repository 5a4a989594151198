#include <algorithm>
#include <array>
#include <filesystem>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/further_stage.h"
#include "rom/dynamics/trajectories.h"
#include "rom/evaluation/interpolated.h"
#include "rom/evaluation/verdict.h"
#include "rom/files/consistency.h"
#include "rom/mlasdi/misfit.h"

namespace rom::cli {
namespace {

// What interpolation leaves of the residual of left-out cases, at most, if it is to be taken without being asked for.
constexpr double kWorthwhile = 0.5;

// What asks for the training of a decoder.
constexpr std::array kOfDecoder = {"--kappa", "--optimiser", "--hidden",         "--activation", "--epochs",
                                   "--lr",    "--ridge",     "--train-kappa",    "--init",       "--minutes",
                                   "--batch", "--schedule",  "--keep-checkpoint"};

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
    snapshots::require_space(data.space, stored.model.coordinates, data.array.name(), o.model);
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

// Whether the options ask for an interpolation.
bool interpolates(const StageOptions& o) { return o.kind && *o.kind != StageKind::decoder; }

// What the training snapshots are held against; nothing where a snapshot is zero, and no relative error is defined, nor
// if these are not the cases that the coefficients were fitted to.
std::optional<prediction::SnapshotNorms> norms_of(const Tool& tool, const StageOptions& o,
                                                  const mlasdi::ReducedModel& model, const Pieces& pieces,
                                                  const Eigen::MatrixXd& coordinates) {
    try {
        if (!files::fitted_to(pieces.processes, pieces.parameters) || pieces.data.times != model.grid.size())
            throw Error(o.snapshots + " and " + o.parameters + " are not the cases of " + o.processes + " and " +
                        o.model);
        return prediction::norms_of(pieces.data, model.coordinates, coordinates);
    } catch (const Error& error) {
        if (interpolates(o)) throw;
        tool.detail(std::string("no verdict on the model: ") + error.what());
        return {};
    }
}

// Everything that a stage of either kind is made from.
struct Work {
    const Tool& tool;
    const StageOptions& o;
    const files::StoredModel& stored;
    const Pieces& pieces;
    const Eigen::MatrixXd& coordinates;
    const mlasdi::StageData& data;
    std::optional<prediction::SnapshotNorms> norms;
    std::optional<evaluation::Verdict> before;

    const gp::Coefficients& coefficients() const { return pieces.processes.coefficients; }
    evaluation::TrainingData training() const { return {coordinates, *norms, o.fit_initial}; }
    files::Provenance provenance() const {
        return tool.provenance({{o.snapshots, pieces.sha256},
                                {o.parameters, pieces.parameters.sha256},
                                {o.processes, pieces.processes.sha256}});
    }
};

evaluation::Verdict verdict_with(const Work& work, const mlasdi::ReducedModel& model,
                                 const prediction::CaseInterpolation* interpolated) {
    return evaluation::judge(model, static_cast<Index>(model.stages.size()), work.coefficients(), work.training(),
                             interpolated);
}

// Without the new stage and with it.
void compare(const Work& work, std::optional<evaluation::Verdict> after,
             const prediction::CaseInterpolation* interpolated, files::StageReport& report) {
    report.before = work.before;
    report.after = std::move(after);
    report.after->interpolation =
        evaluation::judge_interpolation(work.stored.model, work.pieces.parameters.values, work.training());
    if (evaluation::does_harm(*report.before, *report.after))
        work.tool.warn(format(
            "with this stage left-out cases are predicted worse than without: %.3g %% in place of %.3g %% in the mean; "
            "leave it out%s",
            100 * report.after->left_out.mean, 100 * report.before->left_out.mean,
            interpolated == nullptr ? ", or lower --kappa" : ""));
    const bool replaced = interpolated != nullptr && interpolated->replaces;
    if (const std::string advice = evaluation::advice_of(*report.after, interpolated != nullptr);
        !advice.empty() && !replaced)
        work.tool.say(advice);
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

// Coordinates [rank, cases * times] in the snapshots' units, interpolated, and how they predict left-out cases; nothing
// if the cases do not determine it.
struct Interpolated {
    prediction::CaseInterpolation states;
    evaluation::InterpolationReport report;
};
std::optional<Interpolated> interpolate(const Work& work, const Eigen::MatrixXd& states) {
    try {
        prediction::CaseInterpolation result{
            work.stored.model.grid, prediction::case_modes(states, work.pieces.data.cases), {}};
        const auto tried = evaluation::try_interpolations(result, work.pieces.parameters.values, *work.norms, 1,
                                                          {.kind = work.o.interpolation});
        if (tried.empty())
            throw Error(work.pieces.parameters.name +
                        ": these cases do not determine an interpolation; two are the same, or they are too few or lie "
                        "on a line");
        return Interpolated{std::move(result), evaluation::best_of(tried)};
    } catch (const Error& error) {
        if (interpolates(work.o)) throw;
        work.tool.detail(std::string("no interpolated stage: ") + error.what());
        return {};
    }
}

// The residual, if it is asked for, or left-out cases tell that this pays; then also what it makes of them.
std::optional<Interpolated> interpolated_residual(const Work& work) {
    if (work.o.kind == StageKind::replacement) return {};
    auto residual = interpolate(work, work.data.residual);
    if (!residual) return {};
    const double left = residual->report.left_out.mean;
    const double all = evaluation::summary_of(prediction::relative_errors(work.data.residual, *work.norms),
                                              work.pieces.parameters.values)
                           .mean;
    if (!work.o.kind && !(left < kWorthwhile * all)) {
        work.tool.say(format("predicted from the other cases, what is left is %.3g %% of %.3g %%, more than half",
                             100 * left, 100 * all));
        return {};
    }
    residual->states.share_of_draws =
        evaluation::share_of_draws(work.stored.model, work.coefficients(),
                                   snapshots::first_states(work.data.latent, work.pieces.data.cases), residual->states);
    return residual;
}

// Whether cases that are left out are predicted better, those with others on either side and those between neighbours
// too: of a grid of parameters a case that is left out has others like it, and what lies between has not.
bool is_surer(const evaluation::Verdict& verdict, const evaluation::Verdict& other) {
    return verdict.left_out.mean < other.left_out.mean && verdict.left_out.inner && other.left_out.inner &&
           *verdict.left_out.inner < *other.left_out.inner && verdict.between && other.between &&
           verdict.between->mean < other.between->mean;
}

// The snapshots themselves.
std::optional<Interpolated> interpolated_snapshots(const Work& work) {
    if (work.o.kind == StageKind::interpolation) return {};
    auto result = interpolate(work, work.stored.model.coordinates.scale * work.coordinates);
    if (!result) return {};
    result->states.replaces = true;
    result->states.share_of_draws = 0;
    return result;
}

std::optional<files::StageReport> add_interpolation(const Work& work) {
    if (!work.norms) return {};
    const mlasdi::ReducedModel& model = work.stored.model;
    std::optional<Interpolated> chosen = interpolated_residual(work);
    std::optional<evaluation::Verdict> after = work.before;
    if (chosen) after = verdict_with(work, model, &chosen->states);
    if (auto snapshots = interpolated_snapshots(work)) {
        auto verdict = verdict_with(work, model, &snapshots->states);
        if (work.o.kind || is_surer(verdict, *after)) {
            chosen = std::move(snapshots);
            after = std::move(verdict);
            if (!work.o.kind)
                work.tool.say(
                    "cases between the others are predicted better by plain interpolation: within the times of the "
                    "training it takes the place of the decoders");
        }
    }
    if (!chosen) return {};
    const prediction::CaseInterpolation& states = chosen->states;
    const Eigen::MatrixXd known = prediction::predict(states, work.pieces.parameters.values, states.grid.times());
    const Eigen::MatrixXd whole =
        states.replaces ? Eigen::MatrixXd(model.coordinates.scale * work.coordinates) : work.data.residual;
    files::StageReport report;
    report.interpolation = chosen->report;
    report.stage = model.stages.size() + 1;
    report.epsilon = mlasdi::residual_deviation(model.coordinates, whole);
    report.residual_before = mlasdi::relative_residual(model, work.data, work.data.residual);
    report.residual_after = mlasdi::relative_residual(model, work.data, whole - known);
    compare(work, std::move(after), &states, report);
    files::write_interpolated_stage(work.o.output, work.stored,
                                    {states, files::coefficients_sha256(work.pieces.processes), work.o.fit_initial},
                                    files::record_of(report), work.provenance());
    return report;
}

template <class Scalar>
files::StageReport add_decoder(const Work& work) {
    const auto& [tool, o, stored, pieces, coordinates, data, norms, before] = work;
    mlasdi::ReducedModel model = stored.model;
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
    catch_stop_signals();
    const auto state = run_training<Scalar>(tool, o.run, {problem.training, plan, identity, o.output});
    const auto [trained, ridge] = problem.complete(state.best);
    mlasdi::set_decoder(model, trained);
    const Eigen::MatrixXd left = mlasdi::residual_of(model, data.coordinates, data.latent);
    mlasdi::set_misfit(model, left, pieces.data.cases);

    report.stage = model.stages.size();
    report.epsilon = model.stages.back().epsilon;
    report.residual_before = mlasdi::relative_residual(model, data, data.residual);
    report.residual_after = mlasdi::relative_residual(model, data, left);
    if (before) compare(work, verdict_with(work, model, nullptr), nullptr, report);
    Record record = record_of(tool, state);
    if (varpro) {
        record.push_back({"chosen_ridge", ridge});
        record.push_back({"held_out", state.least_validation});
    }
    const Record found = files::record_of(report);
    record.insert(record.end(), found.begin(), found.end());
    files::write_further_stage(o.output, stored, model, state.history, record, work.provenance());
    finish(o.run, o.output);
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

files::StageReport add_stage(Tool& tool, StageOptions& o, files::StoredModel stored) {
    const bool interpolable = may_interpolate(tool, o);
    choose_options(tool, o, stored);
    const Pieces pieces = read_pieces(tool, o, stored);
    stored.model.library = pieces.processes.dynamics.library;  // another one, if that was forced
    const mlasdi::ReducedModel& model = stored.model;
    const Eigen::MatrixXd coordinates = snapshots::project<double>(model.coordinates, pieces.data);
    const mlasdi::StageData data = mlasdi::stage_data(model, coordinates, latent_of(o, model, pieces, coordinates));
    Work work{tool, o, stored, pieces, coordinates, data, norms_of(tool, o, model, pieces, coordinates), {}};
    if (work.norms) work.before = verdict_with(work, model, nullptr);
    if (interpolable)
        if (const auto report = add_interpolation(work)) return *report;
    return with_scalar(model.precision, [&]<class Scalar>(Scalar) { return add_decoder<Scalar>(work); });
}

}  // namespace rom::cli
