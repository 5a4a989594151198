#include "rom/gp/kernel.h"

#include <cmath>

namespace rom::gp {
Correlation correlation(KernelFamily family, double s) {
    switch (family) {
        case KernelFamily::matern32: {
            const double x = std::sqrt(3.0) * s;
            const double e = std::exp(-x);
            return {(1 + x) * e, x * x * e};
        }
        case KernelFamily::matern52: {
            const double x = std::sqrt(5.0) * s;
            const double e = std::exp(-x);
            return {(1 + x + x * x / 3) * e, x * x * (1 + x) / 3 * e};
        }
        case KernelFamily::rbf: {
            const double e = std::exp(-0.5 * s * s);
            return {e, s * s * e};
        }
    }
    return {0, 0};
}

Eigen::MatrixXd scaled_distances(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
                                 const Eigen::Ref<const Eigen::VectorXd>& length_scales) {
    const Eigen::RowVectorXd factor = (length_scales.size() == 1 ? Eigen::VectorXd::Constant(a.cols(), length_scales[0])
                                                                 : Eigen::VectorXd(length_scales))
                                          .cwiseInverse()
                                          .transpose();
    Eigen::MatrixXd distance(a.rows(), b.rows());
    for (Index i = 0; i < a.rows(); ++i)
        for (Index j = 0; j < b.rows(); ++j) distance(i, j) = (a.row(i) - b.row(j)).cwiseProduct(factor).norm();
    return distance;
}

Eigen::MatrixXd correlations(KernelFamily family, const Eigen::MatrixXd& scaled_distances) {
    return scaled_distances.unaryExpr([=](double s) { return correlation(family, s).value; });
}

Eigen::MatrixXd Kernel::correlations(const Eigen::Ref<const Eigen::MatrixXd>& a,
                                     const Eigen::Ref<const Eigen::MatrixXd>& b) const {
    return gp::correlations(family, scaled_distances(a, b, length_scales));
}

}  // namespace rom::gp
