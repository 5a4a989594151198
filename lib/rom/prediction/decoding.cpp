#include "rom/prediction/decoding.h"

#include <algorithm>
#include <cmath>

#include "rom/base/parallel.h"

namespace rom::prediction {

template <class Scalar>
SnapshotDecoder<Scalar>::SnapshotDecoder(const snapshots::Coordinates& coordinates,
                                         std::span<const mlasdi::DecoderStage> decoders)
    : decoders_(decoders),
      weights_(decoders.size()),
      rows_(snapshots::own_rows({coordinates.snapshot_size()})),
      mean_(coordinates.mean.segment(rows_.first, rows_.count).cast<Scalar>()),
      rank_(coordinates.rank()),
      on_mesh_(coordinates.on_mesh()) {
    if (coordinates.fields.units.size() > 0) field_units_ = coordinates.fields.units.segment(rows_.first, rows_.count);
    units_ = on_entries(coordinates.scale).unaryExpr([](double deviation) {
        return deviation > 0 ? static_cast<Scalar>(std::exp2(std::ilogb(deviation))) : Scalar(1);
    });
    if (!on_mesh_)
        basis_.assign(coordinates.basis.middleRows(rows_.first - coordinates.rows().first, rows_.count)
                          .template cast<Scalar>()
                          .eval()
                          .data(),
                      1, size(), size(), rank_);
    for (std::size_t k = 0; k < weights_.size(); ++k)
        weights_[k].assign(decoders[k].decoder, decoders[k].weights.cast<Scalar>().eval().data(), false);
}

template <class Scalar>
Eigen::VectorXd SnapshotDecoder<Scalar>::on_entries(double deviation) const {
    if (field_units_.size() == 0) return Eigen::VectorXd::Constant(size(), deviation);
    return deviation * field_units_;
}

template <class Scalar>
Matrix<Scalar> SnapshotDecoder<Scalar>::lift(const ConstColumns<Scalar>& coordinates) const {
    if (on_mesh_) return coordinates.middleRows(rows_.first, rows_.count).colwise() + mean_;
    Matrix<Scalar> snapshots(size(), coordinates.cols());
    basis_.multiply(mean_.data(), coordinates.data(), coordinates.rows(), coordinates.cols(), snapshots.data(),
                    snapshots.rows());
    return snapshots;
}

template <class Scalar>
Matrix<Scalar> SnapshotDecoder<Scalar>::operator()(const ConstColumns<Scalar>& latent,
                                                   const ConstColumns<Scalar>& beside) const {
    Matrix<Scalar> decoded = Matrix<Scalar>::Zero(rank_, latent.cols());
    if (beside.size() > 0) decoded = beside;
    for (std::size_t k = 0; k < weights_.size(); ++k)
        decoded += static_cast<Scalar>(decoders_[k].epsilon) *
                   network::evaluate<Scalar>(decoders_[k].decoder, weights_[k], latent);
    Matrix<Scalar> snapshots = lift(decoded);
    if (field_units_.size() > 0) snapshots.array().colwise() *= field_units_.array().template cast<Scalar>();
    return snapshots;
}

template <class Scalar>
void for_decoded_blocks(Index size, Index states, const std::function<Matrix<Scalar>(Index first, Index count)>& decode,
                        const std::function<void(std::span<const Scalar> block)>& visit) {
    constexpr Index block_elements = Index{1} << 18;  // stays in the second-level cache
    constexpr Index least_columns = 8;                // what makes one pass over the basis worth it
    const Index columns = std::max(least_columns, block_elements / size);
    const Index blocks = (states + columns - 1) / columns;
    const auto compute = [&](Index b, Matrix<Scalar>& block) {
        block = decode(b * columns, std::min(columns, states - b * columns));
    };
    const auto emit = [&](Index, const Matrix<Scalar>& block) { visit(entries_of(block)); };
    parallel_in_order(
        blocks, blocks > 1, [] { return Matrix<Scalar>(); }, compute, emit);
}

#define ROM_INSTANTIATE(Scalar)                                                                        \
    template class SnapshotDecoder<Scalar>;                                                            \
    template void for_decoded_blocks(Index, Index, const std::function<Matrix<Scalar>(Index, Index)>&, \
                                     const std::function<void(std::span<const Scalar>)>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::prediction
