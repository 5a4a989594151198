// Products of few neurons at many points, in vectors as wide as the processor has. Rows of points have a multiple of
// kPointLanes entries; sums over points are kept in so many lanes and added in one order, the same bits on every
// processor.
#pragma once

#include "rom/base/product_kernels.h"

namespace rom::network {

constexpr Index kPointLanes = 8;

struct PointKernels {
    // y_j = start_j + sum_i A(j, i) x_i for all rows of A, where x_i and y_j are rows of points, `stride` apart; start
    // may be null.
    void (*affine)(MatrixView<double> a, const double* start, const double* x, double* y, Index stride);

    // g(j, i) += sum over the points of d_j x_i, with g at j + i * rows, for `rows` rows d and `columns` rows x.
    void (*outer)(const double* d, Index rows, const double* x, Index columns, Index stride, double* g);

    // The sum of a row.
    double (*sum)(const double* row, Index stride);
};

// Those of the processor at hand (base/vectors.h).
const PointKernels& point_kernels();

}  // namespace rom::network
