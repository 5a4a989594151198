#include "rom/network/point_network.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rom::network {
namespace {

using Eigen::internal::padd;
using Eigen::internal::ploadu;
using Eigen::internal::pmadd;
using Eigen::internal::predux;
using Eigen::internal::pset1;
using Eigen::internal::pstoreu;

using Packet = Eigen::internal::packet_traits<double>::type;
constexpr Index kLanes = Eigen::internal::packet_traits<double>::size;

// A tile has two registers of points and so many neurons that their sums stay in registers.
constexpr int kTileRows = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 8 : 4;

// A matrix of weights as its user sees it: entry (j, i) at j * row_step + i * column_step.
struct View {
    const double* entries;
    Index row_step;
    Index column_step;
    Index columns;
};

// y_j = start_j + sum_i A(j, i) x_i for Rows rows and Registers registers of points.
template <int Registers, int Rows>
void affine_tile(const View& a, const double* start, const double* x, double* y, Index stride) {
    Packet sum[Rows][Registers];
    for (int j = 0; j < Rows; ++j)
        for (int r = 0; r < Registers; ++r) sum[j][r] = pset1<Packet>(start != nullptr ? start[j] : 0);
    for (Index i = 0; i < a.columns; ++i) {
        Packet from[Registers];
        for (int r = 0; r < Registers; ++r) from[r] = ploadu<Packet>(x + i * stride + r * kLanes);
        const double* weight = a.entries + i * a.column_step;
        for (int j = 0; j < Rows; ++j) {
            const auto entry = pset1<Packet>(weight[j * a.row_step]);
            for (int r = 0; r < Registers; ++r) sum[j][r] = pmadd(entry, from[r], sum[j][r]);
        }
    }
    for (int j = 0; j < Rows; ++j)
        for (int r = 0; r < Registers; ++r) pstoreu(y + j * stride + r * kLanes, sum[j][r]);
}

using AffineTile = void (*)(const View&, const double*, const double*, double*, Index);

template <int Registers, int... Less>
constexpr std::array<AffineTile, sizeof...(Less)> affine_tiles(std::integer_sequence<int, Less...>) {
    return {affine_tile<Registers, Less + 1>...};
}
template <int Registers>
constexpr auto kAffineTiles = affine_tiles<Registers>(std::make_integer_sequence<int, kTileRows>());

void affine(View a, Index rows, const double* start, const double* x, double* y, Index stride) {
    const Index tiles = (rows + kTileRows - 1) / kTileRows;
    const double* const entries = a.entries;
    for (Index tile = 0; tile < tiles; ++tile) {
        const Index row = rows * tile / tiles;
        const auto height = static_cast<std::size_t>(rows * (tile + 1) / tiles - row);
        a.entries = entries + row * a.row_step;
        const double* const from = start != nullptr ? start + row : nullptr;
        Index l = 0;
        for (; l + 2 * kLanes <= stride; l += 2 * kLanes)
            kAffineTiles<2>[height - 1](a, from, x + l, y + row * stride + l, stride);
        if (l < stride) kAffineTiles<1>[height - 1](a, from, x + l, y + row * stride + l, stride);
    }
}

// g(j, i) += sum over the points of d_j x_i, with g at j + i * step.
template <int Rows, int Columns>
void outer_tile(const double* d, const double* x, Index stride, double* g, Index step) {
    Packet sum[Rows][Columns];
    for (int j = 0; j < Rows; ++j)
        for (int i = 0; i < Columns; ++i) sum[j][i] = pset1<Packet>(0);
    for (Index l = 0; l < stride; l += kLanes) {
        Packet from[Columns];
        for (int i = 0; i < Columns; ++i) from[i] = ploadu<Packet>(x + i * stride + l);
        for (int j = 0; j < Rows; ++j) {
            const auto delta = ploadu<Packet>(d + j * stride + l);
            for (int i = 0; i < Columns; ++i) sum[j][i] = pmadd(delta, from[i], sum[j][i]);
        }
    }
    for (int j = 0; j < Rows; ++j)
        for (int i = 0; i < Columns; ++i) g[j + i * step] += predux(sum[j][i]);
}

constexpr int kOuterRows = 4;
constexpr int kOuterColumns = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 5 : 2;

using OuterTile = void (*)(const double*, const double*, Index, double*, Index);

template <int Rows, int... Less>
constexpr std::array<OuterTile, sizeof...(Less)> outer_tiles(std::integer_sequence<int, Less...>) {
    return {outer_tile<Rows, Less + 1>...};
}
template <int... Less>
constexpr auto all_outer_tiles(std::integer_sequence<int, Less...>) {
    return std::array{outer_tiles<Less + 1>(std::make_integer_sequence<int, kOuterColumns>())...};
}
constexpr auto kOuterTiles = all_outer_tiles(std::make_integer_sequence<int, kOuterRows>());

void outer(const double* d, Index rows, const double* x, Index columns, Index stride, double* g) {
    const Index row_tiles = (rows + kOuterRows - 1) / kOuterRows;
    const Index column_tiles = (columns + kOuterColumns - 1) / kOuterColumns;
    for (Index s = 0; s < column_tiles; ++s) {
        const Index column = columns * s / column_tiles;
        const auto width = static_cast<std::size_t>(columns * (s + 1) / column_tiles - column);
        for (Index t = 0; t < row_tiles; ++t) {
            const Index row = rows * t / row_tiles;
            const auto height = static_cast<std::size_t>(rows * (t + 1) / row_tiles - row);
            kOuterTiles[height - 1][width - 1](d + row * stride, x + column * stride, stride, g + row + column * rows,
                                               rows);
        }
    }
}

double row_sum(const double* row, Index stride) {
    auto sum = pset1<Packet>(0);
    for (Index l = 0; l < stride; l += kLanes) sum = padd(sum, ploadu<Packet>(row + l));
    return predux(sum);
}

}  // namespace

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
    stride_ = (points + kLanes - 1) / kLanes * kLanes;
    std::fill(inputs_.begin(), inputs_.end(), 0.0);
    std::fill(deltas_.back().begin(), deltas_.back().end(), 0.0);
}

