// rom-stage: adds a decoder that learns what the model's stages leave of the training snapshots.

#include <array>
#include <cmath>
#include <cstdio>

#include "rom/cli/field_training.h"
#include "rom/error.h"
#include "rom/model/consistency.h"
#include "rom/model/ldnet_file.h"
#include "rom/training/predict.h"
#include "rom/training/predictability.h"

using namespace rom;

namespace {

struct Options {
    std::string model;
    std::string snapshots;
    std::string processes;
    cli::FieldFlags data;
    std::string output;
    bool one_case = false;
    std::string kappa = "auto";
    bool train_kappa = false;
    bool fit_initial = false;
    bool force = false;
    bool json = false;
    cli::TrainingFlags training;
};

constexpr std::array kOptimizers = {"auto", "varpro", "adam", "lbfgs", "marquardt"};

// Of a latent dynamics network, unless they are given.
constexpr long kFieldEpochs = 200;

// Below this correlation the residual is mostly what the latent trajectories do not determine.
constexpr double kLeastCorrelation = 0.3;

// kappa times the latent distance between neighbouring cases. A decoder with sine on its first layer varies over about
// 1 / kappa; this keeps it nearly linear over what no data holds, whatever the scale that the latent variables took.
// On the multiscale problem in the paper's units it makes kappa 1.1, where the paper has 1.
constexpr double kKappaTimesDistance = 0.1;

void add_options(CLI::App& app, Options& o) {
    app.add_option("model", o.model, "Model directory")->required();
    app.add_option("snapshots", o.snapshots, "The snapshots that it was trained on, .npy; - for standard input")
        ->required();
    app.add_option("--gp", o.processes, "gp.json of the model's coefficients");
    app.add_option("--params", o.data.parameters, "Parameters [cases, dimensions] of the snapshots, .npy");
    cli::add_field_options(app, o.data);
    app.add_option("-o,--output", o.output, "Model directory to write, with one more stage")->required();
    app.add_flag("--one-case", o.one_case, "The snapshots are one case, [times, ...space]");
    cli::add_training_options(app, o.training);
    app.add_option(
           "--optimizer", o.training.optimizer,
           "varpro (Adam with the last layer solved for), adam or lbfgs; without hidden layers adam; of an LDNet "
           "marquardt (after Adam and BFGS), adam or lbfgs. auto is the first")
        ->check(cli::one_of(kOptimizers));
    app.add_option("--ridge", o.training.ridge,
                   "varpro: ridge of the last layer while the others train; at the end held-out cases choose it")
        ->check(cli::positive());
    app.add_option("--kappa", o.kappa,
                   "Factor inside the first layer's activation; auto is 0.1 / distance between neighbouring cases");
    app.add_flag("--train-kappa", o.train_kappa, "Train kappa too, from this value on");
    app.add_flag("--fit-initial", o.fit_initial,
                 "Start from the latent states whose decoding is nearest to the initial states");
    app.add_flag("--force", o.force, "Go on where the inputs do not belong together");
    app.add_flag("--json", o.json, "Print the report as JSON");
}

// The hidden widths of a network, as --hidden takes them.
std::string hidden_of(const network::Architecture& architecture) {
    std::string text;
    for (std::size_t k = 0; k + 1 < architecture.layers.size(); ++k)
        text += (k > 0 ? "," : "") + std::to_string(architecture.layers[k].outputs);
    return text.empty() ? "none" : text;
}

void check_belonging(const cli::Tool& tool, const Options& o, const model::StoredModel& stored,
                     const model::StoredProcesses& processes, const model::Parameters& parameters,
                     const std::string& snapshots_sha256) {
    std::vector<std::string> found = model::mismatches(stored, processes);
    if (snapshots_sha256 != stored.snapshots_sha256)
        found.push_back(o.snapshots + " is not the file that " + o.model + " was trained on");
    const Eigen::MatrixXd& fitted = processes.regression.inputs;
    if (parameters.values.rows() != fitted.rows() || parameters.values != fitted)
        found.push_back(parameters.name + " differs from the parameters that " + o.processes + " was fitted to");
    for (const std::string& sentence : found) {
        if (!o.force) throw Error(sentence + "; give what belongs together, or --force");
        tool.warn(sentence);
    }
}

// What all stages leave of the snapshots, in coordinates times their units: R = U - sum of stages (eq. 17).
Eigen::MatrixXd residual_of(const training::ReducedModel& model, const Eigen::MatrixXd& coordinates,
                            const Eigen::MatrixXd& latent) {
    return model.coordinates.scale * coordinates -
           training::decode(model, latent, static_cast<Index>(model.stages.size()));
}

void print_report(const model::Json& report, bool json) {
    if (json) {
        std::printf("%s\n", report.dump(2).c_str());
        return;
    }
    const auto number = [&](const char* key) { return report[key].get<double>(); };
    std::printf("stage %g, epsilon %.4g\n", number("stage"), number("epsilon"));
    std::printf("residual / snapshots (Frobenius, centred)  before %.4g  after %.4g\n", number("residual_before"),
                number("residual_after"));
    if (report.contains("correlation_linear"))
        std::printf("correlation of latents and residual        linear %.3f  nearest neighbours %.3f\n",
                    number("correlation_linear"), number("correlation_nearest"));
}

template <class Scalar>
int add_stage(const cli::Tool& tool, Options& o, const model::StoredModel& stored) {
    training::ReducedModel model = stored.model;
    const model::StoredProcesses processes = model::read_processes(o.processes);
    const model::Parameters parameters = model::read_parameters(o.data.parameters);
    const training::Snapshots snapshots = training::open_snapshots(o.snapshots, o.one_case);
    training::require_space(snapshots.space, model, snapshots.array.name(), o.model);
    model::require_compatible(stored, processes, parameters);
    model::require_same_cases(snapshots.array.name(), snapshots.cases, parameters.name, parameters.values.rows());
    const std::string sha256 = snapshots.array.sha256();
    check_belonging(tool, o, stored, processes, parameters, sha256);
    cli::catch_stop_signals();

    const Eigen::MatrixXd coordinates = training::project<double>(model.coordinates, snapshots);
    Eigen::MatrixXd initial(model.coordinates.rank(), snapshots.cases);
    for (Index c = 0; c < snapshots.cases; ++c) initial.col(c) = coordinates.col(c * snapshots.times);
    initial = o.fit_initial ? training::fit_latent(model, initial) : training::encode(model, initial);
    const Eigen::VectorXd times =
        model.dt * Eigen::VectorXd::LinSpaced(snapshots.times, 0, static_cast<double>(snapshots.times - 1));
    const training::LatentTrajectories trajectories = training::latent_trajectories(
        processes.regression, processes.dynamics.library, parameters.values, initial, times);
    const Eigen::MatrixXd& latent = trajectories.states;
    if (!trajectories.blow_ups.empty())
        throw Error(trajectories.blow_ups.front() + "; train longer, or with linear dynamics");
    const Eigen::MatrixXd before = residual_of(model, coordinates, latent);
    const double outside =
        model.coordinates.scale * model.coordinates.scale * training::outside_basis(model.coordinates, coordinates);
    const training::Predictability explained = training::predictability(latent, before);
    if (explained.nearest < kLeastCorrelation)
        tool.warn(
            cli::format("nearest neighbours in latent space explain the residual with a correlation of %.2f only "
                        "(linearly %.2f): a further stage has little to learn from, and may learn noise",
                        explained.nearest, explained.linear));

    training::NetworkOptions network = cli::network_options(o.training);
    network.kappa = cli::number_or_auto(
        "--kappa", o.kappa, [&] { return kKappaTimesDistance / training::case_distance(latent, snapshots.cases); });
    network.train_kappa = o.train_kappa;
    network.seed += model.stages.size();  // each stage starts from other weights
    model::Json record = cli::record_of(o.training);
    record.update({{"kappa", o.kappa},
                   {"fit_initial", o.fit_initial},
                   {"train_kappa", o.train_kappa},
                   {"ridge", o.training.ridge}});
    model::Json identity = record;
    identity.update({{"snapshots", sha256}, {"model", stored.json}, {"gp", processes.dynamics.latent_sha256}});
    const auto problem = training::decoder_problem<Scalar>(model, latent, before, outside, network);
    const auto state = cli::run_training<Scalar>(tool, o.training, problem, identity, o.output, nullptr);
    const auto [trained, ridge] = problem.complete(state.best);
    training::set_decoder(model, trained.template cast<double>());

    const Eigen::MatrixXd after = residual_of(model, coordinates, latent);
    const double whole = std::hypot(model.coordinates.scale * coordinates.norm(), std::sqrt(outside));
    const auto relative = [&](const Eigen::MatrixXd& residual) {
        return std::hypot(residual.norm(), std::sqrt(outside)) / whole;
    };
    const model::Json report = {{"stage", model.stages.size()},           {"epsilon", model.stages.back().epsilon},
                                {"residual_before", relative(before)},    {"residual_after", relative(after)},
                                {"correlation_linear", explained.linear}, {"correlation_nearest", explained.nearest}};
    record.update({{"best_epoch", state.best_epoch}, {"best_loss", state.best_loss}});
    if (o.training.ridge > 0) record.update({{"chosen_ridge", ridge}, {"held_out", state.least_validation}});
    record.update(report);
    model::write_further_stage(o.output, stored, model, state.history, record,
                               tool.provenance({{o.snapshots, sha256},
                                                {o.data.parameters, parameters.sha256},
                                                {o.processes, model::file_sha256(o.processes)}}));
    if (!o.training.keep_checkpoint) model::remove_checkpoint(cli::checkpoint_path(o.output));
    print_report(report, o.json);
    return 0;
}

int add_decoder(const cli::Tool& tool, Options& o) {
    if (o.processes.empty()) throw Error("--gp is required: the gp.json of the model's coefficients", 2);
    if (o.data.parameters.empty()) throw Error("--params is required: the parameters of the snapshots", 2);
    const model::StoredModel stored = model::read_model(o.model);
    std::string& optimizer = o.training.optimizer;
    if (optimizer == "marquardt") throw Error("--optimizer marquardt is for latent dynamics networks; give another", 2);
    if (optimizer == "auto") optimizer = "varpro";
    if (o.training.hidden.empty()) o.training.hidden = hidden_of(stored.model.encoder);
    if (o.training.hidden == "none" && optimizer == "varpro") optimizer = "adam";
    if (optimizer != "varpro") o.training.ridge = 0;
    return stored.model.precision == npy::Type::float32 ? add_stage<float>(tool, o, stored)
                                                        : add_stage<double>(tool, o, stored);
}

// How many of the epochs go to which method: to the first two a quarter each, where the last is to come after them.
ldnet::FitOptions fit_options(const cli::TrainingFlags& flags) {
    ldnet::FitOptions fit{0, 0, 0, cli::number_or_auto("--lr", flags.rate, [] { return 1e-2; })};
    if (flags.optimizer == "varpro")
        throw Error("--optimizer varpro is not for latent dynamics networks; give another", 2);
    if (flags.optimizer == "adam") {
        fit.adam = flags.epochs;
    } else if (flags.optimizer == "lbfgs") {
        fit.bfgs = flags.epochs;
    } else {
        fit.adam = fit.bfgs = flags.epochs / 4;
        fit.marquardt = flags.epochs - fit.adam - fit.bfgs;
    }
    return fit;
}

// A further reconstruction network of a latent dynamics network, whose dynamics stay as they are.
int add_reconstruction(const cli::Tool& tool, Options& o) {
    if (o.train_kappa || o.fit_initial || !o.processes.empty())
        throw Error("--gp, --train-kappa and --fit-initial are not for latent dynamics networks, and " + o.model +
                        " is one; leave them out",
                    2);
    if (tool.app.count("--epochs") == 0) o.training.epochs = kFieldEpochs;
    const model::StoredNetwork stored = model::read_latent_dynamics_network(o.model);
    ldnet::LatentDynamicsNetwork model = stored.model;
    const std::string file = o.model + "/" + model::kModelMarker;
    const auto first = model::get<std::vector<model::Json>>(stored.json, "stages", file).front();
    const auto trained = model::get<model::Json>(first, "training", file);
    const cli::FieldData data = cli::read_field_data(o.snapshots, o.data, model.fields.size());
    if (data.inputs[0].sha256 != stored.snapshots_sha256) {
        const std::string sentence = o.snapshots + " is not the file that " + o.model + " was trained on";
        if (!o.force) throw Error(sentence + "; give what belongs together, or --force");
        tool.warn(sentence);
    }
    if (data.files.dimensions != model.points.size())
        throw Error(o.data.points + " has points of " + std::to_string(data.files.dimensions) + " dimensions but " +
                    o.model + " was trained on points of " + std::to_string(model.points.size()) + "; they must match");
    const ldnet::Inputs inputs = cli::map_raw_inputs(tool, model, o.data, data.raw, data.files.cases, data.files.times);
    const ldnet::Observations observations =
        ldnet::read_observations(model, data.files, model::get<std::int64_t>(trained, "points_per_time", file),
                                 static_cast<std::uint64_t>(model::get<std::int64_t>(trained, "seed", file)));
    const Eigen::MatrixXd states = ldnet::latent_states(model, inputs);
    const std::size_t before_count = model.stages.size();
    const Eigen::MatrixXd before = ldnet::residual(model, inputs, observations, states, before_count);
    if (o.training.hidden.empty()) o.training.hidden = hidden_of(model.stages[0].network);
    const training::NetworkOptions network = cli::network_options(o.training);
    model.stages.push_back(ldnet::make_stage(model, network.hidden, network.first, network.activation,
                                             cli::number_or_auto("--kappa", o.kappa, [] { return 1.0; }),
                                             o.training.seed + before_count));
    model.stages.back().epsilon = std::sqrt(before.squaredNorm() / static_cast<double>(before.size()));

    const ldnet::Problem problem = ldnet::make_problem(model, inputs, observations, {});
    model::Json record = cli::record_of(o.training);
    record["kappa"] = o.kappa;
    model::Json identity = record;
    identity["model"] = stored.json;
    const auto state = cli::run_fit(tool, o.training, fit_options(o.training), problem, identity, data, o.output);
    ldnet::set_parameters(model, state.best);
    const Eigen::MatrixXd after = ldnet::residual(model, inputs, observations, states, model.stages.size());
    const double whole = observations.fields.norm();
    const model::Json report = {{"stage", model.stages.size()},
                                {"epsilon", model.stages.back().epsilon},
                                {"residual_before", before.norm() / whole},
                                {"residual_after", after.norm() / whole}};
    record.update({{"best_epoch", state.best_epoch}, {"best_loss", state.best_loss}});
    record.update(report);
    model::write_further_reconstruction(o.output, stored, model, state.history, record, tool.provenance(data.inputs));
    if (!o.training.keep_checkpoint) model::remove_checkpoint(cli::checkpoint_path(o.output));
    print_report(report, o.json);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-stage", "Train a further decoder on what the model leaves of its training snapshots.",
                   "rom-stage model train.npy --gp gp.json --params mu.npy --epochs 10000 -o model-2");
    Options o;
    o.training.activation = "sine";
    o.training.optimizer = "auto";
    o.training.ridge = 1e-4;
    add_options(tool.app, o);
    return tool.run(argc, argv, [&] {
        model::check_output_folder(o.output, model::kModelMarker);
        std::error_code error;
        if (std::filesystem::equivalent(o.model, o.output, error))
            throw Error("--output is the input model " + o.model + ", which stays as it is; name another folder", 2);
        return model::is_latent_dynamics_network(o.model) ? add_reconstruction(tool, o) : add_decoder(tool, o);
    });
}
