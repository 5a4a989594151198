// Time derivatives by finite differences on any grid.
// Source: Fornberg, Generation of finite difference formulas on arbitrarily spaced grids, Math. Comp. 51 (1988).
#pragma once

#include <vector>

#include "rom/base/time_grid.h"

namespace rom::dynamics {

// The derivative at each time of the polynomial through its neighbours, p on either side or as many as there are: exact
// for polynomials of degree 2p inside, and of p to 2p - 1 at the ends. On a uniform grid the weights inside are those
// of summation-by-parts differences.
struct FiniteDifferences {
    Index times = 0;
    std::vector<Index> first;  // of the neighbours of each time
    Eigen::MatrixXd weights;   // a column for each time, of as many times from `first` on; 0 for those that are none

    // trajectory, result: [variables, times]. Aliasing is not allowed.
    void apply(const Eigen::Ref<const Eigen::MatrixXd>& trajectory, Eigen::Ref<Eigen::MatrixXd> result) const;

    // Adds cotangent D to `result`: the gradient with respect to the trajectory, given that with respect to its
    // derivative.
    void add_transpose(const Eigen::Ref<const Eigen::MatrixXd>& cotangent, Eigen::Ref<Eigen::MatrixXd> result) const;
};

// Of p (1 to 4) neighbours on either side; the grid has more than p times.
FiniteDifferences finite_differences(int p, const TimeGrid& grid);

// Of the derivative at `at` of the polynomial through these points.
Eigen::VectorXd derivative_weights(double at, const Eigen::Ref<const Eigen::VectorXd>& points);

}  // namespace rom::dynamics
