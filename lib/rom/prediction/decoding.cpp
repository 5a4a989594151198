#include "rom/prediction/decoding.h"

#include <algorithm>

#include "rom/base/parallel.h"

namespace rom::prediction {

template <class Scalar>
SnapshotDecoder<Scalar>::SnapshotDecoder(const mlasdi::ReducedModel& model, Index stages)
    : model_(model), mean_(model.coordinates.mean.cast<Scalar>()), weights_(static_cast<std::size_t>(stages)) {
    const snapshots::Coordinates& coordinates = model.coordinates;
    if (!coordinates.on_mesh())
        basis_.assign(coordinates.basis.cast<Scalar>().eval().data(), 1, coordinates.size(), coordinates.size(),
                      coordinates.rank());
    for (std::size_t k = 0; k < weights_.size(); ++k)
        weights_[k].assign(model.stages[k].decoder, model.stages[k].weights.cast<Scalar>().eval().data(), false);
}

template <class Scalar>
Matrix<Scalar> SnapshotDecoder<Scalar>::operator()(const ConstColumns<Scalar>& latent) const {
    Matrix<Scalar> decoded = Matrix<Scalar>::Zero(model_.coordinates.rank(), latent.cols());
    for (std::size_t k = 0; k < weights_.size(); ++k)
        decoded += static_cast<Scalar>(model_.stages[k].epsilon) *
                   network::evaluate<Scalar>(model_.stages[k].decoder, weights_[k], latent);
    if (model_.coordinates.on_mesh()) return decoded.colwise() + mean_;
    Matrix<Scalar> snapshots(size(), latent.cols());
    basis_.multiply(mean_.data(), decoded.data(), decoded.rows(), latent.cols(), snapshots.data(), snapshots.rows());
    return snapshots;
}

template <class Scalar>
void for_decoded_blocks(const SnapshotDecoder<Scalar>& decoder, const Eigen::Ref<const Eigen::MatrixXd>& latent,
                        const std::function<void(std::span<const Scalar> block)>& visit) {
    constexpr Index block_elements = Index{1} << 18;  // stays in the second-level cache
    constexpr Index least_columns = 8;                // what makes one pass over the basis worth it
    const Matrix<Scalar> states = latent.cast<Scalar>();
    const Index columns = std::max(least_columns, block_elements / decoder.size());
    const Index blocks = (states.cols() + columns - 1) / columns;
    const auto decode = [&](Index b, Matrix<Scalar>& block) {
        block = decoder(states.middleCols(b * columns, std::min(columns, states.cols() - b * columns)));
    };
    const auto emit = [&](Index, const Matrix<Scalar>& block) { visit(entries_of(block)); };
    parallel_in_order(
        blocks, blocks > 1, [] { return Matrix<Scalar>(); }, decode, emit);
}

template class SnapshotDecoder<float>;
template class SnapshotDecoder<double>;
template void for_decoded_blocks(const SnapshotDecoder<float>&, const Eigen::Ref<const Eigen::MatrixXd>&,
                                 const std::function<void(std::span<const float>)>&);
template void for_decoded_blocks(const SnapshotDecoder<double>&, const Eigen::Ref<const Eigen::MatrixXd>&,
                                 const std::function<void(std::span<const double>)>&);

}  // namespace rom::prediction
