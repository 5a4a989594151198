// rom-gpfit: Gaussian processes that carry the coefficients over the parameter space.

#include "rom/cli/tool.h"
#include "rom/error.h"
#include "rom/model/coefficients_file.h"
#include "rom/model/inputs.h"

using namespace rom;

namespace {

struct Options {
    std::string parameters;
    std::string coefficients;
    std::string output;
    std::string kernel = "matern32";
    long restarts = 20;
    std::vector<double> length_bounds;
    double nugget = 1e-10;
    std::string library = "linear";
    std::string derivative = "sbp12";
    double dt = 0;
};

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

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-gpfit", "Fit a Gaussian process over the parameters to each SINDy coefficient.",
                   "rom-gpfit mu.npy xi.npy -o gp.json");
    Options o;
    tool.app.add_option("parameters", o.parameters, "Parameters [cases, dimensions], .npy; - for standard input")
        ->required();
    tool.app.add_option("xi", o.coefficients, "Coefficients [cases, terms, latent], .npy; - for standard input")
        ->required();
    tool.app.add_option("-o,--output", o.output, "gp.json to write; - for standard output")->required();
    tool.app.add_option("--kernel", o.kernel, "Kernel: matern32, matern52 or rbf")
        ->check(cli::one_of(gp::kernel_names()));
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

    return tool.run(argc, argv, [&] {
        if (o.parameters == "-" && o.coefficients == "-")
            throw Error("only one of parameters and xi can be standard input", 2);
        const model::Parameters parameters = model::read_parameters(o.parameters);
        const model::Coefficients xi = model::read_coefficients(o.coefficients);
        const model::Dynamics dynamics = dynamics_of(o);
        check_shapes(parameters, xi, dynamics.library);
        gp::FitOptions options{gp::kernel_from(o.kernel), o.restarts, 0, 1e5, o.nugget};
        if (!o.length_bounds.empty()) {
            options.least_length = o.length_bounds[0];
            options.largest_length = o.length_bounds[1];
            if (options.largest_length < options.least_length)
                throw Error("--length-bounds: the first bound is larger than the second; give them as smallest,largest",
                            2);
        }
        const model::StoredProcesses processes{gp::fit(parameters.values, xi.values, options), dynamics, xi.terms,
                                               xi.latent, o.output};
        model::write_processes(o.output, processes,
                               tool.provenance({{o.parameters, parameters.sha256}, {o.coefficients, xi.sha256}}));
        tool.detail("fitted " + std::to_string(xi.values.cols()) + " coefficients of " +
                    std::to_string(xi.values.rows()) + " cases");
        return 0;
    });
}
