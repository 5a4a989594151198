// The Gauss-Newton approximation of a problem's Hessian, for Levenberg-Marquardt steps: the networks have a few hundred
// weights, so that it is a small dense matrix, however many points there are.
#pragma once

#include "rom/ldnet/loss.h"

namespace rom::ldnet {

// Which values the Hessian is made of: all, or about `rows` of them, drawn from `seed`.
struct HessianSample {
    Index rows = 0;  // 0 for all
    std::uint64_t seed = 0;
};

// 2 / rows J^T J and the Tikhonov term; lower triangle. The Jacobian of the fields by the weights, J, is made of the
// networks' gradients and of the sensitivities of the latent states to NNdyn's weights, integrated along with them.
// Results do not depend on the number of threads.
Eigen::MatrixXd gauss_newton_hessian(const FieldProblem& problem, const Eigen::VectorXd& weights,
                                     const HessianSample& sample);

}  // namespace rom::ldnet
