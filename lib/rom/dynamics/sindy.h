// Sparse identification of nonlinear dynamics for latent trajectories: z' = Theta(z) Xi, eqs. (8) to (10).
#pragma once

#include <complex>
#include <vector>

#include <Eigen/Core>

#include "rom/dynamics/linear_form.h"

namespace rom::dynamics {

struct SindyFit {
    Eigen::MatrixXd xi;                             // [terms, latent]
    double residual = 0;                            // ||Z' - Theta Xi|| / ||Z'||, Frobenius
    double condition = 0;                           // of Theta, with columns scaled to unit norm
    Index rank = 0;                                 // of Theta
    std::vector<std::complex<double>> eigenvalues;  // of A, the linear terms, by falling real part, then imaginary part
    bool determined = true;  // unless the case has so few different states that it says nothing of its dynamics
};

// What the cases have in common, and how much a case is drawn to it if its own trajectory leaves its coefficients
// open.
struct Pooling {
    double weight = 0;
    Eigen::MatrixXd common;  // [terms, latent]
};

// Least squares by a complete orthogonal decomposition: the solution of least norm if Theta is rank-deficient.
// threshold > 0 drops coefficients below it and fits the rest again until none is left below (Brunton et al. 2016).
// pooling.weight > 0 adds weight |Xi - common|^2, in units in which the columns of Theta have norm 1: directions in
// which the singular value of Theta is well above the square root of the weight stay as they are. trajectory: [latent,
// times].
SindyFit fit_sindy(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory, const LinearForm& form,
                   double threshold, const Pooling& pooling = {});

// Whether the cases of trajectories [variables, cases * times] determine dynamics of so many terms: all states of a
// case are different, or more of them than there are terms; a state is another one if it is off the last by a 1e-5th of
// the deviation over all cases.
std::vector<bool> are_determined(const Eigen::Ref<const Eigen::MatrixXd>& trajectories, Index times, Index terms);

// fit_sindy for each case of trajectories [latent, cases * times], in parallel; `pool` as the weight of Pooling,
// towards the dynamics of all cases.
std::vector<SindyFit> fit_cases(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories,
                                const LinearForm& form, double threshold, double pool);

// The one Xi [terms, latent] that fits all cases best. trajectories: [latent, cases * times].
Eigen::MatrixXd common_dynamics(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories,
                                const LinearForm& form);

// The cases that do not determine their dynamics.
std::vector<Index> undetermined_cases(const std::vector<SindyFit>& fits);

// The residual in the middle of those of all cases.
double median_residual(const std::vector<SindyFit>& fits);

}  // namespace rom::dynamics
