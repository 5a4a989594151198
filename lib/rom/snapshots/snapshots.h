// Snapshots [cases, times, ...space], larger than memory if need be.
#pragma once

#include <functional>
#include <span>
#include <string>

#include <Eigen/Dense>

#include "rom/base/types.h"
#include "rom/npy/reader.h"
#include "rom/snapshots/fields.h"

namespace rom::snapshots {

// A snapshot array seen as a matrix with one snapshot (the state at one time of one case) per column.
struct Snapshots {
    npy::Array array;
    Index cases = 0;
    Index times = 0;
    npy::Shape space;
    Fields fields = {};

    Index size() const { return static_cast<Index>(npy::element_count(space)); }  // N, entries of one snapshot
    Index count() const { return cases * times; }
    Index offset(Index which) const { return which * size(); }  // of a snapshot's first entry in the array
};

// Opens [cases, times, ...space], or with `one_case` [times, ...space].
// Throws Error: fewer axes, an axis of length 0.
Snapshots open_snapshots(const std::string& path, bool one_case);

// One snapshot, in units of its fields. Throws Error naming an entry that is not finite.
void read_snapshot(const Snapshots& data, Index which, Eigen::Ref<Eigen::VectorXd> state);

// Its entries `first` and following.
void read_entries(const Snapshots& data, Index which, Index first, std::span<double> entries);

// Visits the snapshots in blocks of bounded size, in double precision and units of their fields: visit(first, block).
using BlockVisitor = std::function<void(Index first, Eigen::Ref<Eigen::MatrixXd> block)>;

// Whole snapshots `first` and following, one per column.
void for_snapshot_blocks(const Snapshots& data, const BlockVisitor& visit);

// Entries `first` and following of all snapshots.
void for_space_blocks(const Snapshots& data, const BlockVisitor& visit);

}  // namespace rom::snapshots
