#include "rom/network/network.h"

#include <cmath>
#include <numbers>
#include <string>

#include "rom/base/memory.h"
#include "rom/base/random.h"
#include "rom/base/text.h"

namespace rom::network {

Index Architecture::weight_count() const { return weight_offset(layers.size()) + (train_gain ? 1 : 0); }

Index Architecture::weight_offset(std::size_t layer) const {
    Index offset = 0;
    for (std::size_t k = 0; k < layer; ++k) offset += layers[k].outputs * (layers[k].inputs + 1);
    return offset;
}

Index Architecture::bias_offset(std::size_t layer) const {
    return weight_offset(layer) + layers[layer].outputs * layers[layer].inputs;
}

Architecture make_architecture(const std::vector<Index>& widths, Activation first, Activation activation) {
    Architecture architecture;
    for (std::size_t k = 0; k + 1 < widths.size(); ++k) {
        const bool last = k + 2 == widths.size();
        architecture.layers.push_back(
            {widths[k], widths[k + 1], last ? Activation::identity : (k == 0 ? first : activation)});
    }
    return architecture;
}

Vector<double> initialise(const Architecture& architecture, Initialisation kind, Index fan_in, Index fan_out,
                          std::uint64_t seed) {
    require_memory(kBytesOfWeight * static_cast<double>(architecture.weight_count()),
                   std::to_string(architecture.weight_count()) + " weights of a network and their training",
                   "take fewer or narrower hidden layers, or fewer latent variables");
    Random random(seed);
    Vector<double> weights = Vector<double>::Zero(architecture.weight_count());
    for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
        const Layer& layer = architecture.layers[k];
        const Index in = k == 0 ? fan_in : layer.inputs;
        const Index out = k + 1 == architecture.layers.size() ? fan_out : layer.outputs;
        const double deviation = std::sqrt(2.0 / static_cast<double>(in + out));
        auto matrix = weights.segment(architecture.weight_offset(k), layer.outputs * layer.inputs);
        for (double& weight : matrix)
            weight =
                deviation * (kind == Initialisation::xavier_normal ? random.normal()
                                                                   : std::numbers::sqrt3 * (2 * random.uniform() - 1));
    }
    if (architecture.train_gain) weights[weights.size() - 1] = architecture.gain;
    return weights;
}

template <class Scalar>
Workspace<Scalar>::Workspace(const Architecture& architecture, Index columns) {
    for (const Layer& layer : architecture.layers) {
        outputs.emplace_back(layer.outputs, columns);
        deltas.emplace_back(layer.outputs, columns);
    }
}

template <class Scalar>
void ArrangedWeights<Scalar>::assign(const Architecture& architecture, const Scalar* weights, bool input_gradient) {
    gain_ = architecture.train_gain ? weights[architecture.weight_count() - 1] : static_cast<Scalar>(architecture.gain);
    products_.resize(architecture.layers.size());
    for (std::size_t k = 0; k < products_.size(); ++k) {
        const auto& [inputs, outputs, activation] = architecture.layers[k];
        const Scalar* weight = weights + architecture.weight_offset(k);
        const Scalar gain = k == 0 ? gain_ : Scalar(1);
        products_[k].forward.assign(weight, 1, outputs, outputs, inputs, gain);
        products_[k].start = gain * Eigen::Map<const Vector<Scalar>>(weights + architecture.bias_offset(k), outputs);
        if (k > 0 || input_gradient) products_[k].backward.assign(weight, outputs, 1, inputs, outputs);
    }
}

template <class Scalar>
void forward(const Architecture& architecture, const ArrangedWeights<Scalar>& weights,
             const ConstColumns<Scalar>& input, Workspace<Scalar>& workspace) {
    const Scalar* below = input.data();
    Index step = input.outerStride();
    for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
        const Layer& layer = architecture.layers[k];
        const auto& products = weights.products(k);
        Scalar* out = workspace.outputs[k].data();
        products.forward.multiply(products.start.data(), below, step, input.cols(), out, layer.outputs);
        if (layer.activation != Activation::identity)
            activate(layer.activation, out, workspace.deltas[k].data(), layer.outputs * input.cols());
        below = out;
        step = layer.outputs;
    }
}

