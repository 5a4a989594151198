#include "rom/base/decompositions.h"

namespace rom {

LeastNorm solve_least_norm(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition(a);
    return {decomposition.solve(b), decomposition.rank()};
}

Eigen::VectorXd solve_least_norm(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
    return Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd>(a).solve(b);
}

Eigen::VectorXd solve_pivoted(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
    return a.colPivHouseholderQr().solve(b);
}

Eigen::Index rank_of(const Eigen::MatrixXd& a, double threshold) {
    Eigen::ColPivHouseholderQR<Eigen::MatrixXd> factor;
    factor.setThreshold(threshold);
    factor.compute(a);
    return factor.rank();
}

}  // namespace rom
