// Steps that learn the curvature from the gradients they have seen.
#pragma once

#include <cstdint>
#include <deque>

#include "rom/optimise/line_search.h"

namespace rom::optimise {

// The last displacements s_k and changes of gradient y_k, at most `memory` of them, oldest first.
template <class Scalar>
struct LbfgsState {
    std::int64_t memory = 20;
    std::deque<Vector<Scalar>> displacement;
    std::deque<Vector<Scalar>> change;

    static constexpr const char* name = "lbfgs";
    template <class Self, class Visit>
    static void fields(Self& self, const Visit& visit) {
        visit("memory", self.memory);
        visit("displacements", self.displacement);
        visit("changes", self.change);
    }
};

// One iteration of L-BFGS with a strong Wolfe line search (Nocedal and Wright 2006, algorithm 7.4). On entry `loss` and
// `gradient` belong to `weights`; on return they belong to the new ones. Returns false, with everything as it was,
// if no step lowers the loss: the minimum is reached to working precision.
template <class Scalar>
bool lbfgs_step(const Function<Scalar>& function, Vector<Scalar>& weights, Vector<Scalar>& gradient, double& loss,
                LbfgsState<Scalar>& state);

// The inverse of the Hessian as known so far, its lower triangle; empty before the first step.
struct BfgsState {
    Eigen::MatrixXd inverse_hessian;

    static constexpr const char* name = "bfgs";
    template <class Self, class Visit>
    static void fields(Self& self, const Visit& visit) {
        visit("inverse-hessian", self.inverse_hessian);
    }
};

// One iteration of the self-scaled Broyden method, with the same line search and result: an update of Broyden's family,
// to which BFGS belongs, and a factor on all that was known before. Both are chosen anew each time from the curvature
// along the step, so that what was learnt where the loss was steeper is forgotten (Al-Baali 1998, Comput. Optim. Appl.
// 9; as in Urban, Stefanou and Pons 2025, J. Comput. Phys. 523). Memory and work are of the size of the inverse: for
// some thousands of weights.
bool bfgs_step(const Function<double>& function, Eigen::VectorXd& weights, Eigen::VectorXd& gradient, double& loss,
               BfgsState& state);

}  // namespace rom::optimise
