#include "rom/base/decompositions.h"

namespace rom {

LeastNorm solve_least_norm(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
    const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition(a);
    return {decomposition.solve(b), decomposition.rank()};
}

Eigen::VectorXd solve_least_norm(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
    return Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd>(a).solve(b);
}

}  // namespace rom
