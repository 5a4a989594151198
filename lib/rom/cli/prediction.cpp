#include "rom/cli/prediction.h"

#include "rom/base/error.h"
#include "rom/cli/dry_run.h"
#include "rom/cli/ensemble.h"
#include "rom/cli/grids.h"
#include "rom/cli/latent_prediction.h"
#include "rom/files/prediction_file.h"
#include "rom/npy/output.h"
#include "rom/query/baseline.h"

namespace rom::cli {
namespace {

files::Parameters read_parameters(const PredictOptions& o) {
    if (o.parameters.empty()) throw Error("parameters are required: of the cases to predict", 2);
    return files::read_parameters(o.parameters);
}

// Says what it would take to write so many entries, and statistics of them.
void tell(const Tool& tool, const PredictOptions& o, Index cases, Index times, Index entries, Precision precision,
          const std::vector<Computation>& parts) {
    const SamplingOptions& s = o.statistics;
    const auto arrays = static_cast<double>(1 + Index{!s.deviation.empty()} + Index{!s.mean.empty()}) +
                        (s.quantiles.empty() ? 0.0 : static_cast<double>(s.sampling.quantiles.size()));
    Estimate of;
    of.cases = cases;
    of.times = times;
    of.entries = entries;
    of.bytes = static_cast<double>(cases * times * entries) * (precision == Precision::float64 ? 8 : 4);
    of.output = arrays * of.bytes;
    dry_predict(tool, of, parts);
}

void tell(const Tool& tool, const PredictOptions& o, const prediction::SnapshotPrediction& prediction,
          const Eigen::MatrixXd& parameters, bool sampled) {
    with_scalar(prediction.precision, [&]<class Scalar>(Scalar) {
        std::vector<Computation> parts = {[&](const auto& count) {
            prediction::for_snapshot_blocks<Scalar>(prediction,
                                                    [&](std::span<const Scalar> block) { count(block.size()); });
        }};
        if (sampled)
            parts.push_back([&](const auto& count) {
                prediction::for_statistics_blocks<Scalar>(
                    prediction, parameters, o.statistics.sampling,
                    [&](const prediction::SampledBlock<Scalar>& block) { count(block.mean.size()); });
            });
        tell(tool, o, prediction.cases, prediction.grid.size(), prediction.members.front().coordinates.snapshot_size(),
             prediction.precision, parts);
    });
}

// Writes the prediction, and the statistics that are asked for.
void write(const Tool& tool, const PredictOptions& o, const prediction::SnapshotPrediction& prediction,
           const Eigen::MatrixXd& parameters, bool sampled) {
    if (o.dry_run) return tell(tool, o, prediction, parameters, sampled);
    const SamplingOptions& s = o.statistics;
    const files::Statistics statistics{s.mean, s.deviation, s.quantiles, parameters, s.sampling};
    const Index lost = files::write_snapshots(o.output, prediction, sampled ? &statistics : nullptr);
    warn_of_lost_draws(tool, lost,
                       prediction.cases * s.sampling.samples * static_cast<Index>(prediction.members.size()));
}

void predict_with(Tool& tool, PredictOptions& o, const files::StoredModel& stored) {
    tool.options.refuse(kFieldGroup, o.model + " is a model of rom-encode");
    if (is_without_parameters(o) && o.dry_run)
        throw Error("--dry-run is for predictions at parameters; leave it out", 2);
    if (is_without_parameters(o)) return predict_without_parameters(tool, o, stored);
    const bool sampled = asked_for(o.statistics, o.latent_only);
    const files::Parameters parameters = read_parameters(o);
    const files::StoredProcesses processes = read_processes(o.query);
    const query::Listener listener = listener_of(tool, o.query);
    const query::Query query =
        query::make_query(listener, o.query.use, o.stages, stored, processes, parameters, open_initial(o.query));
    query::warn_if_outside(listener, gp::space_of(processes.coefficients), parameters);
    const TimeGrid trained = stored.model.snapshot_grid();
    const TimeGrid grid = times_in(o.times, trained);
    query::warn_if_beyond(listener, trained, grid);
    if (o.latent_only && o.dry_run)
        return tell(tool, o, query.cases(), grid.size(), stored.model.latent(), stored.model.precision, {});
    if (o.latent_only)
        return files::write_latent(o.output, stored.model,
                                   bounded_states(tool, query::latent_trajectories(query, grid), o.keep_going),
                                   query.cases());
    prediction::SnapshotPrediction prediction{files::prediction_precision(stored), query.cases(), grid, {}};
    prediction.members.push_back(query::corrected_member(listener, query, grid));
    prediction.members.front().latent = bounded_states(tool, query::latent_trajectories(query, grid), o.keep_going);
    write(tool, o, prediction, parameters.values, sampled);
}

// Of one network, or of those of an ensemble.
void predict_fields(const Tool& tool, const PredictOptions& o, const std::vector<query::AskedNetwork>& networks,
                    prediction::Combination combination) {
    const files::StoredNetwork& first = networks.front().stored;
    if (o.fields.points.empty() && !o.latent_only)
        throw Error("--points is required: where to predict the fields of a latent dynamics network", 2);
    const query::RawInputs raw = query::read_raw_inputs(o.parameters, o.fields.signals);
    const TimeGrid grid = times_in(o.times, query::grid_of(first, raw));
    const Index cases = std::max<Index>(1, raw.cases);
    const std::vector<prediction::NetworkAnswer> answers =
        query::answers_of(listener_of(tool, o.query), networks, raw, grid);
    if (o.latent_only && o.dry_run)
        return tell(tool, o, cases, grid.size(), first.model.latent, Precision::float64, {});
    if (o.latent_only) return files::write_latent(o.output, first.model, answers.front().shared, cases);
    const npy::Array points = npy::Array::open(o.fields.points);
    const ldnet::PointAxes axes = ldnet::point_axes(points, cases, grid.size());
    query::require_dimensions(points.name(), axes.dimensions, first.model, first.path);
    if (o.dry_run)
        return tell(tool, o, cases, grid.size(), axes.count * first.model.fields.size(), first.model.precision,
                    {[&](const auto& count) {
                        prediction::for_predicted_blocks(
                            answers, combination, points, axes, grid.size(),
                            [&](const prediction::FieldBlock& block) { count(block.values.size()); });
                    }});
    files::write_fields(o.output, o.statistics.deviation, answers, combination, points, axes, cases);
}

void predict_with(Tool& tool, PredictOptions& o, const files::StoredNetwork& stored) {
    for (const char* group : {kEncodeGroup, kMeshGroup})
        tool.options.refuse(group, o.model + " is a latent dynamics network, a model of rom-ldnet");
    if (!o.statistics.deviation.empty())
        throw Error(
            "--std is not for one latent dynamics network, which does not know how sure it is; make an ensemble", 2);
    predict_fields(tool, o, {{.stored = stored, .stages = o.stages}}, prediction::Combination::median);
}

void predict_with(Tool& tool, PredictOptions& o, const files::StoredEnsemble& ensemble) {
    if (o.latent_only || o.stages > 0)
        throw Error(o.model + " is an ensemble: ask a member for its latent states or for fewer stages", 2);
    if (is_without_parameters(o)) throw Error(o.model + " is an ensemble: ask a member for --xi and --decode", 2);
    if (ensemble.of_networks()) {
        for (const char* group : {kEncodeGroup, kMeshGroup})
            tool.options.refuse(group, o.model + " is an ensemble of latent dynamics networks");
        if (!o.statistics.deviation.empty() && ensemble.members.size() < 2)
            throw Error(o.model + " is of one network, which does not know how sure it is; leave --std out", 2);
        return predict_fields(tool, o, query::networks_of(ensemble), ensemble.combination);
    }
    tool.options.refuse(kFieldGroup, o.model + " is an ensemble of models of rom-encode");
    const bool sampled = asked_for(o.statistics, false);
    const files::Parameters parameters = read_parameters(o);
    const query::EnsembleQuery query = read_ensemble_query(tool, o.query, ensemble, parameters);
    const TimeGrid grid = times_in(o.times, query::grid_of(ensemble));
    write(tool, o,
          {query::precision_of(ensemble), parameters.values.rows(), grid,
           query::answers_of(listener_of(tool, o.query), query, grid), ensemble.combination},
          parameters.values, sampled);
}

void predict_with(Tool& tool, PredictOptions& o, const files::StoredBaseline& stored) {
    if (o.latent_only || o.stages > 0)
        throw Error(o.model + " is a baseline: it has no latent states and no stages", 2);
    const bool sampled = asked_for(o.statistics, false);
    if (!o.times.empty() && !stored.baseline.timed)
        throw Error(o.model + " was made without --dt and knows no times; make it again, or leave --times out", 2);
    const prediction::Baseline& baseline = stored.baseline;
    for (const char* group : {kEncodeGroup, kFieldGroup})
        tool.options.refuse(group, stored.path + " is a baseline, a model of rom-baseline");
    const files::Parameters parameters = read_parameters(o);
    query::warn_if_outside(listener_of(tool, o.query), baseline.trajectories.space(), parameters);
    const TimeGrid grid = times_in(o.times, baseline.trajectories.grid);
    prediction::SnapshotPrediction prediction{files::prediction_precision(stored), parameters.values.rows(), grid, {}};
    std::optional<npy::Array> initial;
    if (!o.query.initial.empty()) initial = open_initial(o.query);
    prediction.members.push_back(query::answer_of(listener_of(tool, o.query), stored, parameters,
                                                  initial ? &*initial : nullptr, grid, o.query.use.uncorrected));
    write(tool, o, prediction, parameters.values, sampled);
}

}  // namespace

void predict(Tool& tool, PredictOptions& options, const files::AnyModel& model) {
    std::visit([&](const auto& stored) { predict_with(tool, options, stored); }, model);
}

}  // namespace rom::cli
