// rom-gpfit: Gaussian processes that carry the coefficients over the parameter space.

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "rom/cli/tool.h"
#include "rom/error.h"
#include "rom/gp/fit.h"
#include "rom/model/coefficients_file.h"
#include "rom/model/inputs.h"

using namespace rom;

namespace {

struct Options {
    std::string parameters;
    std::string coefficients;
    std::string output;
    std::string kernel = "matern32";
    std::string noise = "none";
    bool anisotropic = false;
    std::vector<long> logarithmic;
    long restarts = 20;
    std::vector<double> length_bounds;
    double nugget = 1e-10;
    std::string library = "linear";
    std::string derivative = "sbp12";
    double dt = 0;
    bool report = false;
    bool json = false;
};

constexpr std::array kNoises = {"none", "fit", "auto"};
constexpr const char* kAutomatic = "auto";
// A coefficient that the other cases predict no better than this is marked: 1 is the error of their mean.
constexpr double kUnexplained = 0.9;

// What the coefficients mean: from the JSON beside them, else from the options.
model::Dynamics dynamics_of(const Options& o) {
    if (o.coefficients != "-")
        if (const auto stored = model::read_coefficients_json(model::json_beside(o.coefficients))) return *stored;
    if (o.dt <= 0)
        throw Error(
            "there is no " + model::json_beside(o.coefficients) + " to say what the coefficients mean; give --dt", 2);
    return {dynamics::library_from(o.library), o.derivative, o.dt, {}};
}

void check_shapes(const model::Parameters& parameters, const model::Coefficients& xi, dynamics::Library library) {
    model::require_same_cases(xi.name, xi.values.rows(), parameters.name, parameters.values.rows());
    const Index terms = dynamics::term_count(library, xi.latent);
    if (xi.terms != terms)
        throw Error(xi.name + " has " + std::to_string(xi.terms) + " terms for " + std::to_string(xi.latent) +
                    " latent variables but the " + dynamics::name_of(library) + " library has " +
                    std::to_string(terms) + "; they must match");
}

std::vector<const char*> kernel_choices() {
    const Names kernels = gp::kernel_names();
    std::vector<const char*> choices(kernels.begin(), kernels.end());
    choices.push_back(kAutomatic);
    return choices;
}

gp::FitOptions fit_options(const Options& o, Index dimensions) {
    gp::FitOptions options;
    options.restarts = o.restarts;
    options.nugget = o.nugget;
    options.anisotropic = o.anisotropic;
    if (o.kernel == kAutomatic)
        options.kernels = {gp::Kernel::matern32, gp::Kernel::matern52, gp::Kernel::rbf};
    else
        options.kernels = {gp::kernel_from(o.kernel)};
    if (o.noise == "fit") options.noisy = {true};
    if (o.noise == kAutomatic) options.noisy = {false, true};
    options.logarithmic.resize(static_cast<std::size_t>(dimensions));
    for (const long dimension : o.logarithmic) {
        if (dimension < 0 || dimension >= dimensions)
            throw Error("--log: there is no parameter " + std::to_string(dimension) + "; there are " +
                            std::to_string(dimensions) + ", counted from 0",
                        2);
        options.logarithmic[static_cast<std::size_t>(dimension)] = true;
    }
    if (!o.length_bounds.empty()) {
        options.least_length = o.length_bounds[0];
        options.largest_length = o.length_bounds[1];
        if (options.largest_length < options.least_length)
            throw Error("--length-bounds: the first bound is larger than the second; give them as smallest,largest", 2);
    }
    return options;
}

// "matern52 20, rbf with noise 16".
std::string choices_made(const gp::Regression& regression) {
    std::map<std::string, int> counts;
    for (const gp::Hyperparameters& h : regression.hyperparameters)
        ++counts[gp::name_of(h.kernel) + std::string(h.noise > 0 ? " with noise" : "")];
    std::string text;
    for (const auto& [name, count] : counts) text += (text.empty() ? "" : ", ") + name + " " + std::to_string(count);
    return text;
}

bool unexplained(const model::Json& row) { return row["left_out_error"].get<double>() > kUnexplained; }

void print_report(const model::Json& coefficients) {
    std::printf("%-8s %-6s %-9s %9s  %-21s %9s %11s %9s\n", "equation", "term", "kernel", "amplitude", "length scales",
                "noise", "likelihood", "left out");
    for (const model::Json& row : coefficients) {
        std::string lengths;
        for (const model::Json& length : row["length_scales"]) lengths += cli::format("%-10.3g ", length.get<double>());
        std::printf("%-8s %-6s %-9s %9.3g  %-21s %9.2g %11.4g %9.2g%s\n", row["equation"].get<std::string>().c_str(),
                    row["term"].get<std::string>().c_str(), row["kernel"].get<std::string>().c_str(),
                    row["amplitude"].get<double>(), lengths.c_str(), row["noise"].get<double>(),
                    row["log_likelihood"].get<double>(), row["left_out_error"].get<double>(),
                    unexplained(row) ? "  ! not explained by the parameters" : "");
    }
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-gpfit", "Fit a Gaussian process over the parameters to each SINDy coefficient.",
                   "rom-gpfit mu.npy xi.npy -o gp.json");
    Options o;
    const std::vector<const char*> kernels = kernel_choices();
    tool.app.add_option("parameters", o.parameters, "Parameters [cases, dimensions], .npy; - for standard input")
        ->required();
    tool.app.add_option("xi", o.coefficients, "Coefficients [cases, terms, latent], .npy; - for standard input")
        ->required();
    tool.app.add_option("-o,--output", o.output, "gp.json to write; - for standard output")->required();
    tool.app
        .add_option("--kernel", o.kernel,
                    "Kernel: matern32, matern52 or rbf; auto: for each coefficient the one that "
                    "predicts left-out cases best")
        ->check(cli::one_of(kernels));
    tool.app.add_option("--noise", o.noise, "Noise of the coefficients: none, fit, or auto as for kernels")
        ->check(cli::one_of(kNoises));
    tool.app.add_flag("--anisotropic", o.anisotropic, "A length scale for each parameter");
    cli::no_default(
        tool.app.add_option("--log", o.logarithmic, "Parameters, counted from 0, whose logarithm counts, such as 0,2"))
        ->delimiter(',')
        ->check(cli::not_negative());
    tool.app.add_option("--restarts", o.restarts, "Starting points for the length scale")->check(cli::positive());
    cli::no_default(tool.app.add_option("--length-bounds", o.length_bounds,
                                        "Bounds of the length scale, in deviations of the parameters; else the "
                                        "distance of the nearest two cases and 1e5"))
        ->delimiter(',')
        ->expected(2)
        ->check(cli::positive());
    tool.app.add_option("--nugget", o.nugget, "Variance added to the diagonal of the kernel matrix")
        ->check(cli::not_negative());
    tool.app.add_option("--library", o.library, "Library of the coefficients, where no JSON lies beside them")
        ->check(cli::one_of(dynamics::library_names()));
    tool.app.add_option("--derivative", o.derivative, "Time derivative they were fitted with, likewise")
        ->check(cli::one_of(dynamics::derivative_names()));
    cli::no_default(tool.app.add_option("--dt", o.dt, "Time between two latent states, likewise"))
        ->check(cli::positive());
    tool.app.add_flag("--report", o.report,
                      "Print for each coefficient hyperparameters, likelihood and the error of left-out cases");
    tool.app.add_flag("--json", o.json, "Print the report as JSON");

