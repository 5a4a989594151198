#include "rom/base/decompositions.h"

namespace rom {

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
