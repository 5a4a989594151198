// Dense arrays. Snapshots, latent states and activations are matrices with one time per column.
#pragma once

#include <span>

#include "rom/base/index.h"
#include "rom/base/names.h"
#include "rom/base/products.h"

namespace rom {

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Columns of a matrix, as they lie in it.
template <class Scalar>
using Columns = Eigen::Ref<Matrix<Scalar>, 0, Eigen::OuterStride<>>;
template <class Scalar>
using ConstColumns = Eigen::Ref<const Matrix<Scalar>, 0, Eigen::OuterStride<>>;

// The arithmetic of a model: of its training, its inference and its files.
enum class Precision { float32, float64 };
template <>
struct Choices<Precision> {
    static constexpr const char* what = "precision";
    static constexpr std::array names = {"single", "double"};
};

constexpr Precision wider(Precision a, Precision b) { return a == Precision::float64 ? a : b; }

template <class Scalar>
constexpr Precision precision_of = sizeof(Scalar) == sizeof(float) ? Precision::float32 : Precision::float64;

// run(float{}) or run(double{}), as the precision says.
template <class Run>
auto with_scalar(Precision precision, const Run& run) {
    return precision == Precision::float32 ? run(float{}) : run(double{});
}

template <class Scalar>
Eigen::MatrixXd in_double(const Matrix<Scalar>& matrix) {
    return matrix.template cast<double>();
}

// The entries of a matrix or vector, column by column.
template <class Dense>
auto entries_of(const Dense& dense) {
    return std::span<const typename Dense::Scalar>(dense.data(), static_cast<std::size_t>(dense.size()));
}

}  // namespace rom
