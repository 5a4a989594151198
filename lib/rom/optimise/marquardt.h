// Levenberg and Marquardt's method.
#pragma once

#include "rom/optimise/loss.h"

namespace rom::optimise {

struct MarquardtState {
    double damping = 1e-3;  // times the diagonal of the Hessian
    double growth = 2;      // of the damping after a step that was rejected

    static constexpr const char* name = "marquardt";
    template <class Self, class Visit>
    static void fields(Self& self, const Visit& visit) {
        visit("damping", self.damping);
        visit("growth", self.growth);
    }
};

// One step, with the damping after Nielsen (1999): weights, the loss there and its gradient move to where the loss is
// lower. `hessian`: at the weights, lower triangle. Returns false if no step lowers the loss, everything being as it
// was, or if the gain is negligible.
bool marquardt_step(const Function<double>& function, const Eigen::MatrixXd& hessian, Eigen::VectorXd& weights,
                    Eigen::VectorXd& gradient, double& loss, MarquardtState& state);

}  // namespace rom::optimise
