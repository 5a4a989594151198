// Fully connected networks: y_k = f_k(gain_k (W_k y_{k-1} + b_k)), forward and backward for many columns at once.
// All weights of a network lie in one flat vector, so that optimisers need not know its structure.
#pragma once

#include <cstdint>
#include <vector>

#include "rom/base/types.h"
#include "rom/network/activation.h"
#include "rom/network/product.h"

namespace rom::network {

// While a weight is trained: in double precision once, and in single precision with gradient and momentum.
inline constexpr double kBytesOfWeight = 16;

struct Layer {
    Index inputs = 0;
    Index outputs = 0;
    Activation activation = Activation::identity;
};

// The flat vector holds for each layer W [outputs, inputs] (column-major), then b [outputs]; last the gain of the
// first layer, if it is trained.
struct Architecture {
    std::vector<Layer> layers;
    double gain = 1;  // kappa of the first layer (appendix A of the mLaSDI paper)
    bool train_gain = false;

    Index inputs() const { return layers.front().inputs; }
    Index outputs() const { return layers.back().outputs; }
    Index weight_count() const;
    Index weight_offset(std::size_t layer) const;
    Index bias_offset(std::size_t layer) const;
};

// widths {n_0, ..., n_k}: hidden layers with `activation` (the first with `first`), a linear last one. Throws Error if
// the machine's memory does not hold the weights.
Architecture make_architecture(const std::vector<Index>& widths, Activation first, Activation activation);

enum class Initialisation { xavier_uniform, xavier_normal };

// Weights with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010), biases zero, the gain as in `architecture`.
// fan_in and fan_out replace the first layer's inputs and the last layer's outputs, which differ from the layer's
// widths if it works on snapshot coordinates. Identical on every platform for the same seed. Throws
// Error if there are more than the memory has room for.
Vector<double> initialise(const Architecture& architecture, Initialisation kind, Index fan_in, Index fan_out,
                          std::uint64_t seed);

// The weights of a network, arranged for forward and backward. Once they are, any number of threads may use them.
template <class Scalar>
class ArrangedWeights {
public:
    // Allocates only the first time. Without `input_gradient`, backward cannot be asked for one.
    void assign(const Architecture& architecture, const Scalar* weights, bool input_gradient);

    Scalar gain() const { return gain_; }  // of the first layer

    // What a layer multiplies by: gain W forward, to which gain b is added, and W^T backward.
    struct Products {
        Panels<Scalar> forward;
        Vector<Scalar> start;
        Panels<Scalar> backward;
    };
    const Products& products(std::size_t layer) const { return products_[layer]; }

private:
    Scalar gain_ = 1;
    std::vector<Products> products_;
};

// What forward keeps for backward, for up to `columns` columns.
template <class Scalar>
struct Workspace {
    Workspace(const Architecture& architecture, Index columns);

    std::vector<Matrix<Scalar>> outputs;  // y_k
    std::vector<Matrix<Scalar>> deltas;   // f_k', which backward turns into dL/d(pre-activation)
};

// Fills the workspace; the result is the first input.cols() columns of workspace.outputs.back().
template <class Scalar>
void forward(const Architecture& architecture, const ArrangedWeights<Scalar>& weights,
             const ConstColumns<Scalar>& input, Workspace<Scalar>& workspace);

// After forward on the same input, once: adds dL/d(weights) to `gradient`, given dL/d(pre-activation) of the last
// layer in workspace.deltas.back(), which until then holds its f' unless it is linear. dL/d(input) goes to
// `input_gradient`. Either may be null.
template <class Scalar>
void backward(const Architecture& architecture, const ArrangedWeights<Scalar>& weights,
              const ConstColumns<Scalar>& input, Workspace<Scalar>& workspace, Scalar* gradient,
              Columns<Scalar>* input_gradient);

// The output of the network, for inference.
template <class Scalar>
Matrix<Scalar> evaluate(const Architecture& architecture, const ArrangedWeights<Scalar>& weights,
                        const ConstColumns<Scalar>& input);
template <class Scalar>
Matrix<Scalar> evaluate(const Architecture& architecture, const Scalar* weights, const ConstColumns<Scalar>& input);

}  // namespace rom::network

template <>
struct rom::Choices<rom::network::Initialisation> {
    static constexpr const char* what = "initialisation";
    static constexpr std::array names = {"xavier-uniform", "xavier-normal"};
};
