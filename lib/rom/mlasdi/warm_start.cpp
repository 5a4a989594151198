#include "rom/mlasdi/warm_start.h"

#include "rom/base/error.h"

namespace rom::mlasdi {
namespace {

// C^T x, of which there are all rows or those of this rank.
Eigen::MatrixXd project(const snapshots::Coordinates& coordinates, const Eigen::MatrixXd& x) {
    const Share rows = coordinates.rows();
    return snapshots::inside_basis(coordinates, x.rows() == rows.count ? x : x.middleRows(rows.first, rows.count));
}

// C x, the rows of this rank
Eigen::MatrixXd lift(const snapshots::Coordinates& coordinates, const Eigen::MatrixXd& x) {
    if (coordinates.on_mesh()) return x;
    return coordinates.basis * x;
}

std::string text_of(const network::Architecture& architecture) {
    std::string text;
    for (std::size_t k = 0; k + 1 < architecture.layers.size(); ++k)
        text += (k > 0 ? "," : "") + std::to_string(architecture.layers[k].outputs) + " " +
                name_of(architecture.layers[k].activation);
    return text.empty() ? "none" : text;
}

void require_same(const ReducedModel& from, const ReducedModel& model, const std::string& name) {
    if (from.coordinates.space != model.coordinates.space)
        throw Error(name + " was trained on states of shape " + npy::to_string(from.coordinates.space) +
                    " but these have " + npy::to_string(model.coordinates.space) + "; a warm start needs the same");
    if (from.coordinates.delays != model.coordinates.delays)
        throw Error(name + " has " + std::to_string(from.coordinates.delays) + " delays but --delays is " +
                    std::to_string(model.coordinates.delays) + "; a warm start needs the same");
    if (from.latent() != model.latent())
        throw Error(name + " has " + std::to_string(from.latent()) + " latent variables but --latent is " +
                    std::to_string(model.latent()) + "; a warm start needs the same");
    if (text_of(from.encoder) != text_of(model.encoder))
        throw Error(name + " has hidden layers " + text_of(from.encoder) + " but this network has " +
                    text_of(model.encoder) + "; a warm start needs the same");
}

// The weights of one layer within the flat vector of its network.
template <class Flat>
auto weight(const network::Architecture& architecture, std::size_t layer, Flat& weights) {
    const network::Layer& shape = architecture.layers[layer];
    return weights.segment(architecture.weight_offset(layer), shape.outputs * shape.inputs)
        .reshaped(shape.outputs, shape.inputs);
}

template <class Flat>
auto bias(const network::Architecture& architecture, std::size_t layer, Flat& weights) {
    return weights.segment(architecture.bias_offset(layer), architecture.layers[layer].outputs);
}

void copy_layer(const network::Architecture& from, const Eigen::VectorXd& weights, const network::Architecture& to,
                std::size_t layer, Eigen::VectorXd& result) {
    weight(to, layer, result) = weight(from, layer, weights);
    bias(to, layer, result) = bias(from, layer, weights);
}

}  // namespace

Eigen::VectorXd warm_start(const ReducedModel& from, const ReducedModel& model, const std::string& name) {
    require_same(from, model, name);
    const snapshots::Coordinates& before = from.coordinates;
    const snapshots::Coordinates& after = model.coordinates;
    // u = m + s C q in both.
    const double ratio = after.scale / before.scale;
    const auto carried = [&](const Eigen::MatrixXd& columns) { return project(after, lift(before, columns)); };
    const Eigen::VectorXd difference = after.mean - before.mean;

    Eigen::VectorXd encoder(model.encoder.weight_count());
    for (std::size_t k = 1; k < model.encoder.layers.size(); ++k)
        copy_layer(from.encoder, from.encoder_weights, model.encoder, k, encoder);
    const Eigen::MatrixXd first = weight(from.encoder, 0, from.encoder_weights);
    weight(model.encoder, 0, encoder) = ratio * carried(first.transpose()).transpose();
    bias(model.encoder, 0, encoder) =
        bias(from.encoder, 0, from.encoder_weights) + first * project(before, difference).col(0) / before.scale;

    const network::Architecture& old_decoder = from.stages[0].decoder;
    const network::Architecture& new_decoder = model.stages[0].decoder;
    const Eigen::VectorXd& old_weights = from.stages[0].weights;
    Eigen::VectorXd decoder(new_decoder.weight_count());
    const std::size_t last = new_decoder.layers.size() - 1;
    for (std::size_t k = 0; k < last; ++k) copy_layer(old_decoder, old_weights, new_decoder, k, decoder);
    weight(new_decoder, last, decoder) = carried(weight(old_decoder, last, old_weights)) / ratio;
    bias(new_decoder, last, decoder) =
        carried(bias(old_decoder, last, old_weights)).col(0) / ratio - project(after, difference).col(0) / after.scale;
    Eigen::VectorXd result(encoder.size() + decoder.size());
    result << encoder, decoder;
    return result;
}

}  // namespace rom::mlasdi
