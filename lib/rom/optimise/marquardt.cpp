#include "rom/optimise/marquardt.h"

#include <algorithm>
#include <cmath>

#include "rom/base/decompositions.h"

namespace rom::optimise {

bool marquardt_step(const Function<double>& function, const Eigen::MatrixXd& hessian, Eigen::VectorXd& weights,
                    Eigen::VectorXd& gradient, double& loss, MarquardtState& state) {
    constexpr int most_trials = 20;
    constexpr double least = 1e-12;
    constexpr double least_progress = 1e-9;
    const Eigen::VectorXd diagonal = hessian.diagonal().cwiseMax(least * hessian.diagonal().maxCoeff());
    Eigen::VectorXd trial_gradient;
    for (int trial = 0; trial < most_trials; ++trial) {
        Eigen::MatrixXd damped = hessian;
        damped.diagonal() += state.damping * diagonal;
        const Cholesky factor(damped);
        if (factor.succeeded()) {
            const Eigen::VectorXd step = factor.solve(Eigen::VectorXd(-gradient));
            const Eigen::VectorXd trial_weights = weights + step;
            const double reached = function(trial_weights, trial_gradient);
            const double predicted = 0.5 * step.dot(state.damping * diagonal.cwiseProduct(step) - gradient);
            const double gain = (loss - reached) / predicted;
            if (std::isfinite(reached) && reached < loss && trial_gradient.allFinite()) {
                const bool stuck = loss - reached < least_progress * loss;
                weights = trial_weights;
                loss = reached;
                gradient = trial_gradient;
                state.damping = std::max(1e-15, state.damping * std::max(1.0 / 3, 1 - std::pow(2 * gain - 1, 3)));
                state.growth = 2;
                return !stuck;
            }
        }
        state.damping *= state.growth;
        state.growth *= 2;
    }
    return false;
}

}  // namespace rom::optimise
