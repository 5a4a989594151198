// The Gauss-Newton approximation of a problem's Hessian, for Levenberg-Marquardt steps: the networks have a few hundred
// parameters, so that it is a small dense matrix, however many points there are.
#pragma once

#include "rom/ldnet/loss.h"
#include "rom/network/optimiser.h"

namespace rom::ldnet {

// Which values the Hessian is made of: all, or about `rows` of them, drawn from `seed`.
struct HessianSample {
    Index rows = 0;  // 0 for all
    std::uint64_t seed = 0;
};

// 2 / rows J^T J and the Tikhonov term; lower triangle. The Jacobian of the fields by the parameters, J, is made of the
// networks' gradients and of the sensitivities of the latent states to NNdyn's parameters, integrated along with them.
// Results do not depend on the number of threads.
Eigen::MatrixXd gauss_newton_hessian(const Problem& problem, const Eigen::VectorXd& parameters,
                                     const HessianSample& sample);

// One step of Levenberg and Marquardt, with the damping after Nielsen (1999): parameters, the loss there, `value`, and
// its gradient move to where it is lower. Returns false where no step lowers it, everything being as it was, or where
// the gain is negligible.
bool marquardt_step(const Problem& problem, Loss& loss, Eigen::VectorXd& parameters, double& value,
                    Eigen::VectorXd& gradient, const HessianSample& sample, network::MarquardtState& state);

}  // namespace rom::ldnet
