// rom-ldnet: trains a latent dynamics network, which needs neither an encoder nor a mesh.

#include <cmath>

#include "rom/cli/field_training.h"
#include "rom/error.h"
#include "rom/model/ldnet_file.h"

using namespace rom;

namespace {

struct Options {
    std::string snapshots;
    std::string output;
    cli::FieldFlags data;
    long fields = 1;
    double dt = 0;
    long latent = 0;
    long order = 1;
    std::string integrator = "euler";
    double step = 0;
    std::string time_unit = "auto";
    std::string dynamics_hidden = "10,10";
    std::string hidden = "10,10";
    std::string activation = "tanh";
    bool direct = false;
    bool equilibrium = false;
    long points_per_time = 0;
    std::vector<double> dynamics_ridge;
    std::vector<double> ridge;
    ldnet::FitOptions fit;
    cli::TrainingFlags run;
};

// Where --time-unit is auto: the run has so many of them.
constexpr double kTimeUnits = 10;

void add_options(CLI::App& app, Options& o) {
    app.add_option("snapshots", o.snapshots,
                   "Snapshots [cases, times, ...points] or [cases, times, ...points, fields], .npy")
        ->required();
    app.add_option("-o,--output", o.output, "Model directory to write")->required();
    cli::add_field_options(app, o.data);
    app.add_option("--params", o.data.parameters, "Parameters [cases, dimensions], .npy");
    app.add_option("--fields", o.fields, "Number of fields, the last axis of the snapshots where above 1")
        ->check(cli::positive());
    cli::no_default(app.add_option("--dt", o.dt, "Time between two snapshots"))->required()->check(cli::positive());
    cli::no_default(app.add_option("--latent", o.latent, "Latent dimension"))->required()->check(cli::positive());
    app.add_option("--order", o.order, "2 for dynamics of second order: z'' = NNdyn(z, z', inputs)")
        ->check(cli::within(1, 2));
    app.add_option("--integrator", o.integrator, "euler, rk2 or rk4")->check(cli::one_of(ldnet::integrator_names()));
    cli::no_default(app.add_option("--step", o.step, "Step of the integrator, else --dt, which it must divide"))
        ->check(cli::positive());
    app.add_option("--time-unit", o.time_unit, "Time that counts as 1 to NNdyn; auto is a tenth of the run");
    app.add_option("--dynamics-hidden", o.dynamics_hidden, "Widths of NNdyn's hidden layers; none for none");
    app.add_option("--hidden", o.hidden, "Widths of NNrec's hidden layers; none for none");
    app.add_option("--activation", o.activation, "Activation of the hidden layers")
        ->check(cli::one_of(network::activation_names()));
    app.add_flag("--direct", o.direct, "Give parameters and signals to NNrec too");
    app.add_flag("--equilibrium", o.equilibrium, "Without signals nothing happens: subtract NNdyn at rest");
    app.add_option("--points-per-time", o.points_per_time,
                   "Train on so many points of each snapshot, at random; 0 for all")
        ->check(cli::not_negative());
    cli::no_default(app.add_option("--dynamics-ridge", o.dynamics_ridge,
                                   "Tikhonov weight of NNdyn's layers, one for all or one each; else none"))
        ->delimiter(',')
        ->check(cli::not_negative());
    cli::no_default(
        app.add_option("--ridge", o.ridge, "Tikhonov weight of NNrec's layers, one for all or one each; else none"))
        ->delimiter(',')
        ->check(cli::not_negative());
    app.add_option("--adam", o.fit.adam, "Iterations of Adam, the first")->check(cli::not_negative());
    app.add_option("--bfgs", o.fit.bfgs, "Iterations of self-scaled BFGS, after those")->check(cli::not_negative());
    app.add_option("--marquardt", o.fit.marquardt, "Iterations of Levenberg and Marquardt's method, the last")
        ->check(cli::not_negative());
    app.add_option("--lr", o.fit.rate, "Learning rate of Adam")->check(cli::positive());
    cli::add_run_options(app, o.run);
}

// Integrator steps in each dt.
Index steps_of(const Options& o) {
    if (o.step <= 0) return 1;
    const double ratio = o.dt / o.step;
    const double whole = std::round(ratio);
    if (whole < 1 || std::abs(ratio - whole) > 1e-6 * whole)
        throw Error(cli::format("--step %g does not divide --dt %g: it goes %g times; give a whole fraction of it",
                                o.step, o.dt, ratio),
                    2);
    return static_cast<Index>(whole);
}

// The network of these options, without weights, its ranges those of the data.
ldnet::LatentDynamicsNetwork describe(const Options& o, const ldnet::Files& files, const cli::RawInputs& raw) {
    ldnet::LatentDynamicsNetwork model;
    model.order = o.order;
    model.integrator = ldnet::integrator_from(o.integrator);
    model.latent = o.latent;
    model.dt = o.dt;
    model.steps = steps_of(o);
    model.cases = files.cases;
    model.times = files.times;
    model.precision = files.snapshots.header().type;
    model.time_unit = cli::number_or_auto("--time-unit", o.time_unit,
                                          [&] { return o.dt * static_cast<double>(files.times - 1) / kTimeUnits; });
    model.direct = o.direct;
    model.equilibrium = o.equilibrium;
    model.points = ldnet::range_of_points(files);
    model.fields = ldnet::range_of_fields(files);
    if (raw.parameters.cols() > 0) model.parameters = ldnet::range_of(raw.parameters);
    if (raw.signals.cols() > 0) model.signals = ldnet::range_of(raw.signals);
    return model;
}

void check_ridge(const std::string& option, const std::vector<double>& weights, const network::Architecture& network) {
    if (weights.size() > 1 && weights.size() != network.layers.size())
        throw Error(option + " has " + std::to_string(weights.size()) + " weights but the network has " +
                        std::to_string(network.layers.size()) + " layers; give one for all, or one for each",
                    2);
}

model::Json record_of(const Options& o) {
    return {{"adam", o.fit.adam},
            {"bfgs", o.fit.bfgs},
            {"marquardt", o.fit.marquardt},
            {"lr", o.fit.rate},
            {"points_per_time", o.points_per_time},
            {"dynamics_ridge", o.dynamics_ridge},
            {"ridge", o.ridge},
            {"seed", o.run.seed}};
}

int train(const cli::Tool& tool, const Options& o) {
    model::check_output_folder(o.output, model::kModelMarker);
    const cli::FieldData data = cli::read_field_data(o.snapshots, o.data, o.fields);
    const ldnet::Files& files = data.files;
    ldnet::LatentDynamicsNetwork model = describe(o, files, data.raw);
    ldnet::initialise(model, cli::parse_widths("--dynamics-hidden", o.dynamics_hidden),
                      cli::parse_widths("--hidden", o.hidden), network::activation_from(o.activation), o.run.seed);
    check_ridge("--dynamics-ridge", o.dynamics_ridge, model.dynamics);
    check_ridge("--ridge", o.ridge, model.stages[0].network);
    const ldnet::Inputs inputs = cli::map_raw_inputs(tool, model, o.data, data.raw, files.cases, files.times);
    const ldnet::Observations observations = ldnet::read_observations(model, files, o.points_per_time, o.run.seed);
    const ldnet::Problem problem = ldnet::make_problem(model, inputs, observations, {o.dynamics_ridge, o.ridge});

    model::Json record = record_of(o);
    model::Json identity = record;
    // A run may go on for longer with its last method, and with more points.
    identity.erase(o.fit.marquardt > 0 ? "marquardt" : "bfgs");
    identity.erase("points_per_time");
    identity.update({{"dt", o.dt},
                     {"latent", o.latent},
                     {"order", o.order},
                     {"integrator", o.integrator},
                     {"step", o.step},
                     {"time_unit", model.time_unit},
                     {"dynamics_hidden", o.dynamics_hidden},
                     {"hidden", o.hidden},
                     {"activation", o.activation},
                     {"direct", o.direct},
                     {"equilibrium", o.equilibrium},
                     {"fields", o.fields}});
    const auto state = cli::run_fit(tool, o.run, o.fit, problem, identity, data, o.output);
    ldnet::set_parameters(model, state.best);
    record.update({{"best_iteration", state.best_epoch}, {"best_loss", state.best_loss}});
    model::write_latent_dynamics_network(o.output, model, data.inputs[0].sha256, state.history, record,
                                         tool.provenance(data.inputs));
    if (!o.run.keep_checkpoint) model::remove_checkpoint(cli::checkpoint_path(o.output));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-ldnet", "Train a latent dynamics network: latent dynamics and fields together, without a mesh.",
                   "rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.05 --latent 2 -o model");
    Options o;
    add_options(tool.app, o);
    return tool.run(argc, argv, [&] { return train(tool, o); });
}
