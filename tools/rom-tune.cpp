// rom-tune: finds the model that predicts left-out cases best, in a given time.

#include <string>
#include <vector>

#include "rom/base/error.h"
#include "rom/cli/training.h"
#include "rom/cli/tune.h"

using namespace rom;

namespace {

constexpr const char* kNetworks = "Options for latent dynamics networks";

void add_options(cli::CommandLine& line, cli::TuneOptions& o) {
    using namespace cli;
    line.add({
        {"snapshots", &o.snapshots, "Snapshots [cases, times, ...space], .npy", kRequired | kArray},
        {"parameters", &o.parameters, "Parameters [cases, dimensions], .npy; needed but for networks with signals",
         kArray},
        {"-o,--output", &o.output, "Model directory to write; OUTPUT.tune keeps what was tried", kRequired | kOutput},
        {"--minutes", &o.minutes, "Time to take for all, trials on all threads and the training of the result", 0,
         positive(1e7)},
        {"--tasks", &o.tasks, "Only print a line of shell for each trial, for make, GNU parallel or a Slurm array"},
        {"--gather", &o.gather, "Try nothing more: make the model from what was tried"},
        {"--resume", &o.resume, "Do nothing if the model is there already, made by this search in as many minutes"},
        dry_run_option(o.dry_run),
    });
    line.add(options_of(o.states), kSnapshotsGroup);
    line.add({weights_option(o.states)}, kSnapshotsGroup);
    line.add(
        options_of(o.times, "Time between two snapshots", "Times of the snapshots [times], .npy, in place of --dt"),
        kSnapshotsGroup);
    std::vector<Option> networks = options_of(o.fields);
    networks.push_back({"--with", &o.with, "Options of rom-ldnet for all trials, in one word of shell", kNoDefault});
    line.add(networks, kNetworks);
}

void check(cli::Tool& tool, const cli::TuneOptions& o) {
    if (o.tasks && o.gather) throw Error("--tasks and --gather exclude each other; give one", 2);
    if (o.dry_run && (o.tasks || o.gather)) throw Error("--dry-run tries nothing; leave --tasks and --gather out", 2);
    if (o.snapshots == "-" || o.times.times == "-" || o.parameters == "-" || o.fields.points == "-" ||
        o.fields.signals == "-")
        throw Error("snapshots and other inputs are read more than once; name files", 2);
    for (const char* option : {"--fields-axis", "--field-weights", "--mask"})
        if (!o.fields.points.empty() && tool.options.given(option))
            throw Error(std::string(option) + " is not for latent dynamics networks; leave it out", 2);
    if (!o.fields.points.empty()) return;
    tool.options.refuse(kNetworks, "without --points other models are tried");
    if (o.parameters.empty())
        throw Error("parameters are required, or --points and --signals of latent dynamics networks", 2);
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-tune", "Find the model that predicts left-out cases best, in a given time.",
                   "rom-tune train.npy mu.npy --dt 0.02 --minutes 10 -o tuned");
    cli::TuneOptions o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        check(tool, o);
        cli::tune(tool, o);
        return 0;
    });
}
