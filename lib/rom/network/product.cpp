#include "rom/network/product.h"

#include <algorithm>
#include <array>
#include <utility>

#include <Eigen/Core>

namespace rom::network {
namespace {

using Eigen::internal::ploadu;
using Eigen::internal::pmadd;
using Eigen::internal::pmul;
using Eigen::internal::pset1;
using Eigen::internal::pstoreu;

template <class Scalar>
using Packet = typename Eigen::internal::packet_traits<Scalar>::type;

template <class Scalar>
constexpr Index kLanes = Eigen::internal::packet_traits<Scalar>::size;

// A tile of y is two registers high and has just so many columns that it, the column of A and an entry of x fill the
// registers.
constexpr int kTileColumns = EIGEN_ARCH_DEFAULT_NUMBER_OF_REGISTERS >= 32 ? 12 : 6;

// Rows of the panel that begins at `row`: two registers, or one at the end if that is enough.
template <class Scalar>
Index panel_height(Index row, Index rows) {
    return rows - row > kLanes<Scalar> ? 2 * kLanes<Scalar> : kLanes<Scalar>;
}

// y = start + A x, or y * (start + A x), for a panel of `Registers` registers, of which `rows` rows are there.
template <class Scalar, bool Scale, int Registers, int Columns>
void multiply_tile(Index depth, const Scalar* a, const Scalar* x, Index x_step, const Scalar* start, Scalar* y,
                   Index y_step, Index rows) {
    constexpr Index lanes = kLanes<Scalar>;
    Packet<Scalar> sum[Columns][Registers];
    Scalar buffer[Registers * lanes] = {};
    if (start != nullptr) std::copy_n(start, rows, buffer);
    for (int j = 0; j < Columns; ++j)
        for (int r = 0; r < Registers; ++r) sum[j][r] = ploadu<Packet<Scalar>>(buffer + r * lanes);
    for (int j = 0; j < Columns; ++j)
        for (int r = 0; r < Registers; ++r) __builtin_prefetch(y + j * y_step + r * lanes, 1);
    for (Index k = 0; k < depth; ++k) {
        Packet<Scalar> column[Registers];
        for (int r = 0; r < Registers; ++r) column[r] = ploadu<Packet<Scalar>>(a + (k * Registers + r) * lanes);
        for (int j = 0; j < Columns; ++j) {
            const auto entry = pset1<Packet<Scalar>>(x[k + j * x_step]);
            for (int r = 0; r < Registers; ++r) sum[j][r] = pmadd(column[r], entry, sum[j][r]);
        }
    }
    for (int j = 0; j < Columns; ++j) {
        Scalar* to = y + j * y_step;
        if (rows == Registers * lanes) {
            for (int r = 0; r < Registers; ++r)
                pstoreu(to + r * lanes, Scale ? pmul(ploadu<Packet<Scalar>>(to + r * lanes), sum[j][r]) : sum[j][r]);
        } else {
            for (int r = 0; r < Registers; ++r) pstoreu(buffer + r * lanes, sum[j][r]);
            for (Index i = 0; i < rows; ++i) to[i] = Scale ? to[i] * buffer[i] : buffer[i];
        }
    }
}

template <class Scalar>
using Tile = void (*)(Index, const Scalar*, const Scalar*, Index, const Scalar*, Scalar*, Index, Index);

// The tiles of 1, 2, ..., kTileColumns columns.
template <class Scalar, bool Scale, int Registers, int... Less>
constexpr std::array<Tile<Scalar>, sizeof...(Less)> make_tiles(std::integer_sequence<int, Less...>) {
    return {multiply_tile<Scalar, Scale, Registers, Less + 1>...};
}
template <class Scalar, bool Scale, int Registers>
constexpr auto kTiles = make_tiles<Scalar, Scale, Registers>(std::make_integer_sequence<int, kTileColumns>());

}  // namespace

template <class Scalar>
void Panels<Scalar>::assign(const Scalar* entries, Index row_step, Index column_step, Index rows, Index columns,
                            Scalar scale) {
    rows_ = rows;
    columns_ = columns;
    entries_.resize(static_cast<std::size_t>((rows + kLanes<Scalar> - 1) / kLanes<Scalar> * kLanes<Scalar> * columns));
    Scalar* out = entries_.data();
    for (Index row = 0; row < rows;) {
        const Index height = panel_height<Scalar>(row, rows);
        const Index there = std::min(height, rows - row);
        for (Index j = 0; j < columns; ++j, out += height) {
            const Scalar* from = entries + row * row_step + j * column_step;
            for (Index i = 0; i < there; ++i) out[i] = scale * from[i * row_step];
            std::fill(out + there, out + height, Scalar(0));
        }
        row += height;
    }
}

template <class Scalar>
template <bool Scale>
void Panels<Scalar>::run(const Scalar* start, const Scalar* x, Index x_step, Index count, Scalar* y,
                         Index y_step) const {
    const Index tiles = (count + kTileColumns - 1) / kTileColumns;
    const Scalar* panel = entries_.data();
    for (Index row = 0; row < rows_;) {
        const Index height = panel_height<Scalar>(row, rows_);
        const auto& kernels = height == kLanes<Scalar> ? kTiles<Scalar, Scale, 1> : kTiles<Scalar, Scale, 2>;
        for (Index tile = 0; tile < tiles; ++tile) {
            const Index from = count * tile / tiles;
            const auto width = static_cast<std::size_t>(count * (tile + 1) / tiles - from);
            kernels[width - 1](columns_, panel, x + from * x_step, x_step, start != nullptr ? start + row : nullptr,
                               y + row + from * y_step, y_step, std::min(height, rows_ - row));
        }
        panel += columns_ * height;
        row += height;
    }
}

template <class Scalar>
void Panels<Scalar>::multiply(const Scalar* start, const Scalar* x, Index x_step, Index count, Scalar* y,
                              Index y_step) const {
    run<false>(start, x, x_step, count, y, y_step);
}

template <class Scalar>
void Panels<Scalar>::scale(const Scalar* x, Index x_step, Index count, Scalar* y, Index y_step) const {
    run<true>(nullptr, x, x_step, count, y, y_step);
}

template class Panels<float>;
template class Panels<double>;

}  // namespace rom::network
