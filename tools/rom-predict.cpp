// rom-predict: what the reduced model says at new parameters, and how sure it is.

#include "rom/cli/grids.h"
#include "rom/cli/prediction.h"
#include "rom/cli/training.h"

using namespace rom;

namespace {

void add_options(cli::CommandLine& line, cli::PredictOptions& o) {
    using namespace cli;
    line.add({
        {"model", &o.model, "Model directory", kRequired | kModel},
        {"parameters", &o.parameters, "Parameters [cases, dimensions], .npy; - for standard input", kArray},
        {"-o,--output", &o.output, "Predicted snapshots [cases, times, ...space] to write, .npy; - for standard output",
         kRequired | kOutput},
        {"--times", &o.times, "Times to predict: FIRST:LAST:COUNT or a .npy of times; else those of the training", 0,
         times_check()},
        {"--latent-only", &o.latent_only, "Write the latent trajectories [cases, times, latent] instead"},
        stages_option(o.stages),
        deviation_option(o.statistics),
        dry_run_option(o.dry_run),
    });
    line.add(
        {initial_option(o.query),
         {"--uncorrected", &o.query.use.uncorrected,
          "What the model says by itself, as in the papers: not corrected by what it misses of the initial states"}},
        kMeshGroup);
    line.add(options_of(o.statistics), kMeshGroup);
    line.add(options_of(o.query), kEncodeGroup);
    line.add(
        {
            {"--xi", &o.coefficients,
             "Without parameters: coefficients of known cases [cases, terms, latent], .npy, to integrate; - for "
             "standard input",
             kInput | kArray},
            {"--decode", &o.decode,
             "Without parameters: latent trajectories [cases, times, latent], .npy, to decode; - for standard input",
             kInput | kArray},
            {"--one-case", &o.one_case, "The latent trajectories to decode are one case, [times, latent]"},
        },
        kEncodeGroup);
    line.add(
        {{"--keep-going", &o.keep_going, "If a latent trajectory grows without bound, keep its last state and go on"}},
        kEncodeGroup);
    line.add(options_of(o.fields), kFieldGroup);
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-predict", "Predict snapshots at new parameters with a reduced-order model.",
                   "rom-predict model-2 mu_new.npy --gp gp.json --initial u0_new.npy -o prediction.npy",
                   cli::Work::of_ranks);
    cli::PredictOptions o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        cli::predict(tool, o, files::read_any_model(o.model));
        return 0;
    });
}
