// The leading singular vectors of snapshots that are only seen block by block.
#pragma once

#include <Eigen/Dense>

#include "rom/snapshots/snapshots.h"

namespace rom::snapshots {

// Where the singular values are cut off.
struct Truncation {
    double tolerance = 1e-3;   // what is left out has at most this share of the norm
    bool above_noise = false;  // or looks like noise
};

// Of A = snapshots - mean, [size, count].
struct Subspace {
    bool of_space = false;    // left singular vectors [size, rank], else right ones [count, rank]
    Eigen::VectorXd values;   // squares of the singular values, falling
    Eigen::MatrixXd vectors;  // orthonormal
    double discarded = 0;     // ||A - projection of A|| / ||A||, Frobenius
    double noise = 0;         // the standard deviation of what is left out, if it is above the tolerance
};

// The fewest singular vectors on the smaller side that leave out at most truncation.tolerance of the norm, or, with
// above_noise, whose rest looks like noise: no singular value of it is above the optimal hard threshold for white noise
// with as large a norm (Gavish and Donoho 2014, eqs. 10 and 11), and it has ten directions at least. If that side has
// at most `direct` entries, from its Gram matrix. Else by randomised subspace iteration (Halko, Martinsson and Tropp
// 2011, section 4.5), with a subspace that doubles until it is large enough (what it leaves out is known exactly, as
// what it lacks of `energy`, ||A||^2), or until the Gram matrix is the cheaper way. All in double precision, in the
// same order whatever the number of threads and ranks. Collective; all ranks have the whole result.
Subspace leading_subspace(const Snapshots& data, const Eigen::VectorXd& mean, double energy,
                          const Truncation& truncation, Index direct = 1500);

// What that takes, about, if it finds so many vectors: passes over the data, multiplications and additions, numbers
// held beside a block.
struct SubspaceWork {
    double passes = 0;
    double flops = 0;
    double entries = 0;
};
SubspaceWork work_of(Index size, Index count, Index rank, Index direct = 1500);

// gram += B^T B, lower triangle, in parallel over fixed panels.
void add_gram(const Eigen::Ref<const Eigen::MatrixXd>& block, Eigen::MatrixXd& gram);

}  // namespace rom::snapshots
