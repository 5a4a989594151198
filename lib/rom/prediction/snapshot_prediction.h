// What models of rom-encode and baselines say of cases, made into snapshots and statistics block by block.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "rom/prediction/uncertainty.h"

namespace rom::prediction {

// Cases at the times of `grid`.
struct SnapshotPrediction {
    Precision precision = Precision::float32;
    Index cases = 0;
    const TimeGrid& grid;
    std::vector<Member> members;  // one, or those of an ensemble
    Combination combination = Combination::median;
};

// Snapshots [cases, times, ...space] in blocks of whole ones, zero at gaps: visit(block) gets one after the other.
// Scalar is that of `precision`.
template <class Scalar>
void for_snapshot_blocks(const SnapshotPrediction& prediction,
                         const std::function<void(std::span<const Scalar> block)>& visit);

// The statistics over draws likewise, at parameters [cases, dimensions]; returns how many draws were left out. Throws
// Error as for_sampled_blocks does.
template <class Scalar>
Index for_statistics_blocks(const SnapshotPrediction& prediction, const Eigen::MatrixXd& parameters,
                            const Sampling& sampling, const std::function<void(const SampledBlock<Scalar>&)>& visit);

}  // namespace rom::prediction
