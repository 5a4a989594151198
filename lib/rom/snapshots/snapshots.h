// Snapshots [cases, times, ...space], larger than memory if need be.
#pragma once

#include <functional>
#include <span>
#include <string>

#include <Eigen/Dense>

#include "rom/base/shares.h"
#include "rom/base/types.h"
#include "rom/npy/reader.h"
#include "rom/snapshots/fields.h"

namespace rom::snapshots {

// A snapshot array seen as a matrix with one state (what there is at one time of one case) per column. With delays a
// state is so many snapshots and one, which follow each other; the earliest comes first and gives it its time. Takens
// (1981), Detecting strange attractors in turbulence.
struct Snapshots {
    npy::Array array;
    Index cases = 0;
    Index times = 0;  // of states
    npy::Shape space;
    Fields fields = {};  // of a state
    Index delays = 0;
    std::function<void(Index bytes)> seen = {};  // told of every block that is read, if there is one
    Index stands_for = 0;                        // entries of the states that these are a sample of; 0: they are whole

    Index size() const { return (delays + 1) * snapshot_size(); }  // N, entries of one state
    Index count() const { return cases * times; }
    // Of a state's first entry in the array.
    Index offset(Index which) const { return (which / times * (times + delays) + which % times) * snapshot_size(); }
    Index snapshot_size() const { return static_cast<Index>(npy::element_count(space)); }
};

// Opens an array, or with "%d" or "%04d" in its name the files of such names, numbered without a gap, as one array with
// a further first axis: as solvers write them, a file for each case. Throws Error: none, one missing, different shapes.
npy::Array open_numbered(const std::string& path);

// Opens [cases, times, ...space], or with `one_case` [times, ...space]; or numbered files [times, ...space].
// Throws Error: fewer axes, an axis of length 0.
Snapshots open_snapshots(const std::string& path, bool one_case);

// Collective: the SHA-256 of the array, for which the first rank alone reads it.
std::string sha256_of(const Snapshots& data);

// Throws Error unless the arrays have the same shape.
void require_same_shape(const Snapshots& one, const Snapshots& other);

// The same, read in the units of these fields and with their gaps.
Snapshots with_fields(Snapshots data, const Fields& fields);

// The same, with delays. Throws Error if no state is left of a case.
Snapshots with_delays(Snapshots data, Index delays);

// One snapshot, in units of its fields. Throws Error naming an entry that is not finite.
void read_snapshot(const Snapshots& data, Index which, Eigen::Ref<Eigen::VectorXd> state);

// Its entries `first` and following.
void read_entries(const Snapshots& data, Index which, Index first, std::span<double> entries);

// Entries of a block, unless one snapshot, or one entry of all, has more.
inline constexpr Index kBlockEntries = Index{1} << 23;

// Visits the snapshots in blocks of bounded size, in double precision and units of their fields: visit(first, block).
using BlockVisitor = std::function<void(Index first, Eigen::Ref<Eigen::MatrixXd> block)>;

// Whole snapshots `first` and following, one per column; or these rows of them; or of these snapshots.
void for_snapshot_blocks(const Snapshots& data, const BlockVisitor& visit);
void for_snapshot_blocks(const Snapshots& data, const Share& rows, const BlockVisitor& visit);
void for_snapshot_blocks(const Snapshots& data, const Share& rows, const Share& which, const BlockVisitor& visit);

// Entries `first` and following of all snapshots, out of these rows.
void for_space_blocks(const Snapshots& data, const Share& rows, const BlockVisitor& visit);

}  // namespace rom::snapshots
