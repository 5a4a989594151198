#include "rom/gp/kernel.h"

#include <array>
#include <cmath>

namespace rom::gp {
namespace {

constexpr std::array kNames = {"matern32", "matern52", "rbf"};

}  // namespace

Names kernel_names() { return kNames; }
const char* name_of(Kernel kernel) { return kNames.at(static_cast<std::size_t>(kernel)); }

Kernel kernel_from(const std::string& name) { return static_cast<Kernel>(index_of(kNames, name, "kernel")); }

Correlation correlation(Kernel kernel, double s) {
    switch (kernel) {
        case Kernel::matern32: {
            const double x = std::sqrt(3.0) * s;
            const double e = std::exp(-x);
            return {(1 + x) * e, x * x * e};
        }
        case Kernel::matern52: {
            const double x = std::sqrt(5.0) * s;
            const double e = std::exp(-x);
            return {(1 + x + x * x / 3) * e, x * x * (1 + x) / 3 * e};
        }
        case Kernel::rbf: {
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

Eigen::MatrixXd correlations(Kernel kernel, const Eigen::MatrixXd& scaled_distances) {
    return scaled_distances.unaryExpr([=](double s) { return correlation(kernel, s).value; });
}

}  // namespace rom::gp
