// Gaussian process regression of many targets over the same inputs: constant x stationary kernel, one length scale.
// Source: Rasmussen and Williams (2006), chapters 2 and 5; the mLaSDI paper, section 2.4 and eq. (20). Conventions
// (nugget, normalisation of targets, bounds of the amplitude) are those of scikit-learn's GaussianProcessRegressor.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include "rom/names.h"
#include "rom/network/types.h"

namespace rom::gp {

enum class Kernel { matern32, matern52, rbf };
Names kernel_names();
const char* name_of(Kernel kernel);
Kernel kernel_from(const std::string& name);

// Correlation of two points at distance r (in the inputs' units) for the length scale l.
double correlation(Kernel kernel, double distance, double length_scale);

// An affine map to mean 0 and standard deviation 1, per dimension; a constant is only shifted.
struct Normalisation {
    Eigen::VectorXd mean;
    Eigen::VectorXd deviation;

    Eigen::MatrixXd apply(const Eigen::Ref<const Eigen::MatrixXd>& rows) const;
};
Normalisation normalisation_of(const Eigen::Ref<const Eigen::MatrixXd>& rows);

struct Hyperparameters {
    double amplitude = 1;     // the constant factor, a variance
    double length_scale = 1;  // in normalised inputs
    double log_likelihood = 0;
};

struct FitOptions {
    Kernel kernel = Kernel::matern32;
    Index restarts = 20;      // starting points for the length scale, evenly spaced in its logarithm
    double least_length = 0;  // bounds of the length scale; 0: the smallest distance between two inputs
    double largest_length = 1e5;
    double nugget = 1e-10;  // added to the diagonal of the kernel matrix
};

struct Regression {
    Kernel kernel = Kernel::matern32;
    double nugget = 1e-10;
    Eigen::MatrixXd inputs;                        // [cases, dimensions], as given
    Eigen::MatrixXd targets;                       // [cases, coefficients], as given
    std::vector<Hyperparameters> hyperparameters;  // one per coefficient
};

// Maximises the log marginal likelihood of each target over the amplitude in [1e-5, 1e5] and the length scale within
// its bounds. For one length scale an eigendecomposition of the correlation matrix serves all targets, and the best
// amplitude is a root in one variable; along the length scale every sign change of the slope between starting points
// is followed to its maximum, and the best is kept. Targets are normalised one by one.
// Throws Error for fewer than two inputs or two equal inputs.
Regression fit(const Eigen::Ref<const Eigen::MatrixXd>& inputs, const Eigen::Ref<const Eigen::MatrixXd>& targets,
               const FitOptions& options);

// Log marginal likelihood of one normalised target, by Cholesky (Rasmussen and Williams, algorithm 2.1).
double log_marginal_likelihood(Kernel kernel, double nugget, const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs,
                               const Eigen::Ref<const Eigen::VectorXd>& normalised_target,
                               const Hyperparameters& hyperparameters);

struct Prediction {
    Eigen::MatrixXd mean;       // [points, coefficients]
    Eigen::MatrixXd deviation;  // likewise
};

// The posterior at points [points, dimensions].
Prediction predict(const Regression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points);

}  // namespace rom::gp
