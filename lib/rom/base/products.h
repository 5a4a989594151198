// How Eigen multiplies matrices here: C += alpha A B by the kernels of product_kernels.h, in the place that Eigen has
// for a BLAS. What else it does with blocks of matrices (triangular ones, solves) goes through its own kernels, in
// blocks of one size on all processors; products.cpp holds these, so that no other file compiles them again.
#pragma once

#include <concepts>

#include <Eigen/Core>

#include "rom/base/product_kernels.h"

template <class Scalar, int StorageOfA, int StorageOfB>
requires(std::same_as<Scalar, float> || std::same_as<Scalar, double>) struct Eigen::internal::
    general_matrix_matrix_product<Eigen::Index, Scalar, StorageOfA, false, Scalar, StorageOfB, false, Eigen::ColMajor,
                                  1> {
    using Traits = gebp_traits<Scalar, Scalar>;
    static void run(Index rows, Index columns, Index depth, const Scalar* a, Index a_step, const Scalar* b,
                    Index b_step, Scalar* c, Index /*inner step*/, Index c_step, Scalar alpha,
                    level3_blocking<Scalar, Scalar>&, GemmParallelInfo<Index>* = nullptr) {
        constexpr bool by_rows = StorageOfA == RowMajor;
        rom::product_kernels<Scalar>().add_product({.entries = a,
                                                    .row_step = by_rows ? a_step : 1,
                                                    .column_step = by_rows ? 1 : a_step,
                                                    .rows = rows,
                                                    .columns = depth},
                                                   b, b_step, StorageOfB == RowMajor, columns, alpha, c, c_step);
    }
};

// The kernel of C += A B, the packing of A and B by their storage, and y += A x by the storage of both.
#define ROM_PRODUCTS(prefix, Scalar)                                                                            \
    prefix template struct gebp_kernel<Scalar, Scalar, Index, blas_data_mapper<Scalar, Index, ColMajor, 0, 1>,  \
                                       gebp_traits<Scalar, Scalar>::mr, gebp_traits<Scalar, Scalar>::nr, false, \
                                       false>;                                                                  \
    ROM_PACKING(prefix, Scalar, ColMajor)                                                                       \
    ROM_PACKING(prefix, Scalar, RowMajor)                                                                       \
    ROM_APPLYING(prefix, Scalar, ColMajor, RowMajor)                                                            \
    ROM_APPLYING(prefix, Scalar, RowMajor, ColMajor)                                                            \
    ROM_APPLYING(prefix, Scalar, RowMajor, RowMajor)
#define ROM_PACKING(prefix, Scalar, Storage)                                                                        \
    prefix template struct gemm_pack_lhs<Scalar, Index, const_blas_data_mapper<Scalar, Index, Storage>,             \
                                         gebp_traits<Scalar, Scalar>::mr, gebp_traits<Scalar, Scalar>::LhsProgress, \
                                         gebp_traits<Scalar, Scalar>::LhsPacket4Packing, Storage>;                  \
    prefix template struct gemm_pack_rhs<Scalar, Index, const_blas_data_mapper<Scalar, Index, Storage>,             \
                                         gebp_traits<Scalar, Scalar>::nr, Storage>;
#define ROM_APPLYING(prefix, Scalar, Storage, VectorStorage)                                   \
    prefix template struct general_matrix_vector_product<                                      \
        Index, Scalar, const_blas_data_mapper<Scalar, Index, Storage>, Storage, false, Scalar, \
        const_blas_data_mapper<Scalar, Index, VectorStorage>, false, 0>;

namespace Eigen::internal {
ROM_PRODUCTS(extern, float)
ROM_PRODUCTS(extern, double)
}  // namespace Eigen::internal
