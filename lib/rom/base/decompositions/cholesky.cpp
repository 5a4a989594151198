#include "rom/base/decompositions.h"

namespace rom {

Cholesky::Cholesky() = default;

Cholesky::Cholesky(const Eigen::MatrixXd& matrix) { compute(matrix); }

bool Cholesky::succeeded() const { return factor_.info() == Eigen::Success; }

void Cholesky::compute(const Eigen::MatrixXd& matrix) { factor_.compute(matrix); }

Eigen::MatrixXd Cholesky::solve(const Eigen::MatrixXd& right) const { return factor_.solve(right); }

Eigen::VectorXd Cholesky::solve(const Eigen::VectorXd& right) const { return factor_.solve(right); }

void Cholesky::solve_in_place(Eigen::Ref<Eigen::MatrixXd> right) const { factor_.solveInPlace(right); }

Eigen::MatrixXd Cholesky::solve_lower(const Eigen::MatrixXd& right) const { return factor_.matrixL().solve(right); }

void Cholesky::divide_by_upper(Eigen::MatrixXd& matrix) const {
    factor_.matrixU().solveInPlace<Eigen::OnTheRight>(matrix);
}

double Cholesky::log_determinant() const { return factor_.matrixLLT().diagonal().array().log().sum(); }

Eigen::MatrixXd Cholesky::lower() const { return factor_.matrixL(); }

}  // namespace rom