    return tool.run(argc, argv, [&] {
        if (o.parameters == "-" && o.coefficients == "-")
            throw Error("only one of parameters and xi can be standard input", 2);
        const model::Parameters parameters = model::read_parameters(o.parameters);
        const model::Coefficients xi = model::read_coefficients(o.coefficients);
        const model::Dynamics dynamics = dynamics_of(o);
        check_shapes(parameters, xi, dynamics.library);
        if (o.output == "-" && (o.report || o.json))
            throw Error("gp.json and the report cannot both go to standard output", 2);
        const model::StoredProcesses processes{
            gp::fit(parameters.values, xi.values, fit_options(o, parameters.values.cols())), dynamics, xi.terms,
            xi.latent, o.output};
        const gp::Regression& regression = processes.regression;
        if (parameters.values.cols() > 1 && gp::collinear(gp::normalised_inputs(regression, parameters.values)))
            tool.warn(parameters.name +
                      ": the training parameters lie on a line, or one is the same in all cases; off it there is "
                      "nothing to predict from");
        const model::Json report = model::coefficients_report(processes);
        model::write_processes(o.output, processes, report,
                               tool.provenance({{o.parameters, parameters.sha256}, {o.coefficients, xi.sha256}}));
        const auto marked = std::count_if(report.begin(), report.end(), unexplained);
        if (o.json)
            std::printf("%s\n", report.dump(2).c_str());
        else if (o.report)
            print_report(report);
        if (o.kernel == kAutomatic || o.noise == kAutomatic) tool.say("chosen: " + choices_made(regression));
        if (marked > 0 && (o.report || o.json))
            tool.say(std::to_string(marked) + " of " + std::to_string(report.size()) +
                     " coefficients are predicted from the other cases hardly better than by their mean");
        tool.detail("fitted " + std::to_string(xi.values.cols()) + " coefficients of " +
                    std::to_string(xi.values.rows()) + " cases");
        return 0;
    });
}
