// rom-encode: stage 1. Trains an autoencoder together with its latent dynamics, or applies one.

#include <array>
#include <optional>

#include "rom/cli/training_command.h"
#include "rom/error.h"
#include "rom/model/model_file.h"
#include "rom/npy/output.h"
#include "rom/training/warm_start.h"

using namespace rom;

namespace {

struct Options {
    std::string snapshots;
    std::string output;
    std::string apply;
    std::string warm_start;
    bool one_case = false;
    double dt = 0;
    long latent = 0;
    std::string library = "linear";
    std::string derivative = "sbp12";
    training::LossWeights weights;
    std::string basis = "data";
    double basis_tolerance = 1e-3;
    std::string scale = "deviation";
    std::string time_unit = "auto";
    std::string precision = "single";
    cli::TrainingFlags training;
};

constexpr std::array kBases = {"data", "mesh"};
constexpr std::array kScalings = {"deviation", "none"};
constexpr std::array kPrecisions = {"single", "double"};

void add_options(CLI::App& app, Options& o) {
    app.add_option("snapshots", o.snapshots, "Snapshots [cases, times, ...space], .npy; - for standard input")
        ->required();
    app.add_option("-o,--output", o.output, "Model directory to write; with --apply, latent trajectories .npy")
        ->required();
    app.add_flag("--one-case", o.one_case, "The snapshots are one case, [times, ...space]");
    app.add_option("--apply", o.apply, "Encode the snapshots with this model instead of training one");
    app.add_option("--warm-start", o.warm_start,
                   "Start from the networks of this model, trained on other cases of the same problem");
    cli::no_default(app.add_option("--dt", o.dt, "Time between two snapshots"))->check(cli::positive());
    cli::no_default(app.add_option("--latent", o.latent, "Latent dimension"))->check(cli::positive());
    cli::add_training_options(app, o.training);
    app.add_option("--optimizer", o.training.optimizer, "adam or lbfgs")
        ->check(cli::one_of(training::optimizer_names().first(2)));
    app.add_option("--dynamics-weight", o.weights.dynamics, "beta1, weight of the latent dynamics in the loss")
        ->check(cli::not_negative());
    app.add_option("--coefficient-weight", o.weights.coefficient, "beta2, weight of the SINDy coefficients' squares")
        ->check(cli::not_negative());
    app.add_option("--variation-weight", o.weights.variation, "beta3, weight of their variation over the cases")
        ->check(cli::not_negative());
    app.add_option("--library", o.library, "Functions that the latent dynamics are made of: linear or quadratic")
        ->check(cli::one_of(dynamics::library_names()));
    app.add_option("--derivative", o.derivative, "Time derivative: sbp12, sbp24, sbp36 or sbp48")
        ->check(cli::one_of(dynamics::derivative_names()));
    app.add_option("--coordinates", o.basis, "Train on coordinates in a basis of the data, or on the mesh")
        ->check(cli::one_of(kBases));
    app.add_option("--basis-tolerance", o.basis_tolerance, "Share of the snapshots' norm that the basis may leave out")
        ->check(cli::within(1e-7, 0.5));
    app.add_option("--scale", o.scale, "Centre and scale by the standard deviation, or none")
        ->check(cli::one_of(kScalings));
    app.add_option("--time-unit", o.time_unit, "Unit in which training counts time; auto reads it off the data");
    app.add_option("--precision", o.precision, "Arithmetic of the networks: single or double")
        ->check(cli::one_of(kPrecisions));
}

int apply_model(const cli::Tool& tool, const Options& o) {
    const training::Snapshots snapshots = training::open_snapshots(o.snapshots, o.one_case);
    const model::StoredModel stored = model::read_model(o.apply);
    training::require_space(snapshots.space, stored.model, snapshots.array.name(), o.apply);
    const Eigen::MatrixXd latent =
        training::encode(stored.model, training::project<double>(stored.model.coordinates, snapshots));
    npy::write_array(o.output, stored.model.precision, {snapshots.cases, snapshots.times, stored.model.latent()},
                     {latent.data(), static_cast<std::size_t>(latent.size())});
    tool.detail("encoded " + std::to_string(snapshots.count()) + " snapshots");
    return 0;
}

template <class Scalar>
int train(const cli::Tool& tool, const Options& o) {
    model::check_output_folder(o.output, model::kModelMarker);
    std::optional<model::StoredModel> from;
    if (!o.warm_start.empty()) from = model::read_model(o.warm_start);
    const training::Snapshots snapshots = training::open_snapshots(o.snapshots, o.one_case);
    dynamics::make_derivative(o.derivative, snapshots.times, o.dt);
    training::NetworkOptions network = cli::network_options(o.training);
    const std::string sha256 = snapshots.array.sha256();
    cli::catch_stop_signals();

    training::ReducedModel model;
    model.precision = std::is_same_v<Scalar, float> ? npy::Type::float32 : npy::Type::float64;
    model.cases = snapshots.cases;
    model.times = snapshots.times;
    model.dt = o.dt;
    model.library = dynamics::library_from(o.library);
    model.derivative = o.derivative;
    const auto stored =
        o.training.resume ? model::read_checkpoint_coordinates(cli::checkpoint_path(o.output)) : std::nullopt;
    model.coordinates =
        stored ? *stored
               : training::make_coordinates(
                     snapshots, o.basis == "data" ? training::Basis::data : training::Basis::mesh,
                     o.scale == "none" ? training::Scaling::none : training::Scaling::deviation, o.basis_tolerance);
    training::round_to_precision(model);
    const Matrix<Scalar> coordinates = training::project<Scalar>(model.coordinates, snapshots);
    const Eigen::MatrixXd& wide = coordinates.template cast<double>();
    model.time_unit = cli::number_or_auto("--time-unit", o.time_unit,
                                          [&] { return 1 / training::rate_of_change(wide, snapshots.cases, o.dt); });

    model::Json record = cli::record_of(o.training);
    record.update({{"latent", o.latent},
                   {"dynamics_weight", o.weights.dynamics},
                   {"coefficient_weight", o.weights.coefficient},
                   {"variation_weight", o.weights.variation},
                   {"basis_tolerance", o.basis_tolerance},
                   {"scale", o.scale}});
    model::Json identity = record;
    identity.update({{"dt", o.dt},
                     {"library", o.library},
                     {"derivative", o.derivative},
                     {"coordinates", o.basis},
                     {"precision", o.precision},
                     {"time_unit", o.time_unit},
                     {"snapshots", sha256}});
    auto problem = training::autoencoder_problem<Scalar>(model, coordinates, network, o.latent, o.weights);
    if (from) {
        problem.initial = training::warm_start(from->model, model, o.warm_start).template cast<Scalar>();
        identity["warm_start"] = from->json;
    }
    tool.say(cli::format(
        "%ld cases of %ld times, %ld entries as %ld coordinates (%.1e of their norm left out), time unit %.4g",
        static_cast<long>(model.cases), static_cast<long>(model.times), static_cast<long>(model.coordinates.size()),
        static_cast<long>(model.coordinates.rank()), model.coordinates.discarded, model.time_unit));
    const auto state = cli::run_training(tool, o.training, problem, identity, o.output, &model.coordinates);
    training::set_autoencoder(model, state.best.template cast<double>());
    record.update({{"best_epoch", state.best_epoch}, {"best_loss", state.best_loss}});
    model::write_model(o.output, model, training::encode(model, wide), sha256, state.history, record,
                       tool.provenance({{o.snapshots, sha256}}));
    if (!o.training.keep_checkpoint) model::remove_checkpoint(cli::checkpoint_path(o.output));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-encode", "Train an autoencoder with its latent dynamics (stage 1), or apply one.",
                   "rom-encode train.npy --dt 0.0314159 --latent 10 --hidden 200,20 --epochs 10000 -o model");
    Options o;
    o.training.hidden = "100";
    o.training.activation = "softplus";
    add_options(tool.app, o);
    return tool.run(argc, argv, [&] {
        if (!o.apply.empty()) return apply_model(tool, o);
        if (o.dt <= 0) throw Error("--dt is required: the time between two snapshots", 2);
        if (o.latent <= 0) throw Error("--latent is required: the latent dimension", 2);
        return o.precision == "single" ? train<float>(tool, o) : train<double>(tool, o);
    });
}
