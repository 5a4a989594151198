// Matrices of the reference values.
#pragma once

#include <Eigen/Core>
#include <nlohmann/json.hpp>

#include "rom/base/types.h"

namespace rom::test {

inline Eigen::MatrixXd matrix_from(const nlohmann::json& json) {
    const auto rows = json.get<std::vector<std::vector<double>>>();
    Eigen::MatrixXd matrix(static_cast<Index>(rows.size()), static_cast<Index>(rows[0].size()));
    for (Index i = 0; i < matrix.rows(); ++i)
        for (Index j = 0; j < matrix.cols(); ++j)
            matrix(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    return matrix;
}

}  // namespace rom::test
