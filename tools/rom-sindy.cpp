// rom-sindy: fits dynamics to latent trajectories, case by case.

#include <cstdio>
#include <optional>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/time_options.h"
#include "rom/cli/tool.h"
#include "rom/dynamics/derivative_choice.h"
#include "rom/dynamics/integrate.h"
#include "rom/dynamics/moments.h"
#include "rom/files/coefficients_file.h"
#include "rom/files/inputs.h"
#include "rom/files/model_file.h"
#include "rom/npy/output.h"

using namespace rom;

namespace {

// Velocities of which the dynamics explain less than half, since the squares of both parts add up.
constexpr double kUndetermined = 0.7;

struct Options {
    std::string latent;
    std::string output;
    cli::TimeFlags times;
    bool one_case = false;
    dynamics::Library library = dynamics::Library::linear;
    std::optional<dynamics::Derivative> derivative;
    double threshold = 0;
    double pool = 0;
    std::string simulate;
    bool json = false;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"latent", &o.latent, "Latent trajectories [cases, times, latent]; - for standard input", kRequired | kArray},
        {"-o,--output", &o.output,
         "Coefficients [cases, terms, latent] to write, .npy, with .json beside; - for standard output",
         kRequired | kOutput},
        {"--one-case", &o.one_case, "The trajectories are one case, [times, latent]"},
        {"--library", choice(&o.library),
         "Functions that the dynamics are made of: linear, squares, quadratic or cubic"},
        {"--derivative", choice(&o.derivative),
         "Time derivative: sbp12, sbp24, sbp36 or sbp48; auto: that of the model, else by speed and noise"},
        {"--threshold", &o.threshold, "Drop coefficients smaller than this and fit again; 0 keeps all", 0,
         not_negative()},
        {"--pool", &o.pool,
         "Weight that draws each case to the dynamics of all, if its own trajectory leaves them open", 0,
         not_negative()},
        {"--simulate", &o.simulate, "Also write the trajectories that the fitted dynamics give, .npy", kOutput},
        {"--json", &o.json, "Print the report as JSON"},
    });
    line.add(options_of(o.times, "Time between two latent states",
                        "Times of the latent states [times], .npy, in place of --dt"));
}

// The trajectories that the fitted dynamics give, from the same initial states.
void simulate(const cli::Tool& tool, const Options& o, const files::Trajectories& trajectories, const TimeGrid& grid,
              const std::vector<dynamics::SindyFit>& fits) {
    npy::Writer writer(o.simulate, trajectories.type, {trajectories.cases, grid.size(), trajectories.latent()});
    for (Index c = 0; c < trajectories.cases; ++c) {
        const auto [states, reached] =
            dynamics::integrate(o.library, fits[static_cast<std::size_t>(c)].xi, trajectories.initial(c), grid.times());
        if (reached < grid.size())
            tool.warn(format("the fitted dynamics of case %ld grow without bound after time %g; there they stay",
                             static_cast<long>(c), grid.times()[reached - 1]));
        writer.append(entries_of(states));
    }
    writer.commit();
}

int fit(const cli::Tool& tool, const Options& o) {
    if (o.pool > 0 && o.threshold > 0) throw Error("--pool and --threshold exclude each other; give one", 2);
    tool.check_files({}, files::files_beside(o.output));
    const files::Trajectories trajectories = files::read_trajectories(o.latent, o.one_case);
    files::require_unknowns(trajectories, dynamics::term_count(o.library, trajectories.latent()));
    const auto trained = files::trained_with(o.latent, trajectories.sha256);
    const Index recorded = trajectories.times + (trained ? trained->delays : 0);  // of snapshots
    const cli::GivenTimes times = cli::times_of(o.times, trajectories.name, recorded);
    const TimeGrid grid = times.grid.resized(trajectories.times);
    cli::warn_if_other_times(tool, o.latent, grid, trained);
    const dynamics::Derivative derivative = o.derivative ? *o.derivative
                                            : trained    ? trained->derivative
                                                         : dynamics::suitable_derivative(trajectories.values, grid);
    const dynamics::LinearForm form = dynamics::derivative_form(derivative, grid);
    const std::vector<dynamics::SindyFit> fits =
        dynamics::fit_cases(o.library, trajectories.values, form, o.threshold, o.pool);
    if (dynamics::median_residual(fits) > kUndetermined)
        tool.warn(
            "the latent variables hardly determine how they change: take fewer or more of them; if the snapshots "
            "lack velocities, say, train with --delays");
    if (!o.simulate.empty()) simulate(tool, o, trajectories, grid, fits);
    // Of sparse coefficients nobody wants those that a regression on all terms would find.
    dynamics::Moments moments = o.threshold > 0
                                    ? dynamics::Moments()
                                    : dynamics::moments_of(o.library, trajectories.values, form, grid.spacing());
    const std::vector<Index> undetermined = dynamics::undetermined_cases(fits);
    if (!undetermined.empty()) tool.warn(files::left_out_sentence(trajectories.name, undetermined));
    dynamics::leave_out(moments, undetermined);
    const std::string json =
        files::write_coefficients(o.output, {o.library, derivative, grid, trajectories.sha256}, fits, moments,
                                  tool.provenance(times.inputs_with({{o.latent, trajectories.sha256}})));
    std::fputs((o.json ? json : files::table_of(fits)).c_str(), npy::is_standard_output(o.output) ? stderr : stdout);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-sindy", "Fit dynamics z' = b + A z, or richer ones, to latent trajectories, case by case.",
                   "rom-sindy model/latent.npy --dt 0.0314159 -o xi.npy");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] { return fit(tool, o); });
}
