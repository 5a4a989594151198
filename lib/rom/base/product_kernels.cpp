#include "rom/base/product_kernels.h"

#include <algorithm>
#include <array>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "rom/base/product_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace rom::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class Scalar>
using Tag = hn::ScalableTag<Scalar>;
template <class Scalar>
using Vec = hn::Vec<Tag<Scalar>>;
template <class Scalar>
constexpr Index kLanes = hn::MaxLanes(Tag<Scalar>());

// A tile of y is two registers high and has just so many columns that it, the column of A and an entry of x fill the
// registers: 16 of AVX2, 32 of others.
constexpr int kTileColumns = HWY_TARGET == HWY_AVX2 ? 6 : 12;

// Rows of the panel that begins at `row`: two registers, or one at the end if that is enough.
template <class Scalar>
Index panel_height(Index row, Index rows) {
    return rows - row > kLanes<Scalar> ? 2 * kLanes<Scalar> : kLanes<Scalar>;
}

template <class Scalar>
Index panel_entries(Index rows, Index columns) {
    return (rows + kLanes<Scalar> - 1) / kLanes<Scalar> * kLanes<Scalar> * columns;
}

template <class Scalar>
void arrange(const MatrixView<Scalar>& a, Scalar scale, Scalar* panels) {
    Scalar* out = panels;
    for (Index row = 0; row < a.rows;) {
        const Index height = panel_height<Scalar>(row, a.rows);
        const Index there = std::min(height, a.rows - row);
        for (Index j = 0; j < a.columns; ++j, out += height) {
            const Scalar* from = a.entries + row * a.row_step + j * a.column_step;
            if (a.row_step == 1) {
                for (Index i = 0; i < there; ++i) out[i] = scale * from[i];
            } else {
                for (Index i = 0; i < there; ++i) out[i] = scale * from[i * a.row_step];
            }
            std::fill(out + there, out + height, Scalar(0));
        }
        row += height;
    }
}

template <class Scalar>
Vec<Scalar> finished(const Destination<Scalar>& to, Vec<Scalar> sum, const Scalar* y) {
    const Tag<Scalar> d;
    switch (to.into) {
        case Into::set:
            break;
        case Into::scale:
            return hn::Mul(hn::LoadU(d, y), sum);
        case Into::add:
            return hn::MulAdd(hn::Set(d, to.factor), sum, hn::LoadU(d, y));
    }
    return sum;
}

// A panel of `Registers` registers, of which `rows` rows are there, times `Columns` columns of X.
template <class Scalar, bool Across, int Registers, int Columns>
void multiply_tile(Index depth, const Scalar* a, const Scalar* x, Index x_step, const Destination<Scalar>& to,
                   Index rows) {
    const Tag<Scalar> d;
    constexpr Index lanes = kLanes<Scalar>;
    Vec<Scalar> sum[Columns][Registers];
    HWY_ALIGN Scalar buffer[Registers * lanes] = {};
    if (to.start != nullptr) std::copy_n(to.start, rows, buffer);
    for (int j = 0; j < Columns; ++j)
        for (int r = 0; r < Registers; ++r) sum[j][r] = hn::Load(d, buffer + r * lanes);
    for (int j = 0; j < Columns; ++j)
        for (int r = 0; r < Registers; ++r) __builtin_prefetch(to.y + j * to.y_step + r * lanes, 1);
    for (Index k = 0; k < depth; ++k) {
        Vec<Scalar> column[Registers];
        for (int r = 0; r < Registers; ++r) column[r] = hn::LoadU(d, a + (k * Registers + r) * lanes);
        for (int j = 0; j < Columns; ++j) {
            const auto entry = hn::Set(d, Across ? x[k * x_step + j] : x[k + j * x_step]);
            for (int r = 0; r < Registers; ++r) sum[j][r] = hn::MulAdd(column[r], entry, sum[j][r]);
        }
    }
    for (int j = 0; j < Columns; ++j) {
        Scalar* y = to.y + j * to.y_step;
        if (rows == Registers * lanes) {
            for (int r = 0; r < Registers; ++r)
                hn::StoreU(finished<Scalar>(to, sum[j][r], y + r * lanes), d, y + r * lanes);
        } else {
            std::copy_n(y, rows, buffer);
            for (int r = 0; r < Registers; ++r)
                hn::Store(finished<Scalar>(to, sum[j][r], buffer + r * lanes), d, buffer + r * lanes);
            std::copy_n(buffer, rows, y);
        }
    }
}

template <class Scalar>
using Tile = void (*)(Index, const Scalar*, const Scalar*, Index, const Destination<Scalar>&, Index);

