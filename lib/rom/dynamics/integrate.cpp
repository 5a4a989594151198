#include "rom/dynamics/integrate.h"

#include <cmath>

#include <unsupported/Eigen/MatrixFunctions>

#include "rom/error.h"

namespace rom::dynamics {

Eigen::MatrixXd integrate_linear(const Eigen::Ref<const Eigen::MatrixXd>& xi,
                                 const Eigen::Ref<const Eigen::VectorXd>& initial,
                                 const Eigen::Ref<const Eigen::VectorXd>& times) {
    const Index latent = initial.size();
    Eigen::MatrixXd augmented = Eigen::MatrixXd::Zero(latent + 1, latent + 1);
    augmented.topLeftCorner(latent, latent) = xi.bottomRows(latent).transpose();
    augmented.topRightCorner(latent, 1) = xi.row(0).transpose();

    Eigen::MatrixXd trajectory(latent, times.size());
    Eigen::VectorXd state(latent + 1);
    state << initial, 1.0;
    trajectory.col(0) = initial;
    Eigen::MatrixXd propagator;
    double propagator_step = 0;
    for (Index k = 1; k < times.size(); ++k) {
        const double step = times[k] - times[k - 1];
        // Steps of one uniform grid differ by the rounding of the times themselves.
        if (!(std::abs(step - propagator_step) <= 1e-12 * std::max(std::abs(times[k]), step))) {
            propagator = (step * augmented).exp();
            propagator_step = step;
        }
        state = propagator * state;
        if (!state.allFinite())
            throw Error("the latent trajectory leaves the range of numbers at time " + std::to_string(times[k]) +
                        ": its dynamics grow without bound");
        trajectory.col(k) = state.head(latent);
    }
    return trajectory;
}

}  // namespace rom::dynamics
