// The Gauss-Newton approximation of a problem's Hessian, for Levenberg-Marquardt steps: the networks have a few hundred
// parameters, so that it is a small dense matrix, however many points there are.
#pragma once

#include "rom/ldnet/loss.h"
#include "rom/network/optimiser.h"

namespace rom::ldnet {

struct NormalEquations {
    double loss = 0;           // infinite where a latent state diverges; the rest is then not set
    Eigen::VectorXd gradient;  // of the loss
    Eigen::MatrixXd
        hessian;  // of its Gauss-Newton approximation: 2 / count J^T J and the Tikhonov term; lower triangle
};

// The Jacobian of the fields by the parameters, J, is made of the networks' gradients and of the sensitivities of the
// latent states to NNdyn's parameters, integrated along with them. Results do not depend on the number of threads.
NormalEquations normal_equations(const Problem& problem, const Eigen::VectorXd& parameters);

// One step of Levenberg and Marquardt, with the damping after Nielsen (1999): parameters and the loss there, `value`,
// move to where it is lower. Returns false where no step lowers it, everything being as it was, or where the gain is
// negligible.
bool marquardt_step(const Problem& problem, Loss& loss, Eigen::VectorXd& parameters, double& value,
                    network::MarquardtState& state);

}  // namespace rom::ldnet
