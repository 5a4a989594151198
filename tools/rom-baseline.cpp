// rom-baseline: POD with interpolation over the parameters, what any model has to beat.

#include <cstdio>
#include <optional>

#include "rom/base/error.h"
#include "rom/cli/plausibility.h"
#include "rom/cli/regression_options.h"
#include "rom/cli/state_options.h"
#include "rom/cli/time_options.h"
#include "rom/cli/tool.h"
#include "rom/evaluation/verdict.h"
#include "rom/files/baseline_file.h"
#include "rom/files/folder.h"
#include "rom/files/inputs.h"
#include "rom/files/reports.h"

using namespace rom;

namespace {

struct Options {
    std::string snapshots;
    std::string parameters;
    std::string output;
    std::optional<prediction::Interpolation> interpolation;
    std::string logarithmic = "auto";
    double tolerance = 1e-4;
    cli::TimeFlags times;
    Precision precision = Precision::float32;
    bool json = false;
    cli::StateOptions states;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"snapshots", &o.snapshots, "Snapshots [cases, times, ...space], .npy; - for standard input",
         kRequired | kArray},
        {"parameters", &o.parameters, "Parameters [cases, dimensions], .npy; - for standard input", kRequired | kArray},
        {"-o,--output", &o.output, "Model directory to write; without it, only the report", kOutput},
        {"--interpolation", choice(&o.interpolation),
         "linear or cubic radial functions, or gp, a Gaussian process for each mode; auto: whichever predicts left-out "
         "cases best"},
        {"--log", &o.logarithmic,
         "Parameters, counted from 0, whose logarithm counts, such as 0,2; none; auto: those for which left-out cases "
         "are predicted better",
         0, logarithms_check()},
        {"--basis-tolerance", &o.tolerance, "Share of the snapshots' norm that the POD basis may leave out", 0,
         within(1e-7, 0.5)},
        {"--precision", choice(&o.precision), "single or double: of the arrays, and of predictions"},
        {"--json", &o.json, "Print the report as JSON"},
    });
    line.add(options_of(o.states), kSnapshotsGroup);
    line.add({weights_option(o.states)}, kSnapshotsGroup);
    line.add(options_of(o.times, "Time between two snapshots, which --times of rom-predict needs",
                        "Times of the snapshots [times], .npy, in place of --dt"),
             kSnapshotsGroup);
}

int interpolate(const cli::Tool& tool, const Options& o) {
    const bool timed = cli::are_given(o.times);
    if (!o.output.empty()) files::check_output_folder(o.output, files::kModelMarker);
    snapshots::Snapshots data = cli::open_states(tool, o.states, o.snapshots, false);
    const files::Parameters parameters = files::read_parameters(o.parameters);
    files::require_same_cases(data.array.name(), data.cases, parameters.name, parameters.values.rows());
    gp::require_two(parameters.values);
    cli::warn_if_swapped(tool, data, true);
    const cli::GivenTimes times = timed ? cli::times_of(o.times, data.array.name(), data.times)
                                        : cli::GivenTimes{TimeGrid::uniform(data.times, 1)};
    const auto logarithmic = cli::logarithms_in(o.logarithmic, parameters.values.cols());

    cli::scale_fields(o.states, data);
    const snapshots::Coordinates coordinates = snapshots::make_coordinates(
        data, snapshots::CoordinateSystem::data, snapshots::Scaling::deviation, {.tolerance = o.tolerance});
    const Eigen::MatrixXd values = snapshots::project<double>(coordinates, data);
    const prediction::SnapshotNorms norms = prediction::norms_of(data, coordinates, values);
    prediction::Baseline baseline{o.precision,
                                  coordinates,
                                  {times.grid, prediction::case_modes(coordinates.scale * values, data.cases), {}},
                                  timed};

    const auto report = evaluation::try_interpolations(baseline.trajectories, parameters.values, norms, 1,
                                                       {o.interpolation, logarithmic});
    if (report.empty())
        throw Error(parameters.name + ": " +
                    evaluation::undetermined_sentence(
                        parameters.values, o.interpolation ? name_of(*o.interpolation) + std::string(" interpolation")
                                                           : "an interpolation"));
    if (const std::string sentence = evaluation::sentence_of(norms.reference); !sentence.empty()) tool.say(sentence);
    const std::vector<bool>& chosen = baseline.trajectories.space().logarithmic;
    std::fputs((o.json ? files::json_of(report, chosen) + "\n" : files::table_of(report, chosen)).c_str(), stdout);
    if (o.output.empty()) return 0;
    const std::string sha256 = snapshots::sha256_of(data);
    files::write_baseline(
        o.output, baseline, sha256,
        tool.provenance(times.inputs_with({{o.snapshots, sha256}, {o.parameters, parameters.sha256}})));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-baseline", "Interpolate snapshots over the parameters: what any model has to beat.",
                   "rom-baseline train.npy mu.npy -o baseline", cli::Work::of_ranks);
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] { return interpolate(tool, o); });
}
