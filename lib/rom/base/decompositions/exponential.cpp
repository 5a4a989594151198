#include <unsupported/Eigen/MatrixFunctions>

#include "rom/base/decompositions.h"

namespace rom {

Eigen::MatrixXd exponential(const Eigen::MatrixXd& matrix) { return matrix.exp(); }

}  // namespace rom
