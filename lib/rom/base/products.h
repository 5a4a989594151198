// Eigen's kernels of dense products in both precisions, which products.cpp holds: each file that multiplies matrices
// would compile them again. Nothing includes this but the precompiled header; without it everything works as well.
#pragma once

#include <Eigen/Core>

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
