// Stationary correlation functions. Source: Rasmussen and Williams (2006), chapter 4.
#pragma once

#include <string>

#include <Eigen/Dense>

#include "rom/names.h"
#include "rom/network/types.h"

namespace rom::gp {

enum class Kernel { matern32, matern52, rbf };
Names kernel_names();
const char* name_of(Kernel kernel);
Kernel kernel_from(const std::string& name);

// The correlation of two points whose distance is s length scales, and its derivative by the logarithm of the length
// scale, -s dR/ds.
struct Correlation {
    double value;
    double slope;
};
Correlation correlation(Kernel kernel, double s);

// Distances [rows of a, rows of b] in length scales: one for each dimension, or one for all.
Eigen::MatrixXd scaled_distances(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b,
                                 const Eigen::Ref<const Eigen::VectorXd>& length_scales);

Eigen::MatrixXd correlations(Kernel kernel, const Eigen::MatrixXd& scaled_distances);

}  // namespace rom::gp