const double* PointBlock::layer_input(std::size_t layer, Index row) const {
    if (layer > 0) return values_[layer - 1].data() + row * stride_;
    return row < shared_ ? nullptr : inputs_.data() + (row - shared_) * stride_;
}

void PointBlock::forward(const double* weights, const double* shared, bool keep) {
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
        affine({matrix + skipped * rows, 1, rows, layer.inputs - skipped}, rows, start_.data(), x, y, stride_);
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
            for (Index j = 0; j < rows; ++j) sums_[static_cast<std::size_t>(j)] = row_sum(delta + j * stride_, stride_);
        if (gradient != nullptr) {
            double* by_weights = gradient + architecture_.weight_offset(k);
            double* by_bias = gradient + architecture_.bias_offset(k);
            for (Index j = 0; j < rows; ++j) by_bias[j] += sums_[static_cast<std::size_t>(j)];
            for (Index i = 0; i < skipped; ++i)
                for (Index j = 0; j < rows; ++j)
                    by_weights[j + i * rows] += shared[i] * sums_[static_cast<std::size_t>(j)];
            outer(delta, rows, k == 0 ? inputs_.data() : values_[k - 1].data(), layer.inputs - skipped, stride_,
                  by_weights + skipped * rows);
        }
        if (k == 0 && shared_gradient != nullptr)
            for (Index i = 0; i < skipped; ++i)
                for (Index j = 0; j < rows; ++j)
                    shared_gradient[i] += matrix[j + i * rows] * sums_[static_cast<std::size_t>(j)];
        if (k > 0)
            affine({matrix, rows, 1, rows}, layer.inputs, nullptr, delta, deltas_[k - 1].data(), stride_);
        else if (input_gradient)
            affine({matrix + skipped * rows, rows, 1, rows}, layer.inputs - skipped, nullptr, delta,
                   input_gradients_.data(), stride_);
    }
}

}  // namespace rom::network
