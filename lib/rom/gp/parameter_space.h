// Where the training cases lie, and how kernels see it.
#pragma once

#include <vector>

#include <Eigen/Core>

#include "rom/base/types.h"

namespace rom::gp {

// An affine map to mean 0 and standard deviation 1, per dimension; a constant is only shifted.
struct Normalisation {
    Eigen::VectorXd mean;
    Eigen::VectorXd deviation;

    Eigen::MatrixXd apply(const Eigen::Ref<const Eigen::MatrixXd>& rows) const;
};
Normalisation normalisation_of(const Eigen::Ref<const Eigen::MatrixXd>& rows);

struct ParameterSpace {
    Eigen::MatrixXd inputs;         // [cases, dimensions], as given
    std::vector<bool> logarithmic;  // for each dimension: whether the logarithm of the input is meant
};

// Points [points, dimensions] as the kernels see them: with logarithms taken, and normalised as the training inputs.
// Throws Error: the logarithm of a number that is not positive.
Eigen::MatrixXd normalised(const ParameterSpace& space, const Eigen::Ref<const Eigen::MatrixXd>& points);

// ParameterSpace::logarithmic from positions, counted from 0. Throws Error(2) naming the first that there is not.
std::vector<bool> logarithmic_at(const std::vector<Index>& positions, Index dimensions);

// The dimensions whose logarithm may count: all inputs are positive, and the largest is twice the least or more.
std::vector<Index> wide_dimensions(const Eigen::Ref<const Eigen::MatrixXd>& inputs);

// Throws Error if there are fewer than two cases.
void require_two(const Eigen::Ref<const Eigen::MatrixXd>& inputs);

// Whether there are several parameters that do not span as many dimensions.
bool on_a_line(const ParameterSpace& space);

// Whether the rows of normalised inputs span fewer dimensions than they have.
bool collinear(const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs);

}  // namespace rom::gp
