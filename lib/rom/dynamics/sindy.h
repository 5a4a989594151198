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

// Least squares by a complete orthogonal decomposition: the solution of least norm where Theta is rank-deficient.
// threshold > 0 drops coefficients below it and fits the rest again until none is left below (Brunton et al. 2016).
// trajectory: [latent, times].
SindyFit fit_sindy(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory, const Derivative& derivative,
                   double threshold);

}  // namespace rom::dynamics
