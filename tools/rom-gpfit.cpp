// rom-gpfit: Gaussian processes that carry the coefficients over the parameter space.

#include <cstdio>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/regression_options.h"
#include "rom/cli/time_options.h"
#include "rom/cli/verdict.h"
#include "rom/evaluation/posterior.h"
#include "rom/files/processes_file.h"
#include "rom/npy/place.h"

using namespace rom;

namespace {

struct Options {
    std::string parameters;
    std::string coefficients;
    std::string output;
    cli::RegressionFlags regression;
    cli::VerdictFlags verdict;
    files::CoefficientMeaning meaning;
    cli::TimeFlags times;
    bool report = false;
    bool json = false;
};

constexpr const char* kWithoutJson = "If no JSON lies beside the coefficients";

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"parameters", &o.parameters, "Parameters [cases, dimensions], .npy; - for standard input", kRequired | kArray},
        {"xi", &o.coefficients, "Coefficients [cases, terms, latent], .npy; - for standard input", kRequired | kArray},
        {"-o,--output", &o.output, "gp.json to write; - for standard output", kRequired | kOutput},
        {"--report", &o.report,
         "Print hyperparameters and likelihood; of independent coefficients for each, with the error of left-out "
         "cases"},
        {"--json", &o.json, "Print the report as JSON"},
    });
    line.add(options_of(o.verdict));
    add(line, o.regression);
    line.add(
        {
            {"--library", choice(&o.meaning.library), "Library of the coefficients"},
            {"--derivative", choice(&o.meaning.derivative), "Time derivative of the fit"},
        },
        kWithoutJson);
    line.add(options_of(o.times, "Time between two latent states", "Their times"), kWithoutJson);
}

// By the latent trajectories of the cases, if they are where they were fitted, or in the model that is named; returns
// their file.
std::optional<files::InputFile> calibrate(const cli::Tool& tool, const Options& o, const files::StoredMeaning& stored,
                                          gp::Coefficients& coefficients) {
    auto* joint = std::get_if<gp::JointRegression>(&coefficients);
    if (joint == nullptr) return {};
    const std::string path = o.verdict.model.empty() ? stored.latent_path : o.verdict.model + "/latent.npy";
    const auto missing = [&](const std::string& why) -> std::optional<files::InputFile> {
        if (o.verdict.model.empty())  // else the verdict refuses it
            tool.say(why + ": deviations are as wide as the velocities have them, most often too wide");
        return {};
    };
    if (!files::is_there(path)) return missing("the latent trajectories are not where they were fitted; give --model");
    tool.check_files({path});
    if (files::file_sha256(path) != stored.meaning->latent_sha256)
        return missing(path + " is not what the coefficients were fitted to");
    const files::Trajectories latent = files::read_trajectories(path, false);
    joint->deviation_factor =
        evaluation::deviation_factor(*joint, latent.values, stored.meaning->grid.resized(latent.times));
    tool.detail(format("trajectories of left-out cases make deviations %.3g times those of the velocities",
                       joint->deviation_factor));
    return files::InputFile{path, latent.sha256};
}

int fit(cli::Tool& tool, const Options& o) {
    const files::Parameters parameters = files::read_parameters(o.parameters);
    const auto [xi, stored] =
        files::read_coefficients_with_meaning(o.coefficients, cli::needs_moments(tool, o.regression, parameters));
    const files::CoefficientMeaning meaning = cli::meaning_of(tool, o.meaning, o.times, stored, o.coefficients);
    files::require_same_cases(xi.name, xi.values.rows(), parameters.name, parameters.values.rows());
    files::require_terms(xi, meaning.library);
    if (npy::is_standard_output(o.output) && (o.report || o.json))
        throw Error("gp.json and the report cannot both go to standard output", 2);
    files::StoredProcesses processes{
        cli::fit_coefficients(tool, o.regression, parameters, xi, stored), meaning, xi.terms, xi.latent, o.output, {}};
    if (gp::on_a_line(gp::space_of(processes.coefficients)))
        tool.warn(parameters.name +
                  ": the training parameters lie on a line, or one is the same in all cases; off it "
                  "there is nothing to predict from");
    std::vector<files::InputFile> inputs = {{o.parameters, parameters.sha256}, {o.coefficients, xi.sha256}};
    if (const auto latent = calibrate(tool, o, stored, processes.coefficients)) inputs.push_back(*latent);
    processes.left_out = gp::leave_one_out(processes.coefficients);
    processes.verdict = cli::verdict_on(tool, o.verdict, stored, processes.coefficients);
    files::write_processes(o.output, processes, tool.provenance(inputs));
    if (processes.verdict) cli::say(tool, *processes.verdict);
    if (o.json || o.report) {
        std::fputs((o.json ? files::json_of(processes) + "\n" : files::table_of(processes)).c_str(), stdout);
        if (const Index marked = files::unexplained(processes); marked > 0)
            tool.say(std::to_string(marked) + " of " + std::to_string(xi.terms * xi.latent) +
                     " coefficients are predicted from the other cases hardly better than by their mean");
    }
    tool.detail("fitted the coefficients of " + std::to_string(xi.values.rows()) + " cases");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-gpfit", "Carry SINDy coefficients over the parameters by Gaussian processes.",
                   "rom-gpfit mu.npy xi.npy -o gp.json");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] { return fit(tool, o); });
}
