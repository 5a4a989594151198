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

namespace rom::gp {

// An affine map to mean 0 and standard deviation 1, per dimension; a constant is only shifted.
struct Normalisation {
    Eigen::VectorXd mean;
    Eigen::VectorXd deviation;

    Eigen::MatrixXd apply(const Eigen::Ref<const Eigen::MatrixXd>& rows) const;
};
Normalisation normalisation_of(const Eigen::Ref<const Eigen::MatrixXd>& rows);

// One target: a kernel over normalised inputs, of normalised targets, and noise.
struct Process {
    Kernel kernel;
    double noise = 0;  // a variance of normalised targets
    double log_likelihood = 0;
};

struct Regression {
    double nugget = 1e-10;           // added to the diagonal of the kernel matrix
    std::vector<bool> logarithmic;   // for each dimension: whether the logarithm of the input is meant; empty: none
    Eigen::MatrixXd inputs;          // [cases, dimensions], as given
    Eigen::MatrixXd targets;         // [cases, coefficients], as given
    std::vector<Process> processes;  // one per coefficient
};

// Inputs [points, dimensions] as the kernels see them: with logarithms taken, and normalised as the training inputs.
// Throws Error: the logarithm of a number that is not positive.
Eigen::MatrixXd normalised_inputs(const Regression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points);

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
};

// The posterior at points [points, dimensions].
Prediction predict(const Regression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points);

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

// One draw of all coefficients at one point from the posterior there, independent of one another (GPLaSDI samples each
// coefficient's process by itself). A seed and the number of a sample give the same normal numbers at every point, so
// that points can be compared by fewer samples.
Eigen::VectorXd draw(const Eigen::Ref<const Eigen::VectorXd>& mean, const Eigen::Ref<const Eigen::VectorXd>& deviation,
                     std::uint64_t seed, std::uint64_t sample);

}  // namespace rom::gp
