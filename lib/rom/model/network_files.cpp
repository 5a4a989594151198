#include "rom/model/network_files.h"

#include <algorithm>
#include <array>

#include "rom/error.h"

namespace rom::model {
namespace {

// Calls visit(file name, offset, rows, columns) for each array of a network; biases have columns 0.
template <class Visit>
void for_arrays(const network::Architecture& architecture, const std::string& prefix, Visit&& visit) {
    for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
        const network::Layer& layer = architecture.layers[k];
        const std::string name = prefix + "-" + std::to_string(k + 1);
        visit(name + "-weight.npy", architecture.weight_offset(k), layer.outputs, layer.inputs);
        visit(name + "-bias.npy", architecture.bias_offset(k), layer.outputs, Index{0});
    }
}

// Whether a file of a model's folder is the model's, and not put there by its user.
bool is_of_model(const std::string& name) {
    constexpr std::array arrays = {"mean.",    "basis.",    "latent.",        "encoder-",
                                   "decoder-", "dynamics-", "reconstruction-"};
    return (name.starts_with("training-") && name.ends_with(".tsv")) ||
           (name.ends_with(".npy") &&
            std::any_of(arrays.begin(), arrays.end(), [&](const char* array) { return name.starts_with(array); }));
}

}  // namespace

Json read_description(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error))
        throw Error(path + (std::filesystem::exists(path, error) ? ": is not a model directory" : ": does not exist") +
                    "; name the folder that rom-encode, rom-ldnet or rom-stage wrote");
    const std::string file = path + "/" + kModelMarker;
    if (!std::filesystem::exists(file, error)) throw Error(path + ": has no model.json, so it is not a model");
    return read_json(file);
}

void link_arrays(const OutputFolder& folder, const std::string& path) {
    for (const auto& entry : std::filesystem::directory_iterator(path))
        if (const std::string name = entry.path().filename().string(); entry.is_regular_file() && is_of_model(name))
            folder.link(entry.path(), name);
}

void write_network(const OutputFolder& folder, npy::Type precision, const std::string& prefix,
                   const network::Architecture& architecture, const Eigen::VectorXd& parameters) {
    for_arrays(architecture, prefix, [&](const std::string& name, Index offset, Index rows, Index columns) {
        if (columns == 0) {
            npy::write_array(folder.file(name), precision, {rows},
                             {parameters.data() + offset, static_cast<std::size_t>(rows)});
            return;
        }
        const Eigen::MatrixXd transposed =
            Eigen::Map<const Eigen::MatrixXd>(parameters.data() + offset, rows, columns).transpose();
        npy::write_array(folder.file(name), precision, {rows, columns},
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
    Eigen::VectorXd parameters(architecture.parameter_count());
    for_arrays(architecture, prefix, [&](const std::string& name, Index offset, Index rows, Index columns) {
        const auto values = read_array(folder, name, columns == 0 ? npy::Shape{rows} : npy::Shape{rows, columns});
        if (columns == 0)
            parameters.segment(offset, rows) = Eigen::Map<const Eigen::VectorXd>(values.data(), rows);
        else
            Eigen::Map<Eigen::MatrixXd>(parameters.data() + offset, rows, columns) =
                Eigen::Map<const Eigen::MatrixXd>(values.data(), columns, rows).transpose();
    });
    return parameters;
}

Json architecture_json(const network::Architecture& architecture) {
    Json widths = Json::array({architecture.inputs()});
    Json activations = Json::array();
    for (const network::Layer& layer : architecture.layers) {
        widths.push_back(layer.outputs);
        activations.push_back(network::name_of(layer.activation));
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
        architecture.layers.push_back(
            {widths[k], widths[k + 1], choice(activations[k], path, network::activation_from)});
    }
    return architecture;
}

Json stage_json(const network::Architecture& architecture, double epsilon, const Json& record) {
    Json json = architecture_json(architecture);
    json["epsilon"] = epsilon;
    json["kappa"] = architecture.gain;
    json["training"] = record;
    return json;
}

const char* precision_name(npy::Type precision) { return precision == npy::Type::float32 ? "single" : "double"; }

npy::Type precision_from(const Json& json, const std::string& path) {
    const auto name = get<std::string>(json, "precision", path);
    if (name != "single" && name != "double") throw Error(path + ": precision '" + name + "' is not known");
    return name == "single" ? npy::Type::float32 : npy::Type::float64;
}

void require_version(const Json& json, int known, const std::string& path) {
    if (const int version = get<int>(json, "version", path); version > known)
        throw Error(path + ": is of format version " + std::to_string(version) + " but this program reads up to " +
                    std::to_string(known) + "; use the newer tools");
}

}  // namespace rom::model
