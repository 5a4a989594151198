// Dense arrays. Snapshots, latent states and activations are matrices with one time per column.
#pragma once

#include <Eigen/Core>

namespace rom {

using Index = Eigen::Index;

template <class Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

template <class Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

}  // namespace rom
