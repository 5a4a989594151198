#include "rom/prediction/baseline.h"

#include <algorithm>
#include <cmath>

namespace rom::prediction {

SnapshotNorms norms_of(const snapshots::Snapshots& data, const snapshots::Coordinates& coordinates,
                       const Eigen::MatrixXd& values) {
    SnapshotNorms norms{Eigen::MatrixXd(data.times, data.cases), Eigen::MatrixXd(data.times, data.cases)};
    const bool all_inside = coordinates.rank() == coordinates.size();  // but for rounding
    snapshots::for_snapshot_blocks(data, [&](Index first, Eigen::Ref<Eigen::MatrixXd> block) {
        snapshots::require_not_zero(data, first, block);
        for (Index j = 0; j < block.cols(); ++j) {
            const Index which = first + j;
            const double whole = block.col(j).norm();
            const double inside = coordinates.scale * values.col(which).norm();
            const double centred = (block.col(j) - coordinates.mean).norm();
            norms.whole(which % data.times, which / data.times) = whole;
            norms.outside(which % data.times, which / data.times) =
                all_inside ? 0 : std::sqrt(std::max(0.0, centred * centred - inside * inside));
        }
    });
    return norms;
}

Eigen::MatrixXd relative_errors(const Eigen::MatrixXd& differences, const SnapshotNorms& norms) {
    const Eigen::ArrayXXd inside = differences.colwise().norm().reshaped(norms.whole.rows(), norms.whole.cols());
    return (inside.square() + norms.outside.array().square()).sqrt() / norms.whole.array();
}

}  // namespace rom::prediction
