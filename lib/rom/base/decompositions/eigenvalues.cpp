#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

#include "rom/base/decompositions.h"
#include "rom/base/types.h"

namespace rom {
namespace {

// A similar matrix of which each row is about as large as its column: variables of other units lose no digits to each
// other. Scaled by powers of two, it is not rounded. Parlett and Reinsch (1969).
Eigen::MatrixXd balanced(Eigen::MatrixXd matrix) {
    constexpr double worth_it = 0.95;
    for (bool changed = true; changed;) {
        changed = false;
        for (Index i = 0; i < matrix.rows(); ++i) {
            const double diagonal = std::abs(matrix(i, i));
            const double column = matrix.col(i).lpNorm<1>() - diagonal;
            const double row = matrix.row(i).lpNorm<1>() - diagonal;
            if (!(column > 0) || !(row > 0)) continue;
            const double factor = std::exp2(std::round(std::log2(row / column) / 2));
            if (!(column * factor + row / factor < worth_it * (column + row))) continue;
            matrix.col(i) *= factor;
            matrix.row(i) /= factor;
            changed = true;
        }
    }
    return matrix;
}

}  // namespace

std::vector<std::complex<double>> eigenvalues(const Eigen::MatrixXd& matrix) {
    // The blocks of one or two on the diagonal of the real Schur form.
    const Eigen::MatrixXd schur = Eigen::RealSchur<Eigen::MatrixXd>(balanced(matrix), false).matrixT();
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
