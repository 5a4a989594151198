// rom-sample: the parameter of which the reduced model is least sure, to be simulated next.

#include <algorithm>
#include <cstdio>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/cli/grids.h"
#include "rom/cli/uncertain_query.h"
#include "rom/files/reports.h"
#include "rom/npy/output.h"

using namespace rom;

namespace {

struct Options {
    std::string model;
    std::string candidates;
    cli::QueryFlags query;
    Index stages = 0;
    std::string list;
    std::string output;
    prediction::Measure measure = prediction::Measure::relative;
    prediction::Sampling sampling;
    double tolerance = 0;
    double apart = 1e-6;
    Index count = 1;
    bool json = false;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"model", &o.model, "Model directory", kModel},
        {"candidates", &o.candidates,
         "Candidates [cases, dimensions], .npy, - for standard input, or a grid, FIRST:LAST:COUNT[:log] a dimension", 0,
         candidates_check()},
        {"--list", &o.list, "Only write this grid to OUTPUT, to make initial states from", 0, grid_check()},
        {"--samples", &o.sampling.samples, "Draws of the coefficients for each candidate", 0, within(2, 1e6)},
        {"--seed", &o.sampling.seed, "Seed of the draws"},
        {"--measure", choice(&o.measure),
         "Of the standard deviation: the largest over time of its norm, relative to that of the state (relative), the "
         "largest over space and time (max), the mean, or the root mean square (l2)"},
        {"--tolerance", &o.tolerance, "Exit with status 3 if no candidate's measure is above this", kNoDefault,
         positive()},
        {"--exclusion-radius", &o.apart,
         "Leave out candidates this near to a training case, in standard deviations of the parameters", 0,
         not_negative()},
        {"--count", &o.count, "Number of parameters to print, the least sure first", 0, positive()},
        {"-o,--output", &o.output, "Measure of each candidate [cases] to write, .npy; 0 if it is left out", kOutput},
        {"--json", &o.json, "Print a report as JSON"},
        stages_option(o.stages),
    });
    line.add({initial_option(o.query)});
    line.add(options_of(o.query));
}

int sample(cli::Tool& tool, const Options& o) {
    const files::Parameters candidates = cli::candidates_in(o.candidates);
    const files::AnyModel model = files::read_any_model(o.model);
    const cli::UncertainQuery query = cli::read_uncertain_query(tool, o.query, o.stages, model, candidates);
    const prediction::Scores scores = prediction::score({.precision = query.precision,
                                                         .members = query.members,
                                                         .grid = query.grid,
                                                         .space = *query.space,
                                                         .parameters = candidates.values,
                                                         .sampling = o.sampling,
                                                         .measure = o.measure,
                                                         .apart = o.apart});
    if (!o.output.empty())
        npy::write_array(o.output, npy::Type::float64, {candidates.values.rows()},
                         entries_of(prediction::with_zeros(scores.values)));
    const auto ranked = static_cast<Index>(scores.ranking.size());
    cli::warn_of_lost_draws(tool, scores.lost, ranked * o.sampling.samples * query.count());
    const bool enough = ranked == 0 || scores.largest() <= o.tolerance;
    const Index shown = std::min(ranked, o.count);
    const std::string measure = name_of(o.measure);
    if (o.json)
        std::printf("%s\n", files::json_of(scores, candidates, measure, o.sampling.samples, shown, enough).c_str());
    else if (!enough)
        std::fputs(files::rows_of(candidates, {scores.ranking.begin(), scores.ranking.begin() + shown}).c_str(),
                   stdout);
    if (ranked == 0) {
        tool.say("every candidate is a training case");
        return 3;
    }
    tool.say(format("the standard deviation (%s) is at most %.4g, at candidate %ld", measure.c_str(), scores.largest(),
                    static_cast<long>(scores.ranking.front())) +
             (enough ? format(", within --tolerance %.4g", o.tolerance) : ""));
    return enough ? 3 : 0;
}

int list(const Options& o) {
    if (!o.model.empty() || o.output.empty()) throw Error("--list goes with --output, the file to write, alone", 2);
    files::write_parameters(o.output, cli::grid_in(o.list));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-sample", "Find the parameter of which a reduced-order model is least sure, to simulate next.",
                   "rom-sample model 0.7:0.9:21,0.9:1.1:21 --gp gp.json --initial u0.npy --tolerance 0.01");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        if (!o.list.empty()) return list(o);
        if (o.model.empty()) throw Error("a model is required; see rom-sample --help", 2);
        if (o.candidates.empty()) throw Error("candidates is required; see rom-sample --help", 2);
        if (npy::is_standard_output(o.output))
            throw Error("the measures and the parameters cannot both go to standard output; give --output a name", 2);
        return sample(tool, o);
    });
}
