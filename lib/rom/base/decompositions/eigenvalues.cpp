#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

#include "rom/base/decompositions.h"
#include "rom/base/types.h"

namespace rom {

std::vector<std::complex<double>> eigenvalues(const Eigen::MatrixXd& matrix) {
    // The blocks of one or two on the diagonal of the real Schur form.
    const Eigen::MatrixXd schur = Eigen::RealSchur<Eigen::MatrixXd>(matrix, false).matrixT();
    std::vector<std::complex<double>> values;
    for (Index i = 0; i < schur.rows(); ++i) {
        if (i + 1 == schur.rows() || schur(i + 1, i) == 0) {
            values.emplace_back(schur(i, i));
            continue;
        }
        const double half = 0.5 * (schur(i, i) - schur(i + 1, i + 1));
        const double scale = std::max({std::abs(half), std::abs(schur(i + 1, i)), std::abs(schur(i, i + 1))});
        const double square = half / scale * (half / scale) + schur(i + 1, i) / scale * (schur(i, i + 1) / scale);
        const double frequency = scale * std::sqrt(std::abs(square));
        values.emplace_back(schur(i + 1, i + 1) + half, frequency);
        values.emplace_back(schur(i + 1, i + 1) + half, -frequency);
        ++i;
    }
    return values;
}

}  // namespace rom
