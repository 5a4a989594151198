// Stationary kernels. Source: Rasmussen and Williams (2006), chapter 4.
#pragma once

#include "rom/base/types.h"

namespace rom::gp {

enum class KernelFamily { matern32, matern52, rbf };

// amplitude times a correlation that falls with the distance.
struct Kernel {
    KernelFamily family = KernelFamily::matern32;
    double amplitude = 1;           // a variance
    Eigen::VectorXd length_scales;  // one for each dimension, or one for all

    // The correlations [rows of a, rows of b] of two sets of points.
    Eigen::MatrixXd correlations(const Eigen::Ref<const Eigen::MatrixXd>& a,
                                 const Eigen::Ref<const Eigen::MatrixXd>& b) const;
};

// The correlation of two points whose distance is s length scales, and its derivative by the logarithm of the length
// scale, -s dR/ds.
struct Correlation {
    double value;
    double slope;
};
Correlation correlation(KernelFamily family, double s);
Eigen::MatrixXd correlations(KernelFamily family, const Eigen::MatrixXd& scaled_distances);

// Distances [rows of a, rows of b] in length scales: one for each dimension, or one for all.
Eigen::MatrixXd scaled_distances(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
                                 const Eigen::Ref<const Eigen::VectorXd>& length_scales);

}  // namespace rom::gp

template <>
struct rom::Choices<rom::gp::KernelFamily> {
    static constexpr const char* what = "kernel";
    static constexpr std::array names = {"matern32", "matern52", "rbf"};
};
