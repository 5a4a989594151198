// The leading singular vectors of snapshots that are only seen block by block.
#pragma once

#include <Eigen/Dense>

#include "rom/snapshots/snapshots.h"

namespace rom::snapshots {

// Of A = snapshots - mean, [size, count].
struct Subspace {
    bool of_space = false;    // left singular vectors [size, rank], else right ones [count, rank]
    Eigen::VectorXd values;   // squares of the singular values, falling
    Eigen::MatrixXd vectors;  // orthonormal
    double discarded = 0;     // ||A - projection of A|| / ||A||, Frobenius
};

// The fewest singular vectors on the smaller side that leave out at most `tolerance` of the norm. If that side has at
// most `direct` entries, from its Gram matrix. Else by randomised subspace iteration (Halko, Martinsson and Tropp
// 2011, section 4.5), with a subspace that doubles until what it leaves out (known exactly, as what it lacks of
// `energy`, ||A||^2) is within the tolerance, or until the Gram matrix is the cheaper way. All in double precision, in
// the same order whatever the number of threads.
Subspace leading_subspace(const Snapshots& data, const Eigen::VectorXd& mean, double energy, double tolerance,
                          Index direct = 1500);

// gram += B^T B, lower triangle, in parallel over fixed panels.
void add_gram(const Eigen::Ref<const Eigen::MatrixXd>& block, Eigen::MatrixXd& gram);

}  // namespace rom::snapshots
