// Products of dense matrices, in vectors as wide as the processor has. Every entry of a product is a chain of fused
// multiply-adds in the order of the columns of A, whatever the width: the same bits on every processor.
#pragma once

#include "rom/base/index.h"

namespace rom {

// A matrix by its entries (i, j) at i * row_step + j * column_step.
template <class Scalar>
struct MatrixView {
    const Scalar* entries;
    Index row_step;
    Index column_step;
    Index rows;
    Index columns;
};

// What becomes of a product A X, column j of which belongs to y + j * y_step.
enum class Into {
    set,    // y = start + A X
    scale,  // y = y * A X, element by element
    add,    // y = y + factor * A X
};
template <class Scalar>
struct Destination {
    Into into;
    Scalar* y;
    Index y_step;
    const Scalar* start = nullptr;  // [rows], null for zero
    Scalar factor = 1;
};

template <class Scalar>
struct ProductKernels {
    // The number of entries of a matrix in panels of as many rows as a register tile has, column after column.
    Index (*panel_entries)(Index rows, Index columns);

    // Writes scale * A into such panels.
    void (*arrange)(const MatrixView<Scalar>& a, Scalar scale, Scalar* panels);

    // A X for A [rows, columns] in panels and X [columns, count], whose columns lie x_step apart.
    void (*multiply)(const Scalar* panels, Index rows, Index columns, const Scalar* x, Index x_step, Index count,
                     const Destination<Scalar>& to);

    // y = y + factor * A X for operands as they are; `across`: the rows of X, not its columns, lie x_step apart. Works
    // in 128 KiB of the stack. Entries are summed over 256 columns of A at a time.
    void (*add_product)(const MatrixView<Scalar>& a, const Scalar* x, Index x_step, bool across, Index count,
                        Scalar factor, Scalar* y, Index y_step);
};

// Those of the processor at hand (base/vectors.h).
template <class Scalar>
const ProductKernels<Scalar>& product_kernels();
template <>
const ProductKernels<float>& product_kernels<float>();
template <>
const ProductKernels<double>& product_kernels<double>();

}  // namespace rom
