// rom-encode: stage 1. Trains an autoencoder together with its latent dynamics, or applies one.

#include "rom/base/error.h"
#include "rom/cli/model_options.h"
#include "rom/cli/training_run.h"
#include "rom/files/model_file.h"
#include "rom/mlasdi/misfit.h"
#include "rom/mlasdi/warm_start.h"
#include "rom/npy/output.h"

using namespace rom;

namespace {

// How much longer the first of automatic rounds is after a warm start: a short one only finds the way back.
constexpr Index kWarmRound = 8;

struct Options {
    std::string snapshots;
    std::string output;
    std::string apply;
    std::string warm_start;
    bool one_case = false;
    cli::Optimiser optimiser = cli::Optimiser::muon;
    cli::ModelOptions model;
    cli::NetworkFlags network{.hidden = cli::Widths{{100}}};
    cli::RunOptions run;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"snapshots", &o.snapshots, "Snapshots [cases, times, ...space], .npy; - for standard input",
         kRequired | kInput | kArray},
        {"-o,--output", &o.output, "Model directory to write; with --apply, latent trajectories .npy",
         kRequired | kOutput | kOfRun},
        {"--one-case", &o.one_case, "The snapshots are one case, [times, ...space]"},
        {"--apply", &o.apply, "Encode the snapshots with this model instead of training one", kOfRun | kFile | kModel},
        {"--warm-start", &o.warm_start,
         "Start from the networks of this model, trained on other cases of the same problem", kInput | kModel},
    });
    add(line, o.model);
    line.add(options_of(o.network, "Learning rate; auto is 2e-3 with muon, 1e-3 with adam"), kTrainingGroup);
    line.add(encode_options_of(o.network), kTrainingGroup);
    line.add({{"--optimiser", choice(&o.optimiser, 3), "muon, adam (the papers'), or lbfgs"}}, kTrainingGroup);
    line.add(options_of(o.run), kTrainingGroup);
}

int apply_model(const cli::Tool& tool, const Options& o) {
    const mlasdi::ReducedModel model = files::read_model(o.apply).model;
    const snapshots::Snapshots data = snapshots::open_like(model.coordinates, o.snapshots, o.one_case);
    snapshots::require_space(data.space, model.coordinates, data.array.name(), o.apply);
    const Eigen::MatrixXd latent = mlasdi::encode(model, snapshots::project<double>(model.coordinates, data));
    npy::write_array(o.output, npy::type_of(model.precision), {data.cases, data.times, model.latent()},
                     entries_of(latent));
    tool.detail("encoded " + std::to_string(data.count()) + " snapshots");
    return 0;
}

template <class Scalar>
int train(const cli::Tool& tool, const Options& o) {
    const cli::OutputClaim claim(tool, o.output);
    std::optional<files::StoredModel> before;
    if (!o.warm_start.empty()) before = files::read_model(o.warm_start);
    snapshots::Snapshots data = cli::open_states(tool, o.model.states, o.snapshots, o.one_case);
    const cli::GivenTimes times = cli::times_of(o.model.times, data.array.name(), data.times);
    mlasdi::ReducedModel model = cli::begin_model(tool, o.model, data, times.grid);
    auto plan = cli::training_plan<Scalar>(o.network, o.optimiser, {data.cases, data.times}, o.run.seed);
    const auto parameters = cli::read_case_parameters(o.model, data);
    const std::string sha256 = snapshots::sha256_of(data);
    std::vector<files::InputFile> inputs = {{o.snapshots, sha256}};
    Record hashes = cli::identity_with(o.model.states, {{"snapshots", sha256}});
    if (parameters) {
        inputs.push_back({o.model.parameters, parameters->sha256});
        hashes.push_back({"params", parameters->sha256});
    }
    if (before) hashes.push_back({"warm_start", before->sha256});
    const auto identity = cli::identity_of(tool, times.identity_with(hashes), cli::extendable(o.network, o.optimiser));
    if (cli::is_done(tool, o.run, o.output, identity)) return 0;
    cli::catch_stop_signals();
    tool.detail_cost("checksum of the snapshots");
    model.coordinates = cli::coordinates_of(o.model, o.run, o.output, identity.kept, data);
    mlasdi::round_to_precision(model);
    const Matrix<Scalar> coordinates = snapshots::project<Scalar>(model.coordinates, data);
    tool.detail_cost("basis and coordinates");
    const Eigen::MatrixXd wide = in_double(coordinates);
    model.time_unit = o.model.time_unit.value_or(1 / snapshots::rate_of_change(wide, data.cases, model.grid));
    if (!o.model.derivative)
        model.derivative = snapshots::suitable_derivative(model.coordinates, wide, model.grid, o.model.latent);
    auto problem = mlasdi::autoencoder_problem<Scalar>(model, coordinates, cli::network_options(o.network, o.run.seed),
                                                       o.model.latent,
                                                       cli::penalties_of(tool, o.model, parameters, wide, model.grid));
    if (before) mlasdi::start_from(before->model, o.warm_start, model, problem);
    tool.say(mlasdi::summary_of(model));
    if (before) plan.first_round *= kWarmRound;
    const cli::Run<Scalar> run{problem.training, plan, identity, o.output, &model.coordinates};
    const auto state = cli::run_training<Scalar>(tool, o.run, run);
    cli::finish<Scalar>(o.run, run, state, [&] {
        mlasdi::set_autoencoder(model, state.best);
        const Eigen::MatrixXd latent = mlasdi::encode(model, wide);
        mlasdi::set_misfit(model, mlasdi::fitted_residual(model, wide, latent), data.cases);
        files::write_model(o.output, model, latent, sha256, state.history, cli::record_of(tool, identity, state),
                           tool.provenance(times.inputs_with(inputs)));
    });
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-encode", "Train an autoencoder with its latent dynamics (stage 1), or apply one.",
                   "rom-encode train.npy --dt 0.0314159 --latent 10 --hidden 200,20 -o model", cli::Work::of_ranks);
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        cli::check_model_options(tool, o.model, o.apply, o.output);
        if (!o.apply.empty()) return apply_model(tool, o);
        return with_scalar(o.model.precision, [&]<class Scalar>(Scalar) { return train<Scalar>(tool, o); });
    });
}
