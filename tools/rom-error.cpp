// rom-error: how far a prediction is from the truth.

#include <cstdio>
#include <optional>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/state_options.h"
#include "rom/files/reports.h"
#include "rom/npy/output.h"

using namespace rom;

namespace {

struct Options {
    std::string truth;
    std::string prediction;
    std::string deviation;
    bool one_case = false;
    cli::StateOptions states;
    std::string relative_to = "norm";
    double max = -1;
    std::string series;
    bool nrmse = false;
    bool json = false;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"truth", &o.truth, "True snapshots [cases, times, ...space], .npy; - for standard input", kRequired | kArray},
        {"prediction", &o.prediction, "Predicted snapshots, likewise; - for standard input", kRequired | kArray},
        {"--std", &o.deviation,
         "Standard deviation of the prediction, likewise: also say how it fits the errors; - for standard input",
         kFile | kArray},
        {"--one-case", &o.one_case, "All are one case, [times, ...space]"},
        {"--relative-to", &o.relative_to,
         "norm of each true snapshot; trajectory: root mean square of these of a case; fluctuation: of what differs "
         "from the case's mean; or a file: from the state in it, .npy",
         0, word_or_file(names_of<snapshots::Reference>())},
        {"--max", &o.max, "Exit with status 3 if the largest error is above this", kNoDefault, not_negative()},
        {"--series", &o.series, "Also write the error over time [cases, times], .npy; - for standard output", kOutput},
        {"--nrmse", &o.nrmse,
         "Report root mean square errors over the range of the truth, and Pearson dissimilarities, instead; --max is "
         "for the first, of all cases"},
        {"--json", &o.json, "Print the report as JSON"},
    });
    line.add(options_of(o.states), kSnapshotsGroup);
}

evaluation::RelativeTo reference_of(const Options& o, const snapshots::Snapshots& truth) {
    for (const auto reference :
         {snapshots::Reference::norm, snapshots::Reference::trajectory, snapshots::Reference::fluctuation})
        if (o.relative_to == name_of(reference)) return {reference, {}};
    return {snapshots::Reference::trajectory, cli::read_state(o.relative_to, truth)};
}

bool writes_series_out(const Options& o) { return npy::is_standard_output(o.series); }

files::Provenance provenance_of(const cli::Tool& tool, const Options& o) {
    std::vector<files::InputFile> inputs;
    for (const std::string& path : {o.truth, o.prediction, o.deviation})
        if (!path.empty()) inputs.push_back({path, path == "-" ? "" : snapshots::open_numbered(path).sha256()});
    return tool.provenance(inputs);
}

// Prints a report, and judges the error that --max is for; `what`: the sentence about one that is too large.
template <class Report>
int finish(const cli::Tool& tool, const Options& o, const Report& report, double error, const std::string& what) {
    if (o.json)
        std::printf("%s\n", files::json_of(report, provenance_of(tool, o)).c_str());
    else if (!writes_series_out(o))
        std::fputs(evaluation::table_of(report).c_str(), stdout);
    if (o.max < 0 || error <= o.max) return 0;
    tool.warn(what + format(", is above --max %.6g", o.max));
    return 3;
}

int report_normalised(const cli::Tool& tool, const Options& o, const snapshots::Snapshots& truth,
                      const snapshots::Snapshots& prediction) {
    if (!o.deviation.empty() || !o.series.empty()) throw Error("--nrmse goes with neither --std nor --series", 2);
    if (truth.fields.names.size() > 1 || o.relative_to != "norm")
        throw Error("--nrmse goes with neither --fields nor --relative-to", 2);
    const evaluation::NormalisedErrors errors = evaluation::compare_normalised(truth, prediction);
    return finish(tool, o, errors, errors.overall.nrmse,
                  format("the normalised root mean square error, %.6g", errors.overall.nrmse));
}

int report_relative(const cli::Tool& tool, const Options& o, const snapshots::Snapshots& truth,
                    const snapshots::Snapshots& prediction) {
    std::optional<snapshots::Snapshots> deviation;
    if (!o.deviation.empty()) deviation = snapshots::open_snapshots(o.deviation, o.one_case);
    const evaluation::Comparison comparison =
        evaluation::compare(truth, prediction, deviation ? &*deviation : nullptr, reference_of(o, truth));
    if (o.relative_to == "norm" && comparison.suitable == snapshots::Reference::trajectory)
        tool.say("a true snapshot is all but zero, which makes its error large: see --relative-to trajectory");
    const evaluation::ErrorReport report = evaluation::report_of(comparison);
    const evaluation::FieldReport& all = report.all;
    if (!o.series.empty())
        npy::write_array(o.series, npy::Type::float64, {truth.cases, truth.times}, entries_of(all.errors.relative));
    return finish(tool, o, report, all.largest(),
                  format("the largest error, %.6g in case %zu at time %ld", all.largest(), all.worst,
                         static_cast<long>(all.cases[all.worst].time)));
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-error", "Relative error of predicted snapshots: largest over time and mean, for each case.",
                   "rom-error truth.npy prediction.npy --max 0.03", cli::Work::of_ranks);
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        if (o.json && writes_series_out(o)) throw Error("only one of --series and --json can go to standard output", 2);
        const snapshots::Snapshots truth = cli::open_states(tool, o.states, o.truth, o.one_case);
        const snapshots::Snapshots prediction = snapshots::open_snapshots(o.prediction, o.one_case);
        return o.nrmse ? report_normalised(tool, o, truth, prediction) : report_relative(tool, o, truth, prediction);
    });
}
