#include "rom/cli/prediction.h"

#include "rom/base/error.h"
#include "rom/cli/baseline_query.h"
#include "rom/cli/ensemble.h"
#include "rom/cli/grids.h"
#include "rom/cli/latent_prediction.h"
#include "rom/files/prediction_file.h"
#include "rom/npy/output.h"

namespace rom::cli {
namespace {

files::Parameters read_parameters(const PredictOptions& o) {
    if (o.parameters.empty()) throw Error("parameters are required: of the cases to predict", 2);
    return files::read_parameters(o.parameters);
}

// Writes the prediction, and the statistics that are asked for.
void write(const Tool& tool, const PredictOptions& o, const files::SnapshotPrediction& prediction,
           const Eigen::MatrixXd& parameters, bool sampled) {
    const SamplingOptions& s = o.statistics;
    const files::Statistics statistics{s.mean, s.deviation, s.quantiles, parameters, s.sampling};
    const Index lost = files::write_snapshots(o.output, prediction, sampled ? &statistics : nullptr);
    warn_of_lost_draws(tool, lost,
                       prediction.cases * s.sampling.samples * static_cast<Index>(prediction.members.size()));
}

void predict_with(Tool& tool, PredictOptions& o, const files::StoredModel& stored) {
    tool.options.refuse(kFieldGroup, o.model + " is a model of rom-encode");
    if (is_without_parameters(o)) return predict_without_parameters(tool, o, stored);
    const bool sampled = asked_for(o.statistics, o.latent_only);
    const files::Parameters parameters = read_parameters(o);
    const files::StoredProcesses processes = read_processes(o.query);
    const Query query = make_query(tool, o.query, o.stages, stored, processes, parameters, open_initial(o.query));
    warn_if_outside(tool, gp::space_of(processes.coefficients), parameters);
    const TimeGrid trained = stored.model.snapshot_grid();
    const TimeGrid grid = times_in(o.times, trained);
    warn_if_beyond(tool, trained, grid);
    if (o.latent_only)
        return files::write_latent(o.output, stored.model, latent_states(tool, query, grid, o.keep_going),
                                   query.cases());
    files::SnapshotPrediction prediction{files::prediction_precision(stored), query.cases(), grid, {}};
    prediction.members.push_back(answer_of(tool, query, grid, o.keep_going));
    write(tool, o, prediction, parameters.values, sampled);
}

// Of one network, or of those of an ensemble.
void predict_fields(const Tool& tool, const PredictOptions& o, const std::vector<const files::StoredNetwork*>& networks,
                    prediction::Combination combination, const std::vector<double>& weights) {
    const ldnet::LatentDynamicsNetwork& model = networks.front()->model;
    if (o.fields.points.empty() && !o.latent_only)
        throw Error("--points is required: where to predict the fields of a latent dynamics network", 2);
    const RawInputs raw = read_raw_inputs(o.parameters, o.fields.signals);
    const Index known = raw.times > 0 ? raw.times : model.grid.size();
    if (!model.grid.is_uniform() && known > model.grid.size())
        throw Error(raw.signals_name + " has " + std::to_string(known) + " times but those of " +
                    networks.front()->path + " are " + std::to_string(model.grid.size()) +
                    ", unevenly apart; give signals at these");
    const TimeGrid grid = times_in(o.times, model.grid.resized(known));
    const Index cases = std::max<Index>(1, raw.cases);
    std::vector<prediction::NetworkAnswer> answers;
    for (std::size_t k = 0; k < networks.size(); ++k) {
        const ldnet::LatentDynamicsNetwork& one = networks[k]->model;
        const Index stages = checked_stages(o.stages, static_cast<Index>(one.stages.size()), networks[k]->path);
        const ldnet::CaseInputs inputs = map_raw_inputs(one, raw, cases, prediction::times_needed(one, grid.last()));
        if (k == 0) warn_if_outside(tool, one, raw, cases, inputs.times);
        answers.push_back(
            {one, static_cast<std::size_t>(stages), prediction::shared_at(one, inputs, grid), weights[k]});
    }
    if (o.latent_only) return files::write_latent(o.output, model, answers.front().shared, cases);
    const npy::Array points = npy::Array::open(o.fields.points);
    const ldnet::PointAxes axes = ldnet::point_axes(points, cases, grid.size());
    require_dimensions(points.name(), axes.dimensions, model, networks.front()->path);
    files::write_fields(o.output, o.statistics.deviation, answers, combination, points, axes, cases);
}

void predict_with(Tool& tool, PredictOptions& o, const files::StoredNetwork& stored) {
    for (const char* group : {kEncodeGroup, kMeshGroup})
        tool.options.refuse(group, o.model + " is a latent dynamics network, a model of rom-ldnet");
    if (!o.statistics.deviation.empty())
        throw Error(
            "--std is not for one latent dynamics network, which does not know how sure it is; make an ensemble", 2);
    predict_fields(tool, o, {&stored}, prediction::Combination::median, {1});
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
        std::vector<const files::StoredNetwork*> networks;
        std::vector<double> weights;
        for (const files::StoredMember& member : ensemble.members) {
            networks.push_back(&std::get<files::StoredNetwork>(member.model));
            weights.push_back(member.weight);
        }
        return predict_fields(tool, o, networks, ensemble.combination, weights);
    }
    tool.options.refuse(kFieldGroup, o.model + " is an ensemble of models of rom-encode");
    const bool sampled = asked_for(o.statistics, false);
    const files::Parameters parameters = read_parameters(o);
    const EnsembleQuery query = read_ensemble_query(tool, o.query, ensemble, parameters);
    const TimeGrid grid = times_in(o.times, grid_of(ensemble));
    write(tool, o,
          {precision_of(ensemble), parameters.values.rows(), grid, answers_of(tool, query, grid), ensemble.combination},
          parameters.values, sampled);
}

void predict_with(Tool& tool, PredictOptions& o, const files::StoredBaseline& stored) {
    if (o.latent_only || o.stages > 0)
        throw Error(o.model + " is a baseline: it has no latent states and no stages", 2);
    const bool sampled = asked_for(o.statistics, false);
    if (!o.times.empty() && !stored.baseline.timed)
        throw Error(o.model + " was made without --dt and knows no times; make it again, or leave --times out", 2);
    const prediction::Baseline& baseline = stored.baseline;
    const files::Parameters parameters = read_baseline_query(tool, stored, o.parameters);
    const TimeGrid grid = times_in(o.times, baseline.trajectories.grid);
    files::SnapshotPrediction prediction{files::prediction_precision(stored), parameters.values.rows(), grid, {}};
    prediction.members.push_back(
        member_of(stored, parameters, prediction::predict(baseline.trajectories, parameters.values, grid.times())));
    if (!o.query.initial.empty())
        take_initial(warn_by(tool), stored, parameters, open_initial(o.query), grid, o.query.uncorrected,
                     prediction.members.front());
    write(tool, o, prediction, parameters.values, sampled);
}

}  // namespace

void predict(Tool& tool, PredictOptions& options, const files::AnyModel& model) {
    std::visit([&](const auto& stored) { predict_with(tool, options, stored); }, model);
}

}  // namespace rom::cli
