// rom-stage: adds a stage that makes up for what the model's stages leave of the training snapshots.

#include <cstdio>

#include "rom/base/error.h"
#include "rom/cli/further_stage.h"
#include "rom/cli/training_run.h"

using namespace rom;

namespace {

void add_options(cli::CommandLine& line, cli::StageOptions& o) {
    using namespace cli;
    line.add({
        {"model", &o.model, "Model directory", kRequired | kOfRun | kModel},
        {"snapshots", &o.snapshots, "The snapshots that it was trained on, .npy; - for standard input",
         kRequired | kInput | kArray},
        {"-o,--output", &o.output, "Model directory to write, with one more stage", kRequired | kOutput | kOfRun},
        {"--params", &o.parameters, "Parameters [cases, dimensions] of the snapshots, .npy", kInput | kArray},
        {"--force", &o.force, "Go on if the inputs do not belong together", kOfRun},
        {"--json", &o.json, "Print the report as JSON", kOfRun},
    });
    line.add(
        {
            {"--kappa", &o.kappa,
             "Factor inside the first layer's activation; auto is 0.1 / distance between neighbouring cases, at most 1 "
             "/ that between times, for an LDNet 1"},
            {"--optimiser", choice(&o.optimiser),
             "varpro (Adam with the last layer solved for; adam without hidden layers), muon, adam or lbfgs; for an "
             "LDNet marquardt (after Adam and BFGS), adam or lbfgs. auto is the first of these"},
        },
        kTrainingGroup);
    line.add(
        options_of(o.network, "Learning rate; auto is 3e-2 with varpro, 2e-3 with muon, 1e-2 for an LDNet, else 1e-3"),
        kTrainingGroup);
    line.add(options_of(o.run), kTrainingGroup);
    line.add(
        {
            {"--gp", &o.processes, "gp.json of the model's coefficients", kInput | kJson},
            {"--kind", choice(&o.kind),
             "decoder; interpolation, over the parameters, of what is left; or replacement of the decoders by "
             "interpolated snapshots. auto is what predicts left-out cases best, or decoder if another option asks for "
             "its training"},
            {"--interpolation", choice(&o.interpolation),
             "linear, cubic or gp, as in rom-baseline: asks for --kind interpolation if there is none; auto: whichever "
             "predicts left-out cases best"},
            {"--ridge", &o.ridge,
             "varpro: ridge of the last layer while the others train; at the end held-out cases choose it", 0,
             positive()},
            {"--train-kappa", &o.train_kappa, "Train kappa too, from this value on"},
            {"--fit-initial", &o.fit_initial,
             "Start from the latent states whose decoding is nearest to the initial states"},
        },
        kEncodeGroup);
    line.add(encode_options_of(o.network), kEncodeGroup);
    line.add(options_of(o.fields), kFieldGroup);
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-stage",
                   "Train or interpolate a further stage on what the model leaves of its training snapshots.",
                   "rom-stage model train.npy --gp gp.json --params mu.npy -o model-2", cli::Work::of_ranks);
    cli::StageOptions o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        const cli::OutputClaim claim(tool, o.output);
        if (const auto report = cli::add_stage(tool, o, files::read_any_model(o.model)))
            std::fputs((o.json ? files::json_of(*report) + "\n" : files::table_of(*report)).c_str(), stdout);
        return 0;
    });
}
