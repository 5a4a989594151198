#include "rom/network/point_network.h"

#include <algorithm>

#include "rom/network/point_kernels.h"

namespace rom::network {

PointBlock::PointBlock(const Architecture& architecture, Index shared) : architecture_(architecture), shared_(shared) {
    const auto rows = [](Index count) { return std::vector<double>(static_cast<std::size_t>(count * kPointBlock)); };
    inputs_ = rows(architecture.inputs() - shared);
    input_gradients_ = inputs_;
    Index widest = 0;
    for (const Layer& layer : architecture.layers) {
        values_.push_back(rows(layer.outputs));
        derivatives_.push_back(rows(layer.outputs));
        deltas_.push_back(rows(layer.outputs));
        widest = std::max(widest, layer.outputs);
    }
    start_.resize(static_cast<std::size_t>(widest));
    sums_.resize(static_cast<std::size_t>(widest));
}

void PointBlock::resize(Index points) {
    if (points == points_) return;
    points_ = points;
    stride_ = (points + kPointLanes - 1) / kPointLanes * kPointLanes;
    std::fill(inputs_.begin(), inputs_.end(), 0.0);
    std::fill(deltas_.back().begin(), deltas_.back().end(), 0.0);
}

const double* PointBlock::layer_input(std::size_t layer, Index row) const {
    if (layer > 0) return values_[layer - 1].data() + row * stride_;
    return row < shared_ ? nullptr : inputs_.data() + (row - shared_) * stride_;
}

void PointBlock::forward(const double* weights, const double* shared, bool keep) {
    const PointKernels& kernels = point_kernels();
    for (std::size_t k = 0; k < architecture_.layers.size(); ++k) {
        const Layer& layer = architecture_.layers[k];
        const Index rows = layer.outputs;
        const double* matrix = weights + architecture_.weight_offset(k);
        std::copy_n(weights + architecture_.bias_offset(k), rows, start_.data());
        const Index skipped = k == 0 ? shared_ : 0;
        for (Index i = 0; i < skipped; ++i)
            for (Index j = 0; j < rows; ++j) start_[static_cast<std::size_t>(j)] += matrix[j + i * rows] * shared[i];
        const double* x = k == 0 ? inputs_.data() : values_[k - 1].data();
        double* y = values_[k].data();
        kernels.affine({matrix + skipped * rows, 1, rows, rows, layer.inputs - skipped}, start_.data(), x, y, stride_);
        const Index count = rows * stride_;
        if (k == 0 && architecture_.gain != 1)
            for (Index l = 0; l < count; ++l) y[l] *= architecture_.gain;
        if (layer.activation == Activation::identity) continue;
        if (keep)
            activate(layer.activation, y, derivatives_[k].data(), count);
        else
            activate(layer.activation, y, count);
    }
}

void PointBlock::backward(const double* weights, const double* shared, bool input_gradient, double* gradient,
                          double* shared_gradient) {
    const PointKernels& kernels = point_kernels();
    for (std::size_t k = architecture_.layers.size(); k-- > 0;) {
        const Layer& layer = architecture_.layers[k];
        const Index rows = layer.outputs;
        const double* matrix = weights + architecture_.weight_offset(k);
        double* delta = deltas_[k].data();
        const double gain = k == 0 ? architecture_.gain : 1;
        if (layer.activation != Activation::identity) {
            const double* derivative = derivatives_[k].data();
            for (Index l = 0; l < rows * stride_; ++l) delta[l] *= gain * derivative[l];
        } else if (gain != 1) {
            for (Index l = 0; l < rows * stride_; ++l) delta[l] *= gain;
        }
        const Index skipped = k == 0 ? shared_ : 0;
        if (gradient != nullptr || (k == 0 && shared_gradient != nullptr))
            for (Index j = 0; j < rows; ++j)
                sums_[static_cast<std::size_t>(j)] = kernels.sum(delta + j * stride_, stride_);
        if (gradient != nullptr) {
            double* by_weights = gradient + architecture_.weight_offset(k);
            double* by_bias = gradient + architecture_.bias_offset(k);
            for (Index j = 0; j < rows; ++j) by_bias[j] += sums_[static_cast<std::size_t>(j)];
            for (Index i = 0; i < skipped; ++i)
                for (Index j = 0; j < rows; ++j)
                    by_weights[j + i * rows] += shared[i] * sums_[static_cast<std::size_t>(j)];
            kernels.outer(delta, rows, k == 0 ? inputs_.data() : values_[k - 1].data(), layer.inputs - skipped, stride_,
                          by_weights + skipped * rows);
        }
        if (k == 0 && shared_gradient != nullptr)
            for (Index i = 0; i < skipped; ++i)
                for (Index j = 0; j < rows; ++j)
                    shared_gradient[i] += matrix[j + i * rows] * sums_[static_cast<std::size_t>(j)];
        if (k > 0)
            kernels.affine({matrix, rows, 1, layer.inputs, rows}, nullptr, delta, deltas_[k - 1].data(), stride_);
        else if (input_gradient)
            kernels.affine({matrix + skipped * rows, rows, 1, layer.inputs - skipped, rows}, nullptr, delta,
                           input_gradients_.data(), stride_);
    }
}

}  // namespace rom::network
