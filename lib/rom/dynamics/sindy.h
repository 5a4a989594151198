// Sparse identification of nonlinear dynamics for latent trajectories: z' = Theta(z) Xi, eqs. (8) to (10).
#pragma once

#include <complex>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include "rom/dynamics/derivative.h"
#include "rom/dynamics/library.h"

namespace rom::dynamics {

struct SindyFit {
    Eigen::MatrixXd xi;                             // [terms, latent]
    double residual = 0;                            // ||Z' - Theta Xi|| / ||Z'||, Frobenius
    double condition = 0;                           // of Theta, with columns scaled to unit norm
    Index rank = 0;                                 // of Theta
    std::vector<std::complex<double>> eigenvalues;  // of A, the linear terms, by falling real part, then imaginary part
};

// What the cases have in common, and how much a case is drawn to it where its own trajectory leaves its coefficients
// open.
struct Pooling {
    double weight = 0;
    Eigen::MatrixXd common;  // [terms, latent]
};

// Least squares by a complete orthogonal decomposition: the solution of least norm where Theta is rank-deficient.
// threshold > 0 drops coefficients below it and fits the rest again until none is left below (Brunton et al. 2016).
// pooling.weight > 0 adds weight |Xi - common|^2, in units in which the columns of Theta have norm 1: directions in
// which the singular value of Theta is well above the square root of the weight stay as they are. trajectory: [latent,
// times].
SindyFit fit_sindy(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory, const Derivative& derivative,
                   double threshold, const Pooling& pooling = {});

// The one Xi [terms, latent] that fits all cases best. trajectories: [latent, cases * times].
Eigen::MatrixXd common_dynamics(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories,
                                const Derivative& derivative, Index cases);

}  // namespace rom::dynamics
