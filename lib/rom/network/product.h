// Products A x for many x: those of a network with its weights. Eigen rearranges both operands at every call; here A is
// rearranged once for all columns of an epoch, x not at all, and what follows the product is done where it is stored.
#pragma once

#include <vector>

#include "rom/base/types.h"

namespace rom::network {

// A matrix in panels of as many rows as a register tile of the product has, column after column.
template <class Scalar>
class Panels {
public:
    // scale * matrix, given by its entries (i, j) at i * row_step + j * column_step. Allocates only if it grows.
    void assign(const Scalar* entries, Index row_step, Index column_step, Index rows, Index columns, Scalar scale = 1);

    // y = start + A x (start: [rows], null for zero), x [columns of A, count] and y [rows, count] with columns
    // x_step and y_step apart.
    void multiply(const Scalar* start, const Scalar* x, Index x_step, Index count, Scalar* y, Index y_step) const;

    // y = y * (A x), element by element.
    void scale(const Scalar* x, Index x_step, Index count, Scalar* y, Index y_step) const;

private:
    Index rows_ = 0;
    Index columns_ = 0;
    std::vector<Scalar> entries_;
};

}  // namespace rom::network
