#include "rom/prediction/snapshot_prediction.h"

namespace rom::prediction {

template <class Scalar>
void for_snapshot_blocks(const SnapshotPrediction& prediction,
                         const std::function<void(std::span<const Scalar> block)>& visit) {
    const Index times = prediction.grid.size();
    const EnsembleDecoder<Scalar> decoder(prediction.members, prediction.combination, times);
    for_decoded_blocks<Scalar>(decoder.size(), prediction.cases * times, std::cref(decoder), visit);
}

template <class Scalar>
Index for_statistics_blocks(const SnapshotPrediction& prediction, const Eigen::MatrixXd& parameters,
                            const Sampling& sampling, const std::function<void(const SampledBlock<Scalar>&)>& visit) {
    Index lost = 0;
    const SampledMembers<Scalar> members(prediction.members, parameters, prediction.grid.size());
    for (Index c = 0; c < prediction.cases; ++c)
        lost += for_sampled_blocks<Scalar>(members.of_case(c), prediction.grid, sampling, visit);
    return lost;
}

template void for_snapshot_blocks(const SnapshotPrediction&, const std::function<void(std::span<const float>)>&);
template void for_snapshot_blocks(const SnapshotPrediction&, const std::function<void(std::span<const double>)>&);
template Index for_statistics_blocks(const SnapshotPrediction&, const Eigen::MatrixXd&, const Sampling&,
                                     const std::function<void(const SampledBlock<float>&)>&);
template Index for_statistics_blocks(const SnapshotPrediction&, const Eigen::MatrixXd&, const Sampling&,
                                     const std::function<void(const SampledBlock<double>&)>&);

}  // namespace rom::prediction
