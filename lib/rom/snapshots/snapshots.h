// Snapshots [cases, times, ...space], larger than memory if need be.
#pragma once

#include <functional>
#include <string>

#include <Eigen/Dense>

#include "rom/base/types.h"
#include "rom/npy/reader.h"

namespace rom::snapshots {

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

// Visits the snapshots in blocks of bounded size, in double precision: visit(first, block).
using BlockVisitor = std::function<void(Index first, Eigen::Ref<Eigen::MatrixXd> block)>;

// Whole snapshots `first` and following, one per column.
void for_snapshot_blocks(const Snapshots& data, const BlockVisitor& visit);

// Throws Error if one of the snapshots in a block, the first of which is `first`, is zero: no error is relative to it.
void require_not_zero(const Snapshots& data, Index first, const Eigen::Ref<const Eigen::MatrixXd>& block);

// Entries `first` and following of all snapshots.
void for_space_blocks(const Snapshots& data, const BlockVisitor& visit);

}  // namespace rom::snapshots
