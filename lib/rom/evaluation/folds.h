// Cases to leave out, for judging a whole pipeline by what it has not seen.
#pragma once

#include <vector>

#include "rom/base/types.h"

namespace rom::evaluation {

// Those of parameters [rows, dimensions] that lie between others: within the convex hull of the rest, whose corners
// stay in every training.
std::vector<Index> rows_between(const Eigen::MatrixXd& parameters);

// The cases of 0 .. cases - 1 that are not left out.
std::vector<Index> all_but(Index cases, const std::vector<Index>& left_out);

inline constexpr Index kMostFolds = 4;

// At most `most` groups of cases to leave out, none of them at an end. Of a grid, whose parameters take the same values
// again and again, all cases of a value: what depends on that parameter alone, as an initial state may, is then new. Of
// other cases, those that lie between others, in groups of nearly as many. None if no case lies between others. Cases
// with the same parameters are left out together. parameters: [cases, dimensions].
std::vector<std::vector<Index>> folds_of(const Eigen::MatrixXd& parameters, Index most = kMostFolds);

}  // namespace rom::evaluation