// The tiles of 1, 2, ..., kTileColumns columns.
template <class Scalar, bool Across, int Registers, int... Less>
constexpr std::array<Tile<Scalar>, sizeof...(Less)> make_tiles(std::integer_sequence<int, Less...>) {
    return {multiply_tile<Scalar, Across, Registers, Less + 1>...};
}
template <class Scalar, bool Across, int Registers>
constexpr auto kTiles = make_tiles<Scalar, Across, Registers>(std::make_integer_sequence<int, kTileColumns>());

// A panel that begins at `row` times one of `tiles` parts of X.
template <class Scalar, bool Across>
void multiply_part(const Scalar* panel, Index row, Index rows, Index columns, const Scalar* x, Index x_step,
                   Index count, Index tile, Index tiles, Destination<Scalar> to) {
    const Index height = panel_height<Scalar>(row, rows);
    const auto& kernels = height == kLanes<Scalar> ? kTiles<Scalar, Across, 1> : kTiles<Scalar, Across, 2>;
    const Index from = count * tile / tiles;
    const auto width = static_cast<std::size_t>(count * (tile + 1) / tiles - from);
    to.y += row + from * to.y_step;
    if (to.start != nullptr) to.start += row;
    kernels[width - 1](columns, panel, x + (Across ? from : from * x_step), x_step, to, std::min(height, rows - row));
}

Index tiles_of(Index count) { return (count + kTileColumns - 1) / kTileColumns; }

// A panel stays in the first-level cache while it meets all of X.
template <class Scalar>
void multiply(const Scalar* panels, Index rows, Index columns, const Scalar* x, Index x_step, Index count,
              const Destination<Scalar>& to) {
    const Index tiles = tiles_of(count);
    for (Index row = 0; row < rows; row += panel_height<Scalar>(row, rows))
        for (Index tile = 0; tile < tiles; ++tile)
            multiply_part<Scalar, false>(panels + row * columns, row, rows, columns, x, x_step, count, tile, tiles, to);
}

// A block of A stays in the second-level cache while it meets all of X, a part of X in the first while it meets all
// panels.
template <class Scalar, bool Across>
void add_blocks(const MatrixView<Scalar>& a, const Scalar* x, Index x_step, Index count, Scalar factor, Scalar* y,
                Index y_step) {
    constexpr Index depth = 256;
    constexpr Index height = (Index{128} << 10) / (depth * static_cast<Index>(sizeof(Scalar)));
    HWY_ALIGN Scalar panels[depth * height];
    const Index tiles = tiles_of(count);
    for (Index k = 0; k < a.columns; k += depth) {
        const Index columns = std::min(depth, a.columns - k);
        for (Index first = 0; first < a.rows; first += height) {
            const Index rows = std::min(height, a.rows - first);
            arrange<Scalar>(
                {a.entries + first * a.row_step + k * a.column_step, a.row_step, a.column_step, rows, columns},
                Scalar(1), panels);
            const Destination<Scalar> to{Into::add, y + first, y_step, nullptr, factor};
            for (Index tile = 0; tile < tiles; ++tile)
                for (Index row = 0; row < rows; row += panel_height<Scalar>(row, rows))
                    multiply_part<Scalar, Across>(panels + row * columns, row, rows, columns,
                                                  x + (Across ? k * x_step : k), x_step, count, tile, tiles, to);
        }
    }
}

template <class Scalar>
void add_product(const MatrixView<Scalar>& a, const Scalar* x, Index x_step, bool across, Index count, Scalar factor,
                 Scalar* y, Index y_step) {
    if (across)
        add_blocks<Scalar, true>(a, x, x_step, count, factor, y, y_step);
    else
        add_blocks<Scalar, false>(a, x, x_step, count, factor, y, y_step);
}

template <class Scalar>
constexpr ProductKernels<Scalar> kKernels = {panel_entries<Scalar>, arrange<Scalar>, multiply<Scalar>,
                                             add_product<Scalar>};

const ProductKernels<float>& single_kernels() { return kKernels<float>; }
const ProductKernels<double>& double_kernels() { return kKernels<double>; }

}  // namespace
}  // namespace rom::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace rom {

HWY_EXPORT(single_kernels);
HWY_EXPORT(double_kernels);

template <>
const ProductKernels<float>& product_kernels<float>() {
    return HWY_DYNAMIC_DISPATCH(single_kernels)();
}
template <>
const ProductKernels<double>& product_kernels<double>() {
    return HWY_DYNAMIC_DISPATCH(double_kernels)();
}

}  // namespace rom
#endif
