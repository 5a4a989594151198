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

// Those of many parameters [cases, dimensions] that differ, each once: several cases, from other initial states, may
// have the same.
struct DistinctParameters {
    Eigen::MatrixXd rows;        // [rows, dimensions], in the order of the first case of each
    std::vector<Index> of_case;  // the row of each case

    bool repeated() const { return rows.rows() < static_cast<Index>(of_case.size()); }
    std::vector<std::vector<Index>> cases_of_rows() const;
};
DistinctParameters distinct(const Eigen::Ref<const Eigen::MatrixXd>& parameters);

struct ParameterSpace {
    Eigen::MatrixXd inputs;           // [rows, dimensions], as given: a row for each training case, or for several
    std::vector<bool> logarithmic;    // for each dimension: whether the logarithm of the input is meant
    std::vector<Index> of_case = {};  // the row of each training case, if several cases have the same, else empty

    Index cases() const { return of_case.empty() ? inputs.rows() : static_cast<Index>(of_case.size()); }
    Index row_of(Index which) const { return of_case.empty() ? which : of_case[static_cast<std::size_t>(which)]; }
};

// Those rows of values [rows, columns] that belong to the training cases, [cases, columns]; of the inputs, their
// parameters.
Eigen::MatrixXd at_cases(const ParameterSpace& space, const Eigen::MatrixXd& values);
Eigen::MatrixXd parameters_of_cases(const ParameterSpace& space);

// Points [points, dimensions] as the kernels see them: with logarithms taken, and normalised as the training inputs.
// Throws Error: the logarithm of a number that is not positive.
Eigen::MatrixXd normalised(const ParameterSpace& space, const Eigen::Ref<const Eigen::MatrixXd>& points);

// ParameterSpace::logarithmic from positions, counted from 0. Throws Error(2) naming the first that there is not.
std::vector<bool> logarithmic_at(const std::vector<Index>& positions, Index dimensions);

// The dimensions whose logarithm may count: all inputs are positive, and the largest is twice the least or more.
std::vector<Index> wide_dimensions(const Eigen::Ref<const Eigen::MatrixXd>& inputs);

// Throws Error if there are fewer than two.
void require_two(const Eigen::Ref<const Eigen::MatrixXd>& inputs);

// Whether there are several parameters that do not span as many dimensions.
bool on_a_line(const ParameterSpace& space);

// Whether the rows of normalised inputs span fewer dimensions than they have.
bool collinear(const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs);

}  // namespace rom::gp
