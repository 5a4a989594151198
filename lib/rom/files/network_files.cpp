#include "rom/files/network_files.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/npy/reader.h"

namespace rom::files {
namespace {

constexpr const char* kTimesName = "times.npy";
constexpr std::int64_t kMostTimes = 1 << 24;

// Calls visit(file name, rows, columns) for each array of a network, in the order of the weights; biases have columns
// 0.
template <class Visit>
void for_arrays(const network::Architecture& architecture, const std::string& prefix, Visit&& visit) {
    for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
        const network::Layer& layer = architecture.layers[k];
        const std::string name = prefix + "-" + std::to_string(k + 1);
        visit(name + "-weight.npy", layer.outputs, layer.inputs);
        visit(name + "-bias.npy", layer.outputs, Index{0});
    }
}

network::Activation activation_named(const std::string& name, const std::string& path) {
    try {
        return value_of<network::Activation>(name);
    } catch (const Error& error) {
        throw Error(path + ": " + error.what());
    }
}

// Whether a file of a model's folder is the model's, and not put there by its
// user.
bool is_of_model(const std::string& name) {
    constexpr std::array arrays = {"mean.",        "basis.",           "latent.",         "encoder-",
                                   "decoder-",     "dynamics-",        "reconstruction-", "interpolated-",
                                   "modes.",       "mean-trajectory.", "scores.",         "misfit-",
                                   "persistence-", "persistence.",     "units.",          kTimesName};
    return (name.starts_with("training-") && name.ends_with(".tsv")) ||
           (name.ends_with(".npy") &&
            std::any_of(arrays.begin(), arrays.end(), [&](const char* array) { return name.starts_with(array); }));
}

}  // namespace

TextFile read_description(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error))
        throw Error(path + (std::filesystem::exists(path, error) ? ": is not a model directory" : ": does not exist") +
                    "; name the folder that rom-encode, rom-ldnet or rom-stage wrote");
    const std::string file = path + "/" + kModelMarker;
    if (!std::filesystem::exists(file, error)) throw Error(path + ": has no model.json, so it is not a model");
    return read_text(file);
}

std::string format_of(const std::string& path) {
    const TextFile description = read_description(path);
    return get<std::string>(parse_json(description.text, description.path), "format", description.path);
}

void write_grid(const OutputFolder& folder, const TimeGrid& grid, Json& snapshots) {
    snapshots["times"] = grid.size();
    if (!grid.is_uniform()) {
        snapshots["listed"] = kTimesName;
        npy::write_array(folder.file(kTimesName), npy::Type::float64, {grid.size()}, entries_of(grid.clock()));
        return;
    }
    snapshots["dt"] = grid.step();
    if (grid.start() != 0) snapshots["start"] = grid.start();
}

TimeGrid read_grid(const std::string& folder, const Json& snapshots, const std::string& path) {
    const auto count = get<std::int64_t>(snapshots, "times", path);
    if (count < 1 || count > kMostTimes)
        throw Error(path + ": 'times' is " + std::to_string(count) + ", which is not between 1 and " +
                    std::to_string(kMostTimes) + "; make the model again");
    if (snapshots.contains("listed")) {
        const auto name = get<std::string>(snapshots, "listed", path);
        if (name != kTimesName) throw Error(path + ": times are not listed in '" + name + "'; make the model again");
        const std::vector<double> times = read_array(folder, name, {count});
        try {
            return TimeGrid::recorded(Eigen::Map<const Eigen::VectorXd>(times.data(), count));
        } catch (const Error& error) {
            throw Error(folder + "/" + name + ": " + error.what());
        }
    }
    const auto dt = get<double>(snapshots, "dt", path);
    if (!(dt > 0)) throw Error(path + ": dt is " + std::to_string(dt) + "; make the model again");
    const double start = snapshots.contains("start") ? get<double>(snapshots, "start", path) : 0;
    return TimeGrid::uniform(count, dt).started_at(start);
}