template <class Scalar>
void backward(const Architecture& architecture, const ArrangedWeights<Scalar>& weights,
              const ConstColumns<Scalar>& input, Workspace<Scalar>& workspace, Scalar* gradient,
              Columns<Scalar>* input_gradient) {
    const Index columns = input.cols();
    for (std::size_t k = architecture.layers.size(); k-- > 0;) {
        const Layer& layer = architecture.layers[k];
        const auto& products = weights.products(k);
        auto delta = workspace.deltas[k].leftCols(columns);
        const ConstColumns<Scalar> below =
            k == 0 ? input : ConstColumns<Scalar>(workspace.outputs[k - 1].leftCols(columns));
        if (k == 0) {
            if (architecture.train_gain && gradient != nullptr) {  // d/d(gain) of f(gain a) is f' a, with a = W x + b
                auto scaled = workspace.outputs[0].leftCols(columns);
                products.forward.multiply(products.start.data(), input.data(), input.outerStride(), columns,
                                          scaled.data(), layer.outputs);
                gradient[architecture.weight_count() - 1] += delta.cwiseProduct(scaled).sum() / weights.gain();
            }
            if (weights.gain() != Scalar(1)) delta *= weights.gain();
        }
        if (gradient != nullptr) {
            Eigen::Map<Matrix<Scalar>>(gradient + architecture.weight_offset(k), layer.outputs, layer.inputs)
                .noalias() += delta * below.transpose();
            Eigen::Map<Vector<Scalar>>(gradient + architecture.bias_offset(k), layer.outputs) += delta.rowwise().sum();
        }
        if (k > 0 && architecture.layers[k - 1].activation != Activation::identity)
            products.backward.scale(delta.data(), layer.outputs, columns, workspace.deltas[k - 1].data(), layer.inputs);
        else if (k > 0)
            products.backward.multiply(nullptr, delta.data(), layer.outputs, columns, workspace.deltas[k - 1].data(),
                                       layer.inputs);
        else if (input_gradient != nullptr)
            products.backward.multiply(nullptr, delta.data(), layer.outputs, columns, input_gradient->data(),
                                       input_gradient->outerStride());
    }
}

template <class Scalar>
Matrix<Scalar> evaluate(const Architecture& architecture, const Scalar* weights, const ConstColumns<Scalar>& input) {
    ArrangedWeights<Scalar> arranged;
    arranged.assign(architecture, weights, false);
    return evaluate<Scalar>(architecture, arranged, input);
}

template <class Scalar>
Matrix<Scalar> evaluate(const Architecture& architecture, const ArrangedWeights<Scalar>& weights,
                        const ConstColumns<Scalar>& input) {
    Matrix<Scalar> current = input;
    for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
        const Layer& layer = architecture.layers[k];
        Matrix<Scalar> next(layer.outputs, input.cols());
        const auto& products = weights.products(k);
        products.forward.multiply(products.start.data(), current.data(), current.rows(), current.cols(), next.data(),
                                  next.rows());
        activate(layer.activation, next.data(), next.size());
        current = std::move(next);
    }
    return current;
}

#define ROM_INSTANTIATE(Scalar)                                                                              \
    template class ArrangedWeights<Scalar>;                                                                  \
    template struct Workspace<Scalar>;                                                                       \
    template void forward(const Architecture&, const ArrangedWeights<Scalar>&, const ConstColumns<Scalar>&,  \
                          Workspace<Scalar>&);                                                               \
    template void backward(const Architecture&, const ArrangedWeights<Scalar>&, const ConstColumns<Scalar>&, \
                           Workspace<Scalar>&, Scalar*, Columns<Scalar>*);                                   \
    template Matrix<Scalar> evaluate(const Architecture&, const ArrangedWeights<Scalar>&,                    \
                                     const ConstColumns<Scalar>&);                                           \
    template Matrix<Scalar> evaluate(const Architecture&, const Scalar*, const ConstColumns<Scalar>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::network
