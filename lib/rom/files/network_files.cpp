#include "rom/files/network_files.h"

#include <algorithm>
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::files {
namespace {

constexpr const char* kTimesName = "times.npy";
constexpr double kMostWeights = 1e12;

// Calls visit(file name, offset, rows, columns) for each array of a network;
// biases have columns 0.
template <class Visit>
void for_arrays(const network::Architecture& architecture, const std::string& prefix, Visit&& visit) {
    for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
        const network::Layer& layer = architecture.layers[k];
        const std::string name = prefix + "-" + std::to_string(k + 1);
        visit(name + "-weight.npy", architecture.weight_offset(k), layer.outputs, layer.inputs);
        visit(name + "-bias.npy", architecture.bias_offset(k), layer.outputs, Index{0});
    }
}

network::Activation activation_named(const std::string& name, const std::string& path) {
    try {
        return value_of<network::Activation>(name);
    } catch (const Error& error) {
        throw Error(path + ": " + error.what());
    }
}

}  // namespace

void write_grid(ModelOutput& folder, const TimeGrid& grid, Json& snapshots) {
    snapshots["times"] = grid.size();
    if (!grid.is_uniform()) {
        snapshots["listed"] = kTimesName;
        folder.write(kTimesName, npy::Type::float64, {grid.size()}, entries_of(grid.clock()));
        return;
    }
    snapshots["dt"] = grid.step();
    if (grid.start() != 0) snapshots["start"] = grid.start();
}

TimeGrid read_grid(const ModelFolder& folder, const Json& snapshots) {
    constexpr Index most_times = 10'000'000;
    const std::string& path = folder.description.path;
    const Index count = get_count(snapshots, "times", path, 1, most_times);
    if (snapshots.contains("listed")) {
        const auto name = get<std::string>(snapshots, "listed", path);
        if (name != kTimesName) throw Error(path + ": times are not listed in '" + name + "'; make the model again");
        const std::vector<double> times = read_array(folder, name, {count});
        try {
            return TimeGrid::recorded(Eigen::Map<const Eigen::VectorXd>(times.data(), count));
        } catch (const Error& error) {
            throw Error(folder.path + "/" + name + ": " + error.what());
        }
    }
    const double start = snapshots.contains("start") ? get<double>(snapshots, "start", path) : 0;
    return TimeGrid::uniform(count, get_positive(snapshots, "dt", path)).started_at(start);
}

void write_network(ModelOutput& folder, Precision precision, const std::string& prefix,
                   const network::Architecture& architecture, const Eigen::VectorXd& weights) {
    for_arrays(architecture, prefix, [&](const std::string& name, Index offset, Index rows, Index columns) {
        if (columns == 0) {
            folder.write(name, npy::type_of(precision), {rows},
                         {weights.data() + offset, static_cast<std::size_t>(rows)});
            return;
        }
        const Eigen::MatrixXd transposed =
            Eigen::Map<const Eigen::MatrixXd>(weights.data() + offset, rows, columns).transpose();
        folder.write(name, npy::type_of(precision), {rows, columns},
                     {transposed.data(), static_cast<std::size_t>(transposed.size())});
    });
}

Eigen::VectorXd read_network(const ModelFolder& folder, const std::string& prefix,
                             const network::Architecture& architecture) {
    // Before memory is taken for what model.json says.
    for_arrays(architecture, prefix, [&](const std::string& name, Index, Index rows, Index columns) {
        require_array(folder, name, columns == 0 ? npy::Shape{rows} : npy::Shape{rows, columns});
    });
    Eigen::VectorXd weights(architecture.weight_count());
    for_arrays(architecture, prefix, [&](const std::string& name, Index offset, Index rows, Index columns) {
        if (columns == 0)
            weights.segment(offset, rows) = read_columns(folder, name, {rows}).transpose();
        else
            read_rows(folder, name, {weights.data() + offset, rows, columns});
    });
    return weights;
}

Json architecture_json(const network::Architecture& architecture) {
    Json widths = Json::array({architecture.inputs()});
    Json activations = Json::array();
    for (const network::Layer& layer : architecture.layers) {
        widths.push_back(layer.outputs);
        activations.push_back(name_of(layer.activation));
    }
    return {{"widths", widths}, {"activations", activations}};
}

network::Architecture architecture_from(const Json& json, const std::string& path) {
    const auto widths = get<std::vector<std::int64_t>>(json, "widths", path);
    const auto activations = get<std::vector<std::string>>(json, "activations", path);
    if (widths.size() < 2 || activations.size() + 1 != widths.size())
        throw Error(path + ": " + std::to_string(widths.size()) + " widths do not go with " +
                    std::to_string(activations.size()) + " activations; make the model again");
    network::Architecture architecture;
    double weights = 0;
    for (std::size_t k = 0; k < activations.size(); ++k) {
        if (widths[k] < 1 || widths[k + 1] < 1) throw Error(path + ": a layer has no width; make the model again");
        weights += static_cast<double>(widths[k]) * static_cast<double>(widths[k + 1]);
        if (weights > kMostWeights)
            throw Error(path + ": its 'widths' are those of more weights than any model has; make the model again");
        architecture.layers.push_back({widths[k], widths[k + 1], activation_named(activations[k], path)});
    }
    return architecture;
}

void write_history(ModelOutput& folder, std::size_t stage, const char* first, Names parts,
                   const std::vector<optimise::HistoryRow>& history) {
    std::string text = std::string(first) + "\tloss";
    for (const char* part : parts) text += std::string("\t") + part;
    text += "\tlearning_rate\tseconds\n";
    // Files that are to be the same whenever they are made know no clock.
    const bool timed = std::getenv("SOURCE_DATE_EPOCH") == nullptr;
    for (const optimise::HistoryRow& row : history) {
        text += format("%lld\t%.9g", static_cast<long long>(row.epoch), row.loss.total());
        for (std::size_t k = 0; k < parts.size(); ++k) text += format("\t%.9g", row.loss[k]);
        text += format("\t%.9g\t%.3f\n", row.rate, timed ? row.seconds : 0);
    }
    folder.write("training-" + std::to_string(stage + 1) + ".tsv", text);
}

Json stage_json(const network::Architecture& architecture, double epsilon, const Record& record) {
    Json json = architecture_json(architecture);
    json["epsilon"] = epsilon;
    json["kappa"] = architecture.gain;
    json["training"] = to_json(record);
    return json;
}

}  // namespace rom::files
