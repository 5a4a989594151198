// Functions to be minimised.
#pragma once

#include <array>
#include <functional>

#include "rom/base/types.h"

namespace rom::optimise {

// The parts that a loss is the sum of; each problem has its own, in its own order.
struct LossTerms {
    std::array<double, 5> parts{};

    double& operator[](std::size_t part) { return parts[part]; }
    double operator[](std::size_t part) const { return parts[part]; }
    double total() const {
        double sum = 0;
        for (const double part : parts) sum += part;
        return sum;
    }
};

// A loss and its gradient at given weights. If the loss is not finite, the gradient need not be made.
template <class Scalar>
using Loss = std::function<LossTerms(const Vector<Scalar>& weights, Vector<Scalar>& gradient)>;

// The same as one number, which is all that a line search needs.
template <class Scalar>
using Function = std::function<double(const Vector<Scalar>& point, Vector<Scalar>& gradient)>;

// An approximation of the Hessian, lower triangle; it may differ from epoch to epoch.
using Hessian = std::function<Eigen::MatrixXd(const Eigen::VectorXd& weights, Index epoch)>;

}  // namespace rom::optimise