void link_arrays(const OutputFolder& folder, const std::string& path, const std::string& below) {
    for (const auto& entry : std::filesystem::directory_iterator(path))
        if (const std::string name = entry.path().filename().string(); entry.is_regular_file() && is_of_model(name))
            folder.link(entry.path(), below.empty() ? name : below + "/" + name);
}

void write_network(const OutputFolder& folder, Precision precision, const std::string& prefix,
                   const network::Architecture& architecture, const Eigen::VectorXd& weights) {
    const double* from = weights.data();
    for_arrays(architecture, prefix, [&](const std::string& name, Index rows, Index columns) {
        const double* const start = from;
        from += rows * std::max<Index>(columns, 1);
        if (columns == 0) {
            npy::write_array(folder.file(name), npy::type_of(precision), {rows},
                             {start, static_cast<std::size_t>(rows)});
            return;
        }
        const Eigen::MatrixXd transposed = Eigen::Map<const Eigen::MatrixXd>(start, rows, columns).transpose();
        npy::write_array(folder.file(name), npy::type_of(precision), {rows, columns},
                         {transposed.data(), static_cast<std::size_t>(transposed.size())});
    });
}

std::vector<double> read_array(const std::string& folder, const std::string& name, const npy::Shape& shape) {
    const std::string path = folder + "/" + name;
    if (!std::filesystem::exists(path))
        throw Error(folder + ": the model is incomplete, it has no " + name + "; make it again");
    const npy::Array array = npy::Array::open(path);
    if (array.shape() != shape)
        throw Error(path + " has shape " + npy::to_string(array.shape()) + " but model.json asks for " +
                    npy::to_string(shape) + "; make the model again");
    return array.read_all();
}

Eigen::VectorXd read_network(const std::string& folder, const std::string& prefix,
                             const network::Architecture& architecture) {
    // Widths are believed when there are as many numbers.
    std::vector<double> weights;
    for_arrays(architecture, prefix, [&](const std::string& name, Index rows, Index columns) {
        const auto values = read_array(folder, name, columns == 0 ? npy::Shape{rows} : npy::Shape{rows, columns});
        const std::size_t offset = weights.size();
        weights.resize(offset + values.size());
        Eigen::Map<Eigen::MatrixXd>(weights.data() + offset, rows, std::max<Index>(columns, 1)) =
            Eigen::Map<const RowMajor>(values.data(), rows, std::max<Index>(columns, 1));
    });
    return Eigen::Map<const Eigen::VectorXd>(weights.data(), static_cast<Index>(weights.size()));
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
    for (std::size_t k = 0; k < activations.size(); ++k) {
        if (widths[k] < 1 || widths[k + 1] < 1) throw Error(path + ": a layer has no width; make the model again");
        architecture.layers.push_back({widths[k], widths[k + 1], activation_named(activations[k], path)});
    }
    return architecture;
}

void write_history(const OutputFolder& folder, std::size_t stage, const char* first, Names parts,
                   const std::vector<optimise::HistoryRow>& history) {
    std::string text = std::string(first) + "\tloss";
    for (const char* part : parts) text += std::string("\t") + part;
    text += "\tlearning_rate\tseconds\n";
    for (const optimise::HistoryRow& row : history) {
        text += format("%lld\t%.9g", static_cast<long long>(row.epoch), row.loss.total());
        for (std::size_t k = 0; k < parts.size(); ++k) text += format("\t%.9g", row.loss[k]);
        text += format("\t%.9g\t%.3f\n", row.rate, row.seconds);
    }
    npy::write_text(folder.file("training-" + std::to_string(stage + 1) + ".tsv"), text);
}

Json stage_json(const network::Architecture& architecture, double epsilon, const Record& record) {
    Json json = architecture_json(architecture);
    json["epsilon"] = epsilon;
    json["kappa"] = architecture.gain;
    json["training"] = to_json(record);
    return json;
}

}  // namespace rom::files
