// rom-gpfit: Gaussian processes that carry the coefficients over the parameter space.

#include <cstdio>
#include <optional>

#include "rom/base/error.h"
#include "rom/cli/tool.h"
#include "rom/files/coefficients_file.h"
#include "rom/files/inputs.h"
#include "rom/gp/fit.h"

using namespace rom;

namespace {

struct Options {
    std::string parameters;
    std::string coefficients;
    std::string output;
    std::optional<gp::KernelFamily> kernel = gp::KernelFamily::matern32;
    std::vector<Index> logarithmic;
    std::vector<double> length_bounds;
    gp::FitOptions fit;
    files::CoefficientMeaning meaning{.dt = 0};
    bool report = false;
    bool json = false;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"parameters", &o.parameters, "Parameters [cases, dimensions], .npy; - for standard input", kRequired},
        {"xi", &o.coefficients, "Coefficients [cases, terms, latent], .npy; - for standard input", kRequired},
        {"-o,--output", &o.output, "gp.json to write; - for standard output", kRequired},
        {"--kernel", choice(&o.kernel),
         "Kernel: matern32, matern52 or rbf; auto: for each coefficient the one that predicts left-out cases best"},
        {"--noise", choice(&o.fit.noise), "Noise of the coefficients: none, fit, or auto as for kernels"},
        {"--anisotropic", &o.fit.anisotropic, "A length scale for each parameter"},
        {"--log", &o.logarithmic, "Parameters, counted from 0, whose logarithm counts, such as 0,2", 0, not_negative()},
        {"--restarts", &o.fit.restarts, "Starting points for the length scale", 0, positive()},
        {"--length-bounds", &o.length_bounds,
         "Bounds of the length scale, in deviations of the parameters; else the distance of the nearest two cases and "
         "1e5",
         0, positive(), 2},
        {"--nugget", &o.fit.nugget, "Variance added to the diagonal of the kernel matrix", 0, not_negative()},
        {"--library", choice(&o.meaning.library), "Library of the coefficients, if no JSON lies beside them"},
        {"--derivative", choice(&o.meaning.derivative), "Time derivative of the fit, if no JSON lies beside them"},
        {"--dt", &o.meaning.dt, "Time between two latent states, if no JSON lies beside", kNoDefault, positive()},
        {"--report", &o.report,
         "Print for each coefficient hyperparameters, likelihood and the error of left-out cases"},
        {"--json", &o.json, "Print the report as JSON"},
    });
}

// What the coefficients mean: from the JSON beside them, else from the options.
files::CoefficientMeaning meaning_of(const Options& o) {
    if (o.coefficients != "-")
        if (const auto stored = files::read_coefficients_json(files::json_beside(o.coefficients))) return *stored;
    if (o.meaning.dt <= 0)
        throw Error(
            "there is no " + files::json_beside(o.coefficients) + " to say what the coefficients mean; give --dt", 2);
    return o.meaning;
}

gp::FitOptions fit_options(const Options& o, Index dimensions) {
    gp::FitOptions options = o.fit;
    options.kernels = gp::families_of(o.kernel);
    options.logarithmic = gp::logarithmic_at(o.logarithmic, dimensions);
    if (o.length_bounds.empty()) return options;
    options.least_length = o.length_bounds[0];
    options.largest_length = o.length_bounds[1];
    if (options.largest_length < options.least_length)
        throw Error("--length-bounds: the first bound is larger than the second; give them as smallest,largest", 2);
    return options;
}

int fit(const cli::Tool& tool, const Options& o) {
    cli::require_one_stream({o.parameters, o.coefficients}, "only one of parameters and xi can be standard input");
    const files::Parameters parameters = files::read_parameters(o.parameters);
    const files::Coefficients xi = files::read_coefficients(o.coefficients);
    const files::CoefficientMeaning meaning = meaning_of(o);
    files::require_terms(parameters, xi, meaning.library);
    if (o.output == "-" && (o.report || o.json))
        throw Error("gp.json and the report cannot both go to standard output", 2);
    gp::FitOptions options = fit_options(o, parameters.values.cols());
    options.progress = cli::percentage(tool, "fitted");
    const files::StoredProcesses processes{
        gp::fit(parameters.values, xi.values, options), meaning, xi.terms, xi.latent, o.output, {}};
    if (gp::on_a_line(processes.regression))
        tool.warn(
            parameters.name +
            ": the training parameters lie on a line, or one is the same in all cases; off it there is nothing to "
            "predict from");
    const auto report = files::report_of(processes);
    files::write_processes(o.output, processes, report,
                           tool.provenance({{o.parameters, parameters.sha256}, {o.coefficients, xi.sha256}}));
    if (o.json || o.report)
        std::fputs((o.json ? files::json_of(report) + "\n" : files::table_of(report)).c_str(), stdout);
    if (!o.kernel || o.fit.noise == gp::Noise::automatic) tool.say("chosen: " + gp::choices_made(processes.regression));
    if (const auto marked = files::unexplained(report); marked > 0 && (o.report || o.json))
        tool.say(std::to_string(marked) + " of " + std::to_string(report.size()) +
                 " coefficients are predicted from the other cases hardly better than by their mean");
    tool.detail("fitted " + std::to_string(report.size()) + " coefficients of " + std::to_string(xi.values.rows()) +
                " cases");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-gpfit", "Fit a Gaussian process over the parameters to each SINDy coefficient.",
                   "rom-gpfit mu.npy xi.npy -o gp.json");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] { return fit(tool, o); });
}
