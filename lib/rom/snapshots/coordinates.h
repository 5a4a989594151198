// Coordinates of snapshots in their POD basis (proper orthogonal decomposition): what training sees of the mesh.
#pragma once

#include <Eigen/Dense>

#include "rom/base/time_grid.h"
#include "rom/dynamics/linear_form.h"
#include "rom/snapshots/rows.h"
#include "rom/snapshots/snapshots.h"
#include "rom/snapshots/subspace.h"

namespace rom::snapshots {

// Coordinates in the POD basis of the data, or the entries on the mesh themselves.
enum class CoordinateSystem { data, mesh };
// Whether snapshots are centred by their mean and scaled by their standard deviation.
enum class Scaling { deviation, none };

// q = C^T (u - mean) / scale, u = mean + scale C q + what the basis discards.
struct Coordinates {
    npy::Shape space;
    Fields fields = {};                        // everything below is in their units
    Precision precision = Precision::float32;  // of the snapshots: what has their mean in it is kept and written in it
    Eigen::VectorXd mean;                      // [N]; zero without centring
    double scale = 1;       // the standard deviation of the centred snapshots, in their units; 1 without scaling
    Eigen::MatrixXd basis;  // C, [N, r], the POD modes, orthonormal, in as far as they are this rank's (see rows.h);
                            // empty on the mesh, where C is the identity
    double discarded = 0;   // ||U - C C^T U|| / ||U||, Frobenius, U centred
    double outside = 0;     // the root mean square of what the basis leaves out of an entry, unless it is noise
    double noise = 0;       // what is left out is noise of this deviation, in that of the snapshots; else 0
    Index entries = 0;      // of a state, if it has others than the snapshots; else 0
    Index delays = 0;       // a state is so many snapshots and one, of which `space` is the shape

    Index size() const { return mean.size(); }
    Index snapshot_size() const { return size() / (delays + 1); }
    Index state_size() const { return entries > 0 ? entries : size(); }
    // Entries that are no gaps.
    Index valid() const { return fields.without_gaps(size()); }
    Index rank() const { return basis.cols() > 0 ? basis.cols() : mean.size(); }
    bool on_mesh() const { return basis.cols() == 0; }
    // Of a whole mode.
    Index mode_size() const { return are_divided(rows_of(*this)) ? size() : basis.rows(); }
    // Of the basis; all on the mesh.
    Share rows() const { return on_mesh() ? Share{0, size()} : own_rows(rows_of(*this)); }
};

// Left singular vectors of the (centred) snapshots that leave out at most truncation.tolerance of their Frobenius norm,
// or what looks like noise: the fewest, or nearly (see subspace.h). The file is read in blocks, four or more times;
// memory holds the basis in double precision beside some blocks and the smaller Gram matrix. The tolerance lies in
// [1e-7, 1), the range in which a Gram matrix tells singular values. `entries`: of a state, if the snapshots are
// coordinates of larger ones in an orthonormal basis. Throws Error if all snapshots are equal (there is
// nothing to learn), or their squares overflow. Collective.
Coordinates make_coordinates(const Snapshots& data, CoordinateSystem system, Scaling scaling,
                             const Truncation& truncation, Index entries = 0);

// Opens snapshots as those of a model are, with fields, gaps and delays. Throws Error as open_snapshots does.
Snapshots open_like(const Coordinates& coordinates, const std::string& path, bool one_case);

// The shape of a state: [...space], or with delays [delays + 1, ...space].
npy::Shape state_shape(const Coordinates& coordinates);

// Coordinates::entries of snapshots that are coordinates of states with so many entries, or 0.
Index entries_of_state(const Snapshots& data, Index entries);

// Throws Error unless snapshots `what` have this shape of space; the coordinates are those of the model `name`.
void require_space(const npy::Shape& space, const Coordinates& coordinates, const std::string& what,
                   const std::string& name);

// Collective: C^T x, of which each rank has its rows.
Eigen::MatrixXd inside_basis(const Coordinates& coordinates, const Eigen::Ref<const Eigen::MatrixXd>& x);

// Collective: the modes one after the other, whole, for the first rank. What visit(mode) throws is thrown when all
// others have come.
void for_each_mode(const Coordinates& coordinates, const std::function<void(std::span<const double> mode)>& visit);

// [rank, count] coordinates of all snapshots. Throws Error if they overflow. Collective.
template <class Scalar>
Matrix<Scalar> project(const Coordinates& coordinates, const Snapshots& data);

// [rank, cases] coordinates of the first snapshot of each case, reading no others. Collective.
Eigen::MatrixXd project_first(const Coordinates& coordinates, const Snapshots& data);

// The columns of the first times [rank, cases] of coordinates [rank, cases * times].
Eigen::MatrixXd first_states(const Eigen::MatrixXd& coordinates, Index cases);

// The sum of squares of what the basis leaves out of all snapshots, in units of scale^2, given their coordinates q.
template <class Scalar>
double outside_basis(const Coordinates& coordinates, const Matrix<Scalar>& q) {
    const double share = coordinates.discarded * coordinates.discarded;
    return share / (1 - share) * static_cast<double>(q.squaredNorm());
}

// The rate at which the snapshots change: rms(dU/dt) / rms(U - mean), in 1 / (unit of the times), from their
// coordinates [rank, cases * times]. Throws Error if each case is steady.
double rate_of_change(const Eigen::Ref<const Eigen::MatrixXd>& coordinates, Index cases, const TimeGrid& grid);

// How many times as fast the fastest case changes as the slowest, each about its own mean. Cases that hardly change at
// all, by less than a thousandth of what the liveliest does, do not count.
double ratio_of_rates(const Eigen::Ref<const Eigen::MatrixXd>& coordinates, Index cases, const TimeGrid& grid);

// What dynamics::suitable_derivative says of `values` [rank, cases * times], which are coordinates: of as many leading
// modes as there will be latent variables, or, on the mesh, of all points.
dynamics::Derivative suitable_derivative(const Coordinates& coordinates, const Eigen::MatrixXd& values,
                                         const TimeGrid& grid, Index latent);

}  // namespace rom::snapshots

template <>
struct rom::Choices<rom::snapshots::CoordinateSystem> {
    static constexpr const char* what = "coordinates";
    static constexpr std::array names = {"data", "mesh"};
};

template <>
struct rom::Choices<rom::snapshots::Scaling> {
    static constexpr const char* what = "scaling";
    static constexpr std::array names = {"deviation", "none"};
};
