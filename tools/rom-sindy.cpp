// rom-sindy: fits dynamics to latent trajectories, case by case.

#include <cstdio>

#include "rom/cli/tool.h"
#include "rom/dynamics/integrate.h"
#include "rom/error.h"
#include "rom/model/coefficients_file.h"
#include "rom/model/inputs.h"
#include "rom/npy/output.h"

using namespace rom;

namespace {

struct Options {
    std::string latent;
    std::string output;
    double dt = 0;
    bool one_case = false;
    std::string library = "linear";
    std::string derivative = "sbp12";
    double threshold = 0;
    double pool = 0;
    std::string simulate;
    bool json = false;
};

std::vector<dynamics::SindyFit> fit_cases(const model::Trajectories& trajectories, const Options& o) {
    const dynamics::Library library = dynamics::library_from(o.library);
    const Index terms = dynamics::term_count(library, trajectories.values.rows());
    if (trajectories.times < terms)
        throw Error(trajectories.name + " has " + std::to_string(trajectories.times) + " times a case but " +
                    std::to_string(terms) + " unknowns a variable; record more times");
    const auto derivative = dynamics::make_derivative(o.derivative, trajectories.times, o.dt);
    dynamics::Pooling pooling{o.pool, {}};
    if (o.pool > 0)
        pooling.common = dynamics::common_dynamics(library, trajectories.values, derivative, trajectories.cases);
    std::vector<dynamics::SindyFit> fits(static_cast<std::size_t>(trajectories.cases));
#pragma omp parallel for schedule(static) if (trajectories.values.size() > 10000)
    for (Index c = 0; c < trajectories.cases; ++c)
        fits[static_cast<std::size_t>(c)] =
            dynamics::fit_sindy(library, trajectories.values.middleCols(c * trajectories.times, trajectories.times),
                                derivative, o.threshold, pooling);
    return fits;
}

// xi.npy appears after xi.json, so that whoever waits for it finds both.
void write_coefficients(const std::string& path, const std::vector<dynamics::SindyFit>& fits, const model::Json& json) {
    const Eigen::MatrixXd& first = fits.front().xi;
    npy::Writer writer(path, npy::Type::float64, {static_cast<std::int64_t>(fits.size()), first.rows(), first.cols()});
    for (const auto& fit : fits) {
        const Eigen::MatrixXd transposed = fit.xi.transpose();
        writer.append(std::span<const double>(transposed.data(), static_cast<std::size_t>(transposed.size())));
    }
    if (path != "-") model::write_json(model::json_beside(path), json);
    writer.commit();
}

void simulate(const cli::Tool& tool, const Options& o, const model::Trajectories& trajectories,
              const std::vector<dynamics::SindyFit>& fits) {
    const Index latent = trajectories.values.rows();
    npy::Writer writer(o.simulate, trajectories.type, {trajectories.cases, trajectories.times, latent});
    const Eigen::VectorXd times =
        o.dt * Eigen::VectorXd::LinSpaced(trajectories.times, 0, static_cast<double>(trajectories.times - 1));
    for (Index c = 0; c < trajectories.cases; ++c) {
        const auto [states, reached] =
            dynamics::integrate(dynamics::library_from(o.library), fits[static_cast<std::size_t>(c)].xi,
                                trajectories.values.col(c * trajectories.times), times);
        if (reached < times.size())
            tool.warn(cli::format(
                "the fitted dynamics of case %ld grow without bound after time %g; its simulation stays there",
                static_cast<long>(c), times[reached - 1]));
        writer.append(std::span<const double>(states.data(), static_cast<std::size_t>(states.size())));
    }
    writer.commit();
}

void print_table(std::FILE* out, const std::vector<dynamics::SindyFit>& fits) {
    std::fprintf(out, "case  residual  condition  rank  eigenvalues of the linear terms: growth rate +- frequency\n");
    for (std::size_t c = 0; c < fits.size(); ++c) {
        const auto& fit = fits[c];
        std::fprintf(out, "%4zu  %8.2e  %9.2e  %4ld ", c, fit.residual, fit.condition, static_cast<long>(fit.rank));
        for (const auto& value : fit.eigenvalues) {
            if (value.imag() > 0)
                std::fprintf(out, " %+.4g +- %.4gi", value.real(), value.imag());
            else if (value.imag() == 0)
                std::fprintf(out, " %+.4g", value.real());
        }
        std::fprintf(out, "\n");
    }
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-sindy", "Fit dynamics z' = b + A z, or richer ones, to latent trajectories, case by case.",
                   "rom-sindy model/latent.npy --dt 0.0314159 -o xi.npy");
    Options o;
    tool.app.add_option("latent", o.latent, "Latent trajectories [cases, times, latent], .npy; - for standard input")
        ->required();
    tool.app
        .add_option("-o,--output", o.output,
                    "Coefficients [cases, terms, latent] to write, .npy, with .json beside; - for standard output")
        ->required();
    cli::no_default(tool.app.add_option("--dt", o.dt, "Time between two latent states"))
        ->required()
        ->check(cli::positive());
    tool.app.add_flag("--one-case", o.one_case, "The trajectories are one case, [times, latent]");
    tool.app.add_option("--library", o.library, "Functions that the dynamics are made of: linear or quadratic")
        ->check(cli::one_of(dynamics::library_names()));
    tool.app.add_option("--derivative", o.derivative, "Time derivative: sbp12, sbp24, sbp36 or sbp48")
        ->check(cli::one_of(dynamics::derivative_names()));
    tool.app.add_option("--threshold", o.threshold, "Drop coefficients smaller than this and fit again; 0 keeps all")
        ->check(cli::not_negative());
    tool.app
        .add_option("--pool", o.pool,
                    "Weight that draws each case to the dynamics of all, where its own trajectory leaves them open")
        ->check(cli::not_negative());
    tool.app.add_option("--simulate", o.simulate, "Also write the trajectories that the fitted dynamics give, .npy");
    tool.app.add_flag("--json", o.json, "Print the report as JSON");

    return tool.run(argc, argv, [&] {
        if (o.pool > 0 && o.threshold > 0) throw Error("--pool and --threshold exclude each other; give one", 2);
        const model::Trajectories trajectories = model::read_trajectories(o.latent, o.one_case);
        const std::vector<dynamics::SindyFit> fits = fit_cases(trajectories, o);
        const model::Dynamics dynamics{dynamics::library_from(o.library), o.derivative, o.dt, trajectories.sha256};
        const model::Json json =
            model::coefficients_json(dynamics, fits, tool.provenance({{o.latent, trajectories.sha256}}));

        if (!o.simulate.empty()) simulate(tool, o, trajectories, fits);
        write_coefficients(o.output, fits, json);
        std::FILE* report = o.output == "-" ? stderr : stdout;
        if (o.json)
            std::fprintf(report, "%s\n", json.dump(2).c_str());
        else
            print_table(report, fits);
        return 0;
    });
}
