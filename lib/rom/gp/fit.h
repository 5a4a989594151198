// Hyperparameters by maximum likelihood. Source: Rasmussen and Williams (2006), chapter 5.
#pragma once

#include <vector>

#include "rom/gp/regression.h"

namespace rom::gp {

struct FitOptions {
    // Of several kernels, and with or without noise, each target takes the one whose leave-one-out score is the best.
    std::vector<Kernel> kernels = {Kernel::matern32};
    std::vector<bool> noisy = {false};
    bool anisotropic = false;       // a length scale for each dimension
    std::vector<bool> logarithmic;  // as in Regression; empty: none
    Index restarts = 20;            // starting points of the search
    double least_length = 0;        // bounds of the length scale; 0: the smallest distance between two inputs
    double largest_length = 1e5;
    double nugget = 1e-10;  // added to the diagonal of the kernel matrix
};

// Maximises the log marginal likelihood of each target over the amplitude within its bounds below, the length scales
// within their bounds, and the noise, where there is one, in [1e-8, 1]. Targets are normalised one by one. Throws Error
// for fewer than two inputs, two equal inputs, and, where each dimension has a length scale, inputs that lie on a line,
// plane or the like, along which alone they say anything.
Regression fit(const Eigen::Ref<const Eigen::MatrixXd>& inputs, const Eigen::Ref<const Eigen::MatrixXd>& targets,
               const FitOptions& options);

// Whether the rows of normalised inputs span fewer dimensions than they have.
bool collinear(const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs);

inline constexpr double kLeastAmplitude = 1e-5;
inline constexpr double kLargestAmplitude = 1e5;

// The two searches, of all targets [cases, coefficients] over normalised inputs.
struct Bounds {
    double least_length = 0;
    double largest_length = 0;
};
// One length scale and no noise: an eigendecomposition of the correlation matrix at a length scale serves all targets,
// and the best amplitude is a root in one variable; along the length scale every sign change of the slope between
// starting points is followed to its maximum, and the best is kept.
std::vector<Hyperparameters> fit_isotropic(Kernel kernel, const Eigen::MatrixXd& inputs, const Eigen::MatrixXd& targets,
                                           const Bounds& bounds, Index restarts, double nugget);
// Any other: L-BFGS on the logarithms of all hyperparameters, from many starting points, the isotropic optimum first.
std::vector<Hyperparameters> fit_general(Kernel kernel, bool anisotropic, bool noisy, const Eigen::MatrixXd& inputs,
                                         const Eigen::MatrixXd& targets, const Bounds& bounds, Index restarts,
                                         double nugget);

}  // namespace rom::gp
