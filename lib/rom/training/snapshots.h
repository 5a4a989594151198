// Snapshots [cases, times, ...space] and their coordinates: what training sees of the mesh.
#pragma once

#include <string>

#include <Eigen/Dense>

#include "rom/network/types.h"
#include "rom/npy/reader.h"

namespace rom::training {

// A snapshot array seen as a matrix with one snapshot (the state at one time of one case) per column.
struct Snapshots {
    npy::Array array;
    Index cases = 0;
    Index times = 0;
    npy::Shape space;

    Index size() const { return static_cast<Index>(npy::element_count(space)); }  // N, entries of one snapshot
    Index count() const { return cases * times; }
};

// Opens [cases, times, ...space], or with `one_case` [times, ...space].
// Throws Error: fewer axes, an axis of length 0.
Snapshots open_snapshots(const std::string& path, bool one_case);

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

// The fewest left singular vectors of the (centred) snapshots that leave out at most `tolerance` of their Frobenius
// norm, from the smaller of the two Gram matrices, summed over blocks of the file in double precision and
// orthonormalised again. tolerance lies in [1e-7, 1), the range in which a Gram matrix tells singular values.
// Throws Error where all snapshots are equal (there is nothing to learn).
Coordinates make_coordinates(const Snapshots& snapshots, Basis basis, Scaling scaling, double tolerance);

// [rank, count] coordinates of all snapshots.
template <class Scalar>
Matrix<Scalar> project(const Coordinates& coordinates, const Snapshots& snapshots);

// The rate at which the snapshots change: rms(dU/dt) / rms(U - mean), in 1 / (unit of dt), from their coordinates.
double rate_of_change(const Eigen::Ref<const Eigen::MatrixXd>& coordinates, Index cases, double dt);

}  // namespace rom::training
