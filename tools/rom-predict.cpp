// rom-predict: what the reduced model says at new parameters, and how sure it is.

#include "rom/base/error.h"
#include "rom/cli/field_data.h"
#include "rom/cli/grids.h"
#include "rom/cli/query.h"
#include "rom/cli/sampling_options.h"
#include "rom/files/any_model.h"
#include "rom/files/prediction_file.h"
#include "rom/npy/output.h"

using namespace rom;

namespace {

struct Options {
    std::string model;
    std::string parameters;
    std::string output;
    std::string times;
    Index stages = 0;
    bool latent_only = false;
    cli::QueryFlags query;
    bool keep_going = false;
    cli::SamplingOptions statistics;
    cli::FieldFlags fields;
};

void add_options(cli::CommandLine& line, Options& o) {
    using namespace cli;
    line.add({
        {"model", &o.model, "Model directory", kRequired},
        {"parameters", &o.parameters, "Parameters [cases, dimensions], .npy; - for standard input"},
        {"-o,--output", &o.output, "Predicted snapshots [cases, times, ...space] to write, .npy; - for standard output",
         kRequired},
        {"--times", &o.times, "Times to predict: FIRST:LAST:COUNT or a .npy of times; else those of the training"},
        {"--latent-only", &o.latent_only, "Write the latent trajectories [cases, times, latent] instead"},
        stages_option(o.stages),
    });
    line.add(options_of(o.query), kEncodeGroup);
    line.add(
        {{"--keep-going", &o.keep_going, "If a latent trajectory grows without bound, keep its last state and go on"}},
        kEncodeGroup);
    line.add(options_of(o.statistics), kEncodeGroup);
    line.add(options_of(o.fields), kFieldGroup);
}

void predict(cli::Tool& tool, Options& o, const files::StoredModel& stored) {
    tool.options.refuse(cli::kFieldGroup, o.model + " is a model of rom-encode");
    if (o.parameters.empty()) throw Error("parameters are required: of the cases to predict", 2);
    const bool sampled = cli::asked_for(o.statistics, o.output, o.latent_only);
    const cli::Query query = cli::read_query(tool, o.query, o.stages, stored, files::read_parameters(o.parameters));
    const TimeGrid grid = cli::times_in(o.times, query.model().grid);
    const gp::Coefficients& coefficients = query.processes.coefficients;
    const dynamics::Library library = query.processes.dynamics.library;
    const Eigen::MatrixXd latent = cli::latent_states(tool, query, grid, o.keep_going);
    if (o.latent_only) return files::write_latent(o.output, query.model(), latent, query.cases());
    const files::SnapshotPrediction prediction{query.model(),
                                               query.decoders(),
                                               query.cases(),
                                               grid,
                                               library,
                                               latent,
                                               cli::interpolated_stage(tool, query, grid)};
    const cli::SamplingOptions& s = o.statistics;
    const files::Statistics statistics{s.mean,        s.deviation, s.quantiles, coefficients, query.parameters.values,
                                       query.initial, s.sampling};
    const Index lost = files::write_snapshots(o.output, prediction, sampled ? &statistics : nullptr);
    cli::warn_of_lost_draws(tool, lost, query.cases() * o.statistics.sampling.samples);
}

void predict(cli::Tool& tool, Options& o, const files::StoredNetwork& stored) {
    tool.options.refuse(cli::kEncodeGroup, o.model + " is a latent dynamics network, a model of rom-ldnet");
    const ldnet::LatentDynamicsNetwork& model = stored.model;
    const Index stages = cli::checked_stages(o.stages, static_cast<Index>(model.stages.size()), o.model);
    if (o.fields.points.empty() && !o.latent_only)
        throw Error("--points is required: where to predict the fields of a latent dynamics network", 2);
    const cli::RawInputs raw = cli::read_raw_inputs(o.parameters, o.fields.signals);
    const Index known = raw.times > 0 ? raw.times : model.grid.size();
    const TimeGrid grid = cli::times_in(o.times, TimeGrid::uniform(known, model.dt()));
    const Index cases = std::max<Index>(1, raw.cases);
    const ldnet::CaseInputs inputs =
        cli::map_raw_inputs(tool, model, raw, cases, prediction::times_needed(model, grid.last()));
    const Eigen::MatrixXd shared = prediction::shared_at(model, inputs, grid);
    if (o.latent_only) return files::write_latent(o.output, model, shared, cases);
    const npy::Array points = npy::Array::open(o.fields.points);
    const ldnet::PointAxes axes = ldnet::point_axes(points, cases, grid.size());
    cli::require_dimensions(points.name(), axes.dimensions, model, o.model);
    files::write_fields(o.output, model, static_cast<std::size_t>(stages), points, axes, shared, cases);
}

void predict(cli::Tool& tool, Options& o, const files::StoredBaseline& stored) {
    if (o.latent_only || o.stages > 0)
        throw Error(o.model + " is a baseline: it has no latent states and no stages", 2);
    if (!o.times.empty() && !stored.baseline.timed)
        throw Error(o.model + " was made without --dt and knows no times; make it again, or leave --times out", 2);
    const files::Parameters parameters = cli::read_baseline_query(tool, stored, o.parameters);
    const TimeGrid grid = cli::times_in(o.times, stored.baseline.trajectories.grid);
    const Eigen::MatrixXd coordinates =
        prediction::predict(stored.baseline.trajectories, parameters.values, grid.times());
    files::write_snapshots(o.output, stored.baseline, coordinates, parameters.values.rows());
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-predict", "Predict snapshots at new parameters with a reduced-order model.",
                   "rom-predict model-2 mu_new.npy --gp gp.json --initial u0_new.npy -o prediction.npy");
    Options o;
    add_options(tool.options, o);
    return tool.run(argc, argv, [&] {
        cli::require_one_stream({o.parameters, o.query.initial, o.times},
                                "only one of parameters, --initial and --times can be standard input");
        std::visit([&](const auto& stored) { predict(tool, o, stored); }, files::read_any_model(o.model));
        return 0;
    });
}
