// What a model leaves of an initial state is known when it predicts: how much of it is there later.
#pragma once

#include <Eigen/Dense>

#include "rom/base/time_grid.h"

namespace rom::mlasdi {

// Of the times of training.
struct Persistence {
    Eigen::VectorXd kept = {};     // the share of the residual at time 0 that is there at each; 1 at time 0
    Eigen::VectorXd unknown = {};  // the share of the residual's deviation that time 0 does not tell; 0 at time 0
    double initial = 0;  // the root mean square over the cases of the norm at time 0, and a little of those later
};

// Least squares over the cases of a residual [rank, cases * times], one number for each time: of N cases (N - 2) / N of
// it, and between -1 and 1, so that what is small at time 0 does not grow. Cases that are not finite do not count.
Persistence persistence_of(const Eigen::Ref<const Eigen::MatrixXd>& residual, Index cases);

// At other times than the grid's, linear between. Past its last nothing is kept, nor without a persistence. If a
// residual is so many times larger than kLikeTrained times the training's, its own is not known to fade like those: as
// much less is kept past time 0, and as much more is unknown.
Persistence persistence_at(const Persistence& persistence, const TimeGrid& grid, const Eigen::VectorXd& times,
                           double larger = 1);
inline constexpr double kLikeTrained = 3;
// That number of a residual of this norm; 1 at least, and for what is below a hundredth of the state's distance from
// the mean.
double larger_than_trained(const Persistence& persistence, double norm, double distance);

// A residual [rank, cases * times] without what is kept of each case's first. distances: of the first states from the
// mean [cases], in the same units.
Eigen::MatrixXd without_kept(const Eigen::Ref<const Eigen::MatrixXd>& residual, const Eigen::VectorXd& distances,
                             const Persistence& persistence);

}  // namespace rom::mlasdi
