// rom-ensemble: several models as one, whose prediction is their median, and whose deviation knows how they differ.

#include <cstdio>

#include "rom/base/error.h"
#include "rom/cli/ensemble.h"
#include "rom/files/folder.h"
#include "rom/files/reports.h"

using namespace rom;

namespace {

struct Options {
    cli::MemberFiles members;
    std::optional<prediction::Combination> combination;
    std::string snapshots;
    bool prune = false;
    bool json = false;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"models", &o.members.models, "Model directories, of rom-encode, rom-stage and rom-baseline, or of rom-ldnet",
         kRequired | kModel},
        {"--gp", &o.members.processes, "gp.json of each model of rom-encode, in their order", kInput | kJson},
        {"-o,--output", &o.members.output, "Model directory to write", kRequired | kOutput},
        {"--combination", choice(&o.combination),
         "What the members' predictions become, point by point: their median or mean; auto: the mean if there are "
         "--weights, else the median"},
        {"--weights", &o.members.weights, "Weight of each member in the mean, such as 2,1,1", kNoDefault,
         within(1e-6, 1e6)},
        {"--snapshots", &o.snapshots,
         "The training snapshots, to say how good the members are; else those that the models name, if they are there",
         kFile | kArray},
        {"--prune", &o.prune,
         "Leave members out, the worst first, until all together predict left-out cases better than the best alone"},
        {"--force", &o.members.force, "Go on if the pieces do not belong together", kOfRun},
        {"--json", &o.json, "Print the report as JSON"},
    });
}

// Leaves out what does harm, and says so.
void prune(const cli::Tool& tool, Options& o, files::StoredEnsemble& ensemble,
           std::optional<evaluation::EnsembleVerdict>& verdict) {
    if (!verdict) throw Error("--prune needs errors of the training cases, and there are none; leave it out");
    while (const auto worst = evaluation::superfluous(*verdict)) {
        const auto place = static_cast<std::ptrdiff_t>(*worst);
        tool.say(o.members.models[*worst] + " is left out: with it, left-out cases are predicted no better");
        cli::leave_out(o.members, ensemble, place);
        verdict = cli::verdict_on(tool, ensemble, o.snapshots);
    }
}

int gather(const cli::Tool& tool, Options& o) {
    files::check_output_folder(o.members.output, files::kModelMarker);
    if (!o.members.weights.empty() && o.combination == prediction::Combination::median)
        throw Error("--weights is for --combination mean; leave one of the two out", 2);
    files::StoredEnsemble ensemble = cli::gather_members(tool, o.members);
    const bool weighted = !o.members.weights.empty();
    ensemble.combination =
        o.combination.value_or(weighted ? prediction::Combination::mean : prediction::Combination::median);
    auto verdict = cli::verdict_on(tool, ensemble, o.snapshots);
    if (o.prune) prune(tool, o, ensemble, verdict);
    files::write_ensemble(o.members.output, ensemble, tool.provenance(cli::inputs_of(o.members)));
    if (!verdict) return 0;
    std::fputs(
        (o.json ? files::json_of(*verdict, o.members.models) + "\n" : files::table_of(*verdict, o.members.models))
            .c_str(),
        stdout);
    for (const std::size_t k : evaluation::astray(*verdict))
        tool.warn(o.members.models[k] +
                  " went astray: it predicts left-out cases far worse than the others; leave it out, or make it anew");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-ensemble",
                   "Make several models of the same snapshots one, surer than each and knowing how sure.",
                   "rom-ensemble 0/model-2 1/model-2 2/model-2 --gp 0/gp.json 1/gp.json 2/gp.json -o ensemble");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] { return gather(tool, o); });
}
