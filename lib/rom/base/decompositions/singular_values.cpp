#include <Eigen/SVD>

#include "rom/base/decompositions.h"
#include "rom/base/types.h"

namespace rom {

Eigen::VectorXd singular_values(const Eigen::MatrixXd& matrix) {
    const Index size = matrix.cols();
    const Eigen::HouseholderQR<Eigen::MatrixXd> factor(matrix);
    const Eigen::MatrixXd upper = factor.matrixQR().topRows(size).triangularView<Eigen::Upper>();
    return Eigen::JacobiSVD<Eigen::MatrixXd, Eigen::NoQRPreconditioner>(upper).singularValues();
}

}  // namespace rom
