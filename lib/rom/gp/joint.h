// Regression of the velocities of all cases at once, with a Gaussian process over the parameters as the prior of each
// coefficient: V_i = Theta_i Xi(mu_i) + noise, of its own variance for each equation, where the entries of Xi are
// independent processes of one kernel and a constant mean of unknown size. A direction that the trajectory of one case
// leaves open is taken from its neighbours, as far as the prior binds them. All is in units in which the latent
// variables have mean 0 and deviation 1, and their velocities a root mean square of 1 (dynamics::LatentUnits). Source:
// Bayesian linear regression with the prior of Rasmussen and Williams (2006), chapter 2; the dynamics are those of the
// mLaSDI paper, eq. (9).
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "rom/dynamics/moments.h"
#include "rom/gp/kernel.h"
#include "rom/gp/regression.h"

namespace rom::gp {

// A case is here a row of the space's inputs: all trajectories that have these parameters, whose moments are summed.
struct JointRegression {
    ParameterSpace space;
    dynamics::Library library = dynamics::Library::linear;
    dynamics::Moments moments;
    Kernel kernel;             // of each coefficient, with a length scale for each dimension
    double mean_variance = 1;  // of the constant
    Eigen::VectorXd noise;     // variances of the velocities, [latent]
    double log_likelihood = 0;
    double deviation_factor = 1;  // of the posterior's deviations

    Index latent() const { return moments.units.mean.size(); }
    Index terms() const { return dynamics::term_count(library, latent()); }
};

struct JointOptions {
    std::vector<KernelFamily> kernels = {KernelFamily::matern32};  // of several the one of the largest likelihood
    // As in ParameterSpace; without a value, the logarithm of each dimension for which it raises the likelihood.
    std::optional<std::vector<bool>> logarithmic;
    std::function<void(Index done, Index all)> progress = {};  // as in FitOptions
};

// Hyperparameters by the marginal likelihood of the velocities; with many cases, of a fixed sample of them. inputs:
// [cases, dimensions]. Throws Error for fewer than two cases, and for
// moments that are no numbers to fit.
JointRegression fit_joint(const Eigen::Ref<const Eigen::MatrixXd>& inputs, const dynamics::Moments& moments,
                          dynamics::Library library, const JointOptions& options);

// Minus the log marginal likelihood of the velocities, and its gradient by the logarithms of each noise, the amplitude,
// the variance of the constant, and each length scale.
double joint_loss(const JointRegression& regression, Eigen::VectorXd& gradient);

// Weights [cases, terms * latent] of the kernel, in the units of the data: the posterior mean at a point is the sum
// over the cases of (amplitude times correlation + mean_variance) times their weights.
Eigen::MatrixXd weights_of(const JointRegression& regression);

// The posterior of the coefficients, in the units of the data. The coefficients of one equation depend on each other.
Prediction predict(const JointRegression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points);

// The posterior of the coefficients of each of these cases without what its own trajectory says, with the same
// hyperparameters and units.
Prediction left_out(const JointRegression& regression, const std::vector<Index>& cases);

// For each of these, the posterior mean at all training cases [cases, terms * latent] without what its own trajectory
// says, likewise.
std::vector<Eigen::MatrixXd> means_without(const JointRegression& regression, const std::vector<Index>& cases);

}  // namespace rom::gp
