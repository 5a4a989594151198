// Gaussian processes of many targets over the same inputs: constant x stationary kernel + noise. What they are, what
// they predict, how well; gp/fit.h finds their hyperparameters.
// Source: Rasmussen and Williams (2006), chapters 2 and 5; the mLaSDI paper, section 2.4 and eq. (20). Conventions
// (nugget, normalisation of targets, noise in the predicted deviation) are those of scikit-learn's
// GaussianProcessRegressor.
#pragma once

#include <cstdint>
#include <vector>

#include "rom/base/decompositions.h"
#include "rom/gp/kernel.h"
#include "rom/gp/parameter_space.h"

namespace rom::gp {

// One target: a kernel over normalised inputs, of normalised targets, and noise.
struct Process {
    Kernel kernel;
    double noise = 0;  // a variance of normalised targets
    double log_likelihood = 0;
};

struct Regression {
    double nugget = 1e-10;  // added to the diagonal of the kernel matrix
    ParameterSpace space;
    Eigen::MatrixXd targets;         // [cases, coefficients], as given
    std::vector<Process> processes;  // one per coefficient
};

// Cholesky factor of amplitude x R + (noise + nugget) I; the nugget is raised tenfold only if it fails without.
// Throws Error if even a nugget of 1 does not help.
Cholesky factorise(const Process& process, const Eigen::MatrixXd& correlations, double nugget);

// Log marginal likelihood of one normalised target, by Cholesky (Rasmussen and Williams, algorithm 2.1): from the
// factor of its covariance, or from its process.
double log_marginal_likelihood(const Cholesky& covariance, const Eigen::Ref<const Eigen::VectorXd>& normalised_target);
double log_marginal_likelihood(const Process& process, double nugget,
                               const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs,
                               const Eigen::Ref<const Eigen::VectorXd>& normalised_target);

struct Prediction {
    Eigen::MatrixXd mean;       // [points, coefficients]
    Eigen::MatrixXd deviation;  // likewise
    // If the coefficients of an equation depend on each other: for each point, side by side for the equations, the
    // lower Cholesky factors of the correlations of the terms [terms, terms * latent]. Otherwise empty.
    std::vector<Eigen::MatrixXd> mixing = {};
};

// The posterior at points [points, dimensions].
Prediction predict(const Regression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points);

// What is not known of targets at points: `directions` times normal numbers that are multiplied by a point's `reach`.
struct Spread {
    Eigen::MatrixXd directions;  // [targets, numbers]
    Eigen::MatrixXd reach;       // [numbers, points]
};
Spread spread_at(const Regression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points);

// How well each case of a target is predicted by the others, with the same hyperparameters (Rasmussen and Williams,
// eqs. 5.10 to 5.12).
struct LeaveOneOut {
    double error = 0;  // root mean square over the cases; 1 is that of predicting the mean of the others
    double score = 0;  // mean log predictive density of the normalised target
};
LeaveOneOut leave_one_out(const Process& process, double nugget,
                          const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs,
                          const Eigen::Ref<const Eigen::VectorXd>& normalised_target);
std::vector<LeaveOneOut> leave_one_out(const Regression& regression);

// What each case's targets are more than the others predict, [cases, coefficients], likewise.
Eigen::MatrixXd left_out_differences(const Regression& regression);

// One draw of all coefficients at one point from the posterior there: independent of one another (GPLaSDI samples each
// coefficient's process by itself), or with the dependence that `mixing` of Prediction says. A seed and the number of a
// sample give the same normal numbers at every point, so that points can be compared by fewer samples.
Eigen::VectorXd draw(const Eigen::Ref<const Eigen::VectorXd>& mean, const Eigen::Ref<const Eigen::VectorXd>& deviation,
                     std::uint64_t seed, std::uint64_t sample, const Eigen::MatrixXd& mixing = {});

}  // namespace rom::gp
