// Decompositions of dense matrices in double precision, compiled once: Eigen's templates take seconds in every file
// that uses one.
#pragma once

#include <complex>
#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/QR>

namespace rom {

// A = L L^T of a symmetric positive definite matrix, given by its lower triangle.
class Cholesky {
public:
    Cholesky();
    explicit Cholesky(const Eigen::MatrixXd& matrix);
    void compute(const Eigen::MatrixXd& matrix);

    bool succeeded() const;                                     // whether it was positive definite
    Eigen::MatrixXd solve(const Eigen::MatrixXd& right) const;  // A^-1 right
    Eigen::VectorXd solve(const Eigen::VectorXd& right) const;
    void solve_in_place(Eigen::Ref<Eigen::MatrixXd> right) const;
    Eigen::MatrixXd solve_lower(const Eigen::MatrixXd& right) const;  // L^-1 right
    void divide_by_upper(Eigen::MatrixXd& matrix) const;              // matrix (L^T)^-1, in place
    double log_determinant() const;                                   // of L
    Eigen::MatrixXd lower() const;                                    // L

private:
    Eigen::LLT<Eigen::MatrixXd> factor_;
};

// A = Q R with at least as many rows as columns. Allocates only the first time.
class QrFactor {
public:
    void compute(const Eigen::MatrixXd& matrix);

    void apply_q_transposed(Eigen::MatrixXd& matrix);           // Q^T matrix, in place
    void copy_upper(Eigen::Ref<Eigen::MatrixXd> upper) const;   // R, square
    void solve_upper(Eigen::MatrixXd& right) const;             // R^-1 right, in place
    void solve_upper_transposed(Eigen::MatrixXd& right) const;  // (R^T)^-1 right, in place

private:
    Eigen::HouseholderQR<Eigen::MatrixXd> factor_;
    Eigen::RowVectorXd workspace_;
};

// argmin ||A X - B||.
Eigen::MatrixXd solve_least_squares(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

// The same for an A that may be rank-deficient: the solution of least norm, by a complete orthogonal decomposition.
struct LeastNorm {
    Eigen::MatrixXd solution;
    Eigen::Index rank = 0;
};
LeastNorm solve_least_norm(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);
Eigen::VectorXd solve_least_norm(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);

// A square or tall system by QR with column pivoting.
Eigen::VectorXd solve_pivoted(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);
// The number of pivots above `threshold` times the largest.
Eigen::Index rank_of(const Eigen::MatrixXd& a, double threshold);

// Orthonormal columns that span those of a tall matrix.
Eigen::MatrixXd orthonormal(const Eigen::MatrixXd& columns);

// Of a symmetric matrix, given by its lower triangle; rising.
struct SymmetricEigen {
    Eigen::VectorXd values;
    Eigen::MatrixXd vectors;
};
SymmetricEigen symmetric_eigen(const Eigen::MatrixXd& matrix);

// Of a matrix with at least as many rows as columns; falling.
Eigen::VectorXd singular_values(const Eigen::MatrixXd& matrix);

// Of a square matrix, in no order.
std::vector<std::complex<double>> eigenvalues(const Eigen::MatrixXd& matrix);

// exp(A).
Eigen::MatrixXd exponential(const Eigen::MatrixXd& matrix);

}  // namespace rom
