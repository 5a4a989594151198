// What a model leaves of an initial state is known when it predicts: how much of it is there later.
#pragma once

#include <Eigen/Dense>

#include "rom/base/time_grid.h"

namespace rom::mlasdi {

// Of the times of training.
struct Persistence {
    Eigen::VectorXd kept = {};     // the share of the residual at time 0 that is there at each; 1 at time 0
    Eigen::VectorXd unknown = {};  // the share of the residual's deviation that time 0 does not tell; 0 at time 0
    double size = 0;               // the root mean square over the cases of the norm of the residual at time 0
};

// Least squares over the cases of a residual [rank, cases * times], one number for each time: N cases, shrunk to (N -
// 2) / N, as James and Stein (1961) shrink a mean, and between -1 and 1, so that what is small at time 0 does not grow.
// Cases that are not finite do not count.
Persistence persistence_of(const Eigen::Ref<const Eigen::MatrixXd>& residual, Index cases);

// At other times than the grid's, linear between. Past its last nothing is kept, nor without a persistence. If a
// residual is so many times larger than kLikeTrained times the training's, its own is not known to fade like those: as
// much less is kept past time 0, and as much more is unknown.
Persistence persistence_at(const Persistence& persistence, const TimeGrid& grid, const Eigen::VectorXd& times,
                           double larger = 1);
inline constexpr double kLikeTrained = 3;
// That number, 1 at least, of a residual of this norm.
double larger_than_trained(const Persistence& persistence, double norm);

// A residual [rank, cases * times] without what is kept of each case's first.
Eigen::MatrixXd without_kept(const Eigen::Ref<const Eigen::MatrixXd>& residual, Index cases,
                             const Persistence& persistence);

}  // namespace rom::mlasdi
