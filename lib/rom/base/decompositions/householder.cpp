#include "rom/base/decompositions.h"

namespace rom {

void QrFactor::compute(const Eigen::MatrixXd& matrix) { factor_.compute(matrix); }

void QrFactor::apply_q_transposed(Eigen::MatrixXd& matrix) {
    factor_.householderQ().adjoint().applyThisOnTheLeft(matrix, workspace_);
}

void QrFactor::copy_upper(Eigen::Ref<Eigen::MatrixXd> upper) const {
    upper = factor_.matrixQR().topRows(upper.rows()).triangularView<Eigen::Upper>();
}

void QrFactor::solve_upper(Eigen::MatrixXd& right) const {
    factor_.matrixQR().topRows(right.rows()).triangularView<Eigen::Upper>().solveInPlace(right);
}

void QrFactor::solve_upper_transposed(Eigen::MatrixXd& right) const {
    factor_.matrixQR().topRows(right.rows()).triangularView<Eigen::Upper>().transpose().solveInPlace(right);
}

Eigen::MatrixXd solve_least_squares(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    return a.householderQr().solve(b);
}

Eigen::MatrixXd orthonormal(const Eigen::MatrixXd& columns) {
    const Eigen::HouseholderQR<Eigen::MatrixXd> factor(columns);
    return factor.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), columns.cols());
}

}  // namespace rom
