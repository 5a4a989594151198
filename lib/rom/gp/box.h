// Search for hyperparameters within bounds.
#pragma once

#include <Eigen/Core>

#include "rom/optimise/line_search.h"

namespace rom::gp {

// Variables within their bounds: lower + (upper - lower) (1 + sin y) / 2 for any real y.
struct Box {
    Eigen::VectorXd lower;
    Eigen::VectorXd upper;

    Eigen::VectorXd inside(const Eigen::VectorXd& y) const;
    // Kept off the bounds, where the slope is zero and a search would not start.
    Eigen::VectorXd outside(const Eigen::VectorXd& x) const;
};

struct Minimum {
    Eigen::VectorXd at;
    double value = 0;
};

// By L-BFGS from a point of the box; `loss` is a function of the variables within their bounds.
Minimum minimise(const Box& box, const optimise::Function<double>& loss, const Eigen::VectorXd& start);

}  // namespace rom::gp
