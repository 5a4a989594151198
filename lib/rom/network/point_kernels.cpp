#include "rom/network/point_kernels.h"

#include <algorithm>
#include <array>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "rom/network/point_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace rom::network::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<double>;
using Vec = hn::Vec<Tag>;
constexpr Index kLanes = hn::MaxLanes(Tag());
constexpr bool kFewRegisters = HWY_TARGET == HWY_AVX2;

// A tile has two registers of points and so many neurons that their sums stay in registers.
constexpr int kTileRows = kFewRegisters ? 4 : 8;

// y_j = start_j + sum_i A(j, i) x_i for Rows rows and Registers registers of points.
template <int Registers, int Rows>
void affine_tile(const MatrixView<double>& a, const double* start, const double* x, double* y, Index stride) {
    const Tag d;
    Vec sum[Rows][Registers];
    for (int j = 0; j < Rows; ++j)
        for (int r = 0; r < Registers; ++r) sum[j][r] = hn::Set(d, start != nullptr ? start[j] : 0);
    for (Index i = 0; i < a.columns; ++i) {
        Vec from[Registers];
        for (int r = 0; r < Registers; ++r) from[r] = hn::LoadU(d, x + i * stride + r * kLanes);
        const double* weight = a.entries + i * a.column_step;
        for (int j = 0; j < Rows; ++j) {
            const auto entry = hn::Set(d, weight[j * a.row_step]);
            for (int r = 0; r < Registers; ++r) sum[j][r] = hn::MulAdd(entry, from[r], sum[j][r]);
        }
    }
    for (int j = 0; j < Rows; ++j)
        for (int r = 0; r < Registers; ++r) hn::StoreU(sum[j][r], d, y + j * stride + r * kLanes);
}

using AffineTile = void (*)(const MatrixView<double>&, const double*, const double*, double*, Index);

template <int Registers, int... Less>
constexpr std::array<AffineTile, sizeof...(Less)> affine_tiles(std::integer_sequence<int, Less...>) {
    return {affine_tile<Registers, Less + 1>...};
}
template <int Registers>
constexpr auto kAffineTiles = affine_tiles<Registers>(std::make_integer_sequence<int, kTileRows>());

void affine(MatrixView<double> a, const double* start, const double* x, double* y, Index stride) {
    const Index tiles = (a.rows + kTileRows - 1) / kTileRows;
    const double* const entries = a.entries;
    for (Index tile = 0; tile < tiles; ++tile) {
        const Index row = a.rows * tile / tiles;
        const auto height = static_cast<std::size_t>(a.rows * (tile + 1) / tiles - row);
        a.entries = entries + row * a.row_step;
        const double* const from = start != nullptr ? start + row : nullptr;
        Index l = 0;
        for (; l + 2 * kLanes <= stride; l += 2 * kLanes)
            kAffineTiles<2>[height - 1](a, from, x + l, y + row * stride + l, stride);
        if (l < stride) kAffineTiles<1>[height - 1](a, from, x + l, y + row * stride + l, stride);
    }
}

// The sum of kPointLanes numbers, by halves.
double sum_of(const double* v) { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }

// g(j, i) += sum over the points of d_j x_i, with g at j + i * step.
template <int Rows, int Columns>
void outer_tile(const double* d, const double* x, Index stride, double* g, Index step) {
    const Tag tag;
    HWY_ALIGN double sums[Rows][Columns][kPointLanes];
    for (Index first = 0; first < kPointLanes; first += kLanes) {
        Vec sum[Rows][Columns];
        for (int j = 0; j < Rows; ++j)
            for (int i = 0; i < Columns; ++i) sum[j][i] = hn::Zero(tag);
        for (Index l = first; l < stride; l += kPointLanes) {
            Vec from[Columns];
            for (int i = 0; i < Columns; ++i) from[i] = hn::LoadU(tag, x + i * stride + l);
            for (int j = 0; j < Rows; ++j) {
                const auto delta = hn::LoadU(tag, d + j * stride + l);
                for (int i = 0; i < Columns; ++i) sum[j][i] = hn::MulAdd(delta, from[i], sum[j][i]);
            }
        }
        for (int j = 0; j < Rows; ++j)
            for (int i = 0; i < Columns; ++i) hn::Store(sum[j][i], tag, sums[j][i] + first);
    }
    for (int j = 0; j < Rows; ++j)
        for (int i = 0; i < Columns; ++i) g[j + i * step] += sum_of(sums[j][i]);
}

constexpr int kOuterRows = 4;
constexpr int kOuterColumns = kFewRegisters ? 2 : 5;

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

double sum(const double* row, Index stride) {
    const Tag d;
    HWY_ALIGN double sums[kPointLanes];
    for (Index first = 0; first < kPointLanes; first += kLanes) {
        auto sum = hn::Zero(d);
        for (Index l = first; l < stride; l += kPointLanes) sum = hn::Add(sum, hn::LoadU(d, row + l));
        hn::Store(sum, d, sums + first);
    }
    return sum_of(sums);
}

constexpr PointKernels kKernels = {affine, outer, sum};

const PointKernels& kernels() { return kKernels; }

}  // namespace
}  // namespace rom::network::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rom::network {

HWY_EXPORT(kernels);

const PointKernels& point_kernels() { return HWY_DYNAMIC_DISPATCH(kernels)(); }

}  // namespace rom::network
#endif
