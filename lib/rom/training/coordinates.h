// Coordinates of snapshots in a basis of the data: what training sees of the mesh.
#pragma once

#include <Eigen/Dense>

#include "rom/training/snapshots.h"

namespace rom::training {

enum class Basis { data, mesh };
enum class Scaling { deviation, none };

// q = C^T (u - mean) / scale, u = mean + scale C q + what the basis discards.
struct Coordinates {
    npy::Shape space;
    Eigen::VectorXd mean;   // [N]; zero without centring
    double scale = 1;       // the standard deviation of the centred snapshots, in their units; 1 without scaling
    Eigen::MatrixXd basis;  // C, [N, r], orthonormal columns; empty on the mesh, where C is the identity
    double discarded = 0;   // ||U - C C^T U|| / ||U||, Frobenius, U centred

    Index size() const { return mean.size(); }
    Index rank() const { return basis.cols() > 0 ? basis.cols() : mean.size(); }
};

// Left singular vectors of the (centred) snapshots that leave out at most `tolerance` of their Frobenius norm: the
// fewest, or nearly (see subspace.h). The file is read in blocks, four or more times; memory holds the basis in double
// precision beside some blocks and the smaller Gram matrix. tolerance lies in [1e-7, 1), the range in which a Gram
// matrix tells singular values.
// Throws Error where all snapshots are equal (there is nothing to learn).
Coordinates make_coordinates(const Snapshots& snapshots, Basis basis, Scaling scaling, double tolerance);

// [rank, count] coordinates of all snapshots.
template <class Scalar>
Matrix<Scalar> project(const Coordinates& coordinates, const Snapshots& snapshots);

// The sum of squares of what the basis leaves out of all snapshots, in units of scale^2, given their coordinates q.
template <class Scalar>
double outside_basis(const Coordinates& coordinates, const Matrix<Scalar>& q) {
    const double share = coordinates.discarded * coordinates.discarded;
    return share / (1 - share) * static_cast<double>(q.squaredNorm());
}

// The rate at which the snapshots change: rms(dU/dt) / rms(U - mean), in 1 / (unit of dt), from their coordinates.
double rate_of_change(const Eigen::Ref<const Eigen::MatrixXd>& coordinates, Index cases, double dt);

}  // namespace rom::training
