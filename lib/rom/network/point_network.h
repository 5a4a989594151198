// Fully connected networks of a few neurons at many points, in double precision: the points lie along the registers,
// and a block of them passes all layers while it is in the first-level cache. (The networks of network.h, of many
// neurons, have the neurons there.) Architecture and weights are those of network.h.
#pragma once

#include <vector>

#include "rom/network/network.h"

namespace rom::network {

// The most points of a block.
constexpr Index kPointBlock = 128;

// What a network computes at a block of points: a row of `stride()` values for each neuron, those of the points first,
// then padding, whose inputs are zero.
class PointBlock {
public:
    // `shared` inputs, the first ones, are the same for all points of a block; the others have a row each.
    PointBlock(const Architecture& architecture, Index shared);

    // Sets the number of points (up to kPointBlock) of what follows.
    void resize(Index points);
    Index points() const { return points_; }
    Index stride() const { return stride_; }

    double* input(Index row) { return inputs_.data() + row * stride_; }
    // Of the last layer, after forward.
    const double* output(Index row) const { return values_.back().data() + row * stride_; }
    // To be filled before backward: dL/d(output), zero at the padding.
    double* output_gradient(Index row) { return deltas_.back().data() + row * stride_; }
    // After backward: dL/d(input), of the inputs that have rows.
    const double* input_gradient(Index row) const { return input_gradients_.data() + row * stride_; }
    // After backward: dL/d(pre-activation) of a layer, and what the layer was given (null for the shared inputs).
    const double* delta(std::size_t layer, Index row) const { return deltas_[layer].data() + row * stride_; }
    const double* layer_input(std::size_t layer, Index row) const;

    // Outputs for the inputs. `keep`: also what backward needs.
    void forward(const double* weights, const double* shared, bool keep);

    // After forward. Adds dL/d(weights) to `gradient` and dL/d(shared) to `shared_gradient`; either may be null.
    void backward(const double* weights, const double* shared, bool input_gradient, double* gradient,
                  double* shared_gradient);

private:
    const Architecture& architecture_;
    Index shared_ = 0;
    Index points_ = 0;
    Index stride_ = 0;
    std::vector<double> inputs_;
    std::vector<double> input_gradients_;
    std::vector<std::vector<double>> values_;
    std::vector<std::vector<double>> derivatives_;
    std::vector<std::vector<double>> deltas_;
    std::vector<double> start_;
    std::vector<double> sums_;
};

}  // namespace rom::network
