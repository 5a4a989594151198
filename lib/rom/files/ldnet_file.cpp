#include "rom/files/ldnet_file.h"

#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/network_files.h"
#include "rom/ldnet/loss.h"

namespace rom::files {
namespace {

constexpr Format kDescription = {kNetworkFormat, "a latent dynamics network", 2};
constexpr Index kMostSteps = 100'000;  // from one time to the next

using ldnet::LatentDynamicsNetwork;
using ldnet::Range;

std::string prefix_of(std::size_t stage) { return "reconstruction-" + std::to_string(stage + 1); }

Json range_json(const Range& range) {
    return {{"low", std::vector<double>(range.low.begin(), range.low.end())},
            {"high", std::vector<double>(range.high.begin(), range.high.end())}};
}

Range range_from(const Json& json, const std::string& key, const std::string& path) {
    const Json described = get<Json>(json, key, path);
    const auto low = get<std::vector<double>>(described, "low", path);
    const auto high = get<std::vector<double>>(described, "high", path);
    if (low.size() != high.size())
        throw Error(path + ": " + key + " has " + std::to_string(low.size()) + " low values but " +
                    std::to_string(high.size()) + " high ones; make the model again");
    const auto size = static_cast<Index>(low.size());
    return {Eigen::Map<const Eigen::VectorXd>(low.data(), size), Eigen::Map<const Eigen::VectorXd>(high.data(), size)};
}

// Of a uniform grid so many steps from each time to the next, of others what they are at most.
double step_from(const Json& dynamics, const TimeGrid& grid, const std::string& path) {
    if (!grid.is_uniform()) {
        const double step = get_not_negative(dynamics, "step", path);
        if (const double most = grid.steps().maxCoeff(); step > 0 && most / step > static_cast<double>(kMostSteps))
            throw Error(path + format(": 'step' is %.3g, more than %ld times as short as the %.3g between two times; "
                                      "make the model again",
                                      step, static_cast<long>(kMostSteps), most));
        return step;
    }
    const Index steps = get_count(dynamics, "steps", path, 1, kMostSteps);
    return steps > 1 ? grid.step() / static_cast<double>(steps) : 0;
}

}  // namespace

StoredNetwork read_latent_dynamics_network(const std::string& path) {
    return read_whole(path, [](const ModelFolder& folder) { return read_latent_dynamics_network(folder); });
}

StoredNetwork read_latent_dynamics_network(const ModelFolder& folder) {
    const std::string& file = folder.description.path;
    const Json& json = *folder.json;
    require_format(json, kDescription, file);
    StoredNetwork stored;
    stored.path = folder.path;
    stored.sha256 = folder.description.sha256;
    stored.folder = std::make_shared<const ModelFolder>(folder);

    LatentDynamicsNetwork& model = stored.model;
    const Json snapshots = get<Json>(json, "snapshots", file);
    model.precision = get_choice<Precision>(snapshots, "precision", file);
    model.cases = get_count(snapshots, "cases", file);
    model.grid = read_grid(folder, snapshots);
    stored.snapshots_path = first_input(json);
    stored.snapshots_sha256 = get<std::string>(snapshots, "sha256", file);
    const Json dynamics = get<Json>(json, "dynamics", file);
    model.order = get_count(dynamics, "order", file, 1, 2);
    model.latent = get_count(dynamics, "latent", file);
    model.integrator = get_choice<ldnet::Integrator>(dynamics, "integrator", file);
    model.step = step_from(dynamics, model.grid, file);
    model.time_unit = get_positive(dynamics, "time_unit", file);
    model.equilibrium = get<bool>(dynamics, "equilibrium", file);
    model.direct = get<bool>(json, "direct", file);
    const Json ranges = get<Json>(json, "ranges", file);
    model.points = range_from(ranges, "points", file);
    model.parameters = range_from(ranges, "parameters", file);
    model.signals = range_from(ranges, "signals", file);
    model.fields = range_from(ranges, "fields", file);

    model.dynamics = architecture_from(dynamics, file);
    model.dynamics_weights = read_network(folder, "dynamics", model.dynamics);
    for (const Json& one : get<std::vector<Json>>(json, "stages", file)) {
        ldnet::ReconstructionStage stage;
        stage.network = architecture_from(one, file);
        stage.network.gain = get<double>(one, "kappa", file);
        stage.epsilon = get<double>(one, "epsilon", file);
        stage.weights = read_network(folder, prefix_of(model.stages.size()), stage.network);
        if (stage.network.inputs() != model.shared() + model.points.size() ||
            stage.network.outputs() != model.fields.size())
            throw Error(file + ": the network of stage " + std::to_string(model.stages.size() + 1) +
                        " does not fit the latent states, points or fields; make the "
                        "model again");
        if (model.stages.empty()) {
            const Json training = get<Json>(one, "training", file);
            // Models of before had a number there, 0 for all.
            const char* points =
                training.contains("chosen_points_per_time") ? "chosen_points_per_time" : "points_per_time";
            stored.points_per_time = get_count(training, points, file, 0);
            stored.seed =
                static_cast<std::uint64_t>(get_count(training, "seed", file, 0, std::numeric_limits<Index>::max()));
        }
        model.stages.push_back(std::move(stage));
    }
    if (model.stages.empty() || model.dynamics.inputs() != model.states() + model.inputs() ||
        model.dynamics.outputs() != model.latent)
        throw Error(file +
                    ": dynamics, inputs and stages do not fit together; "
                    "make the model again");
    return stored;
}

void write_latent_dynamics_network(const std::string& path, const LatentDynamicsNetwork& model,
                                   const std::string& snapshots_sha256,
                                   const std::vector<optimise::HistoryRow>& history, const Record& record,
                                   const Provenance& provenance) {
    ModelOutput folder(path);
    write_network(folder, Precision::float64, "dynamics", model.dynamics, model.dynamics_weights);
    write_network(folder, Precision::float64, prefix_of(0), model.stages[0].network, model.stages[0].weights);
    write_history(folder, 0, "iteration", names_of<ldnet::LossPart>(), history);
    Json json;
    json["format"] = kDescription.name;
    json["version"] = kDescription.version;
    json["snapshots"] = {{"precision", name_of(model.precision)}, {"cases", model.cases}};
    write_grid(folder, model.grid, json["snapshots"]);
    json["snapshots"]["sha256"] = snapshots_sha256;
    json["ranges"] = {{"points", range_json(model.points)},
                      {"parameters", range_json(model.parameters)},
                      {"signals", range_json(model.signals)},
                      {"fields", range_json(model.fields)}};
    Json dynamics = {{"order", model.order}, {"latent", model.latent}, {"integrator", name_of(model.integrator)}};
    if (model.grid.is_uniform())
        dynamics["steps"] = ldnet::intervals_of(model, model.grid.size()).front().steps;
    else
        dynamics["step"] = model.step;
    dynamics.update({{"time_unit", model.time_unit}, {"equilibrium", model.equilibrium}});
    dynamics.update(architecture_json(model.dynamics));
    json["dynamics"] = dynamics;
    json["direct"] = model.direct;
    json["stages"] = Json::array({stage_json(model.stages[0].network, model.stages[0].epsilon, record)});
    json["provenance"] = Json::array({to_json(provenance)});
    folder.commit(std::move(json));
}

void write_further_reconstruction(const std::string& path, const StoredNetwork& stored,
                                  const LatentDynamicsNetwork& model, const std::vector<optimise::HistoryRow>& history,
                                  const Record& record, const Provenance& provenance) {
    ModelOutput folder(path);
    folder.take_over(*stored.folder);
    const std::size_t stage = model.stages.size() - 1;
    write_network(folder, Precision::float64, prefix_of(stage), model.stages[stage].network,
                  model.stages[stage].weights);
    write_history(folder, stage, "iteration", names_of<ldnet::LossPart>(), history);
    Json json = *stored.folder->json;
    json["version"] = kDescription.version;
    json["stages"].push_back(stage_json(model.stages[stage].network, model.stages[stage].epsilon, record));
    json["provenance"].push_back(to_json(provenance));
    folder.commit(std::move(json));
}

}  // namespace rom::files
