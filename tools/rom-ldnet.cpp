// rom-ldnet: trains a latent dynamics network, which needs neither an encoder nor a mesh.

#include <algorithm>

#include "rom/base/error.h"
#include "rom/cli/field_data.h"
#include "rom/cli/network_options.h"
#include "rom/cli/training_run.h"
#include "rom/files/ldnet_file.h"
#include "rom/ldnet/training.h"

using namespace rom;

namespace {

// Of an iteration of Adam and of Muon, if the batch is auto.
constexpr Index kBatches = 10;
constexpr Index kBatchesOfMuon = 50;

struct Options {
    std::string snapshots;
    std::string output;
    std::string parameters;
    cli::FieldFlags fields;
    cli::LatentNetworkOptions network;
    ldnet::Iterations iterations;
    cli::SampleSize batch;
    cli::SampleSize points_per_time;
    ldnet::Ridge ridge;
    cli::RunOptions run;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"snapshots", &o.snapshots, "Snapshots [cases, times, ...points] or [cases, times, ...points, fields], .npy",
         kRequired | kInput | kArray},
        {"-o,--output", &o.output, "Model directory to write", kRequired | kOutput | kOfRun},
        {"--params", &o.parameters, "Parameters [cases, dimensions], .npy", kInput | kArray},
    });
    line.add(options_of(o.fields));
    add(line, o.network);
    line.add(
        {
            {"--points-per-time", &o.points_per_time, "Points of a snapshot to train on: auto, all, or a number"},
            {"--dynamics-ridge", &o.ridge.dynamics,
             "Tikhonov weight of NNdyn's layers, one for all or one each; else none", 0, not_negative()},
            {"--ridge", &o.ridge.reconstruction,
             "Tikhonov weight of NNrec's layers, one for all or one each; else none", 0, not_negative()},
            {"--muon", &o.iterations.muon, "Iterations of Muon, the first: for thousands of weights", 0,
             not_negative()},
            {"--adam", &o.iterations.adam, "Iterations of Adam, after those", 0, not_negative()},
            {"--bfgs", &o.iterations.bfgs, "Iterations of self-scaled BFGS, after those", 0, not_negative()},
            {"--marquardt", &o.iterations.marquardt, "Iterations of Levenberg-Marquardt, the last", 0, not_negative()},
            {"--lr", &o.iterations.rate, "Learning rate of Muon and Adam", 0, positive()},
            {"--batch", &o.batch, "Cases that a step of Muon or Adam looks at: auto, all, or a number"},
        },
        kTrainingGroup);
    line.add(options_of(o.run), kTrainingGroup);
}

void check_ridge(const std::string& option, const std::vector<double>& weights, const network::Architecture& network) {
    if (weights.size() > 1 && weights.size() != network.layers.size())
        throw Error(option + " has " + std::to_string(weights.size()) + " weights but the network has " +
                        std::to_string(network.layers.size()) + " layers; give one for all, or one for each",
                    2);
}

// How many points of each snapshot to train on.
Index points_of(const Options& o, const ldnet::FieldFiles& files, const ldnet::LatentDynamicsNetwork& model) {
    using enum cli::SampleSize::Kind;
    if (o.points_per_time.kind == all) return files.count;
    if (o.points_per_time.kind == number) return std::min(o.points_per_time.number, files.count);
    return ldnet::suitable_points(files, model.dynamics_weights.size() + model.stages[0].weights.size());
}

int train(const cli::Tool& tool, const Options& o) {
    const cli::OutputClaim claim(tool, o.output);
    const cli::FieldData data = cli::read_field_data(o.snapshots, o.fields, o.parameters, o.network.fields);
    const cli::GivenTimes times = cli::times_of(o.network.times, data.files.snapshots.name(), data.files.times);
    // A run may go on for longer with its last method, and with more points.
    const auto identity = cli::identity_of(tool, times.identity_with(data.raw.identity),
                                           {o.iterations.marquardt > 0 ? "marquardt" : "bfgs", "points_per_time"});
    if (cli::is_done(tool, o.run, o.output, identity)) return 0;
    ldnet::LatentDynamicsNetwork model = cli::begin_network(o.network, data, times.grid, o.run.seed);
    check_ridge("--dynamics-ridge", o.ridge.dynamics, model.dynamics);
    check_ridge("--ridge", o.ridge.reconstruction, model.stages[0].network);
    const ldnet::CaseInputs inputs = query::map_raw_inputs(model, data.raw, data.files.cases, data.files.times);
    ldnet::Iterations iterations = o.iterations;
    const Index batches = iterations.muon > 0 ? kBatchesOfMuon : kBatches;
    iterations.batch = cli::batch_size(o.batch, (inputs.cases + batches - 1) / batches, inputs.cases);
    iterations.seed = o.run.seed;
    const Index points = points_of(o, data.files, model);
    const ldnet::Observations observations = ldnet::read_observations(model, data.files, points, o.run.seed);
    const ldnet::FieldProblem problem = ldnet::make_problem(model, inputs, observations, o.ridge);
    cli::announce(tool, data, observations.points, problem.weight_count());
    ldnet::require_memory(o.iterations, problem.weight_count());
    const auto training = ldnet::training_problem(problem);
    const auto plan = ldnet::training_plan(iterations);
    const cli::Run<double> run{training, plan, identity, o.output};
    const auto state = cli::run_training<double>(tool, o.run, run);
    cli::finish<double>(o.run, run, state, [&] {
        ldnet::set_weights(model, state.best);
        files::write_latent_dynamics_network(
            o.output, model, data.raw.inputs[0].sha256, state.history,
            cli::record_of(tool, identity, state, {{"chosen_points_per_time", points}}),
            tool.provenance(times.inputs_with(data.raw.inputs)));
    });
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-ldnet", "Train a latent dynamics network: latent dynamics and fields together, without a mesh.",
                   "rom-ldnet train.npy --points x.npy --params mu.npy --dt 0.05 --latent 2 -o model");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] { return train(tool, o); });
}
