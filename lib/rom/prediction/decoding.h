// From latent states to snapshots on the mesh.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "rom/mlasdi/reduced_model.h"

namespace rom::prediction {

// Decoders and the basis, arranged for many latent states; refers to the decoders. Scalar is float or double. Of
// several ranks each decodes its rows of the snapshots (snapshots/rows.h), and `size` is their number.
template <class Scalar>
class SnapshotDecoder {
public:
    // Without decoders the coordinates are all there is to a state.
    SnapshotDecoder(const snapshots::Coordinates& coordinates, std::span<const mlasdi::DecoderStage> decoders);

    // Snapshots mean + C (decode(z) + beside) [size, columns] of latent states [latent, columns], zero at gaps;
    // `beside`, in units of the fields, is [rank, columns] or empty. Of a state with delays it is the earliest
    // snapshot.
    Matrix<Scalar> operator()(const ConstColumns<Scalar>& latent, const ConstColumns<Scalar>& beside) const;

    Index size() const { return mean_.size(); }
    const Share& rows() const { return rows_; }
    // Powers of two near the deviations of the entries [size]: in these units squares neither overflow nor vanish.
    const Vector<Scalar>& units() const { return units_; }
    // A deviation in units of the fields as one of each entry [size].
    Eigen::VectorXd on_entries(double deviation) const;

private:
    // mean + C q
    Matrix<Scalar> lift(const ConstColumns<Scalar>& coordinates) const;

    std::span<const mlasdi::DecoderStage> decoders_;
    std::vector<network::ArrangedWeights<Scalar>> weights_;
    Share rows_;
    Vector<Scalar> mean_;
    network::Panels<Scalar> basis_;
    Eigen::VectorXd field_units_;
    Vector<Scalar> units_;
    Index rank_;
    bool on_mesh_;
};

// Some columns of a matrix, or nothing of an empty one.
template <class Scalar>
Matrix<Scalar> columns_of(const Eigen::MatrixXd& matrix, Index first, Index count) {
    if (matrix.size() == 0) return {};
    return matrix.middleCols(first, count).template cast<Scalar>();
}

// Snapshots of consecutive states in blocks of bounded size: decode(first, count) makes those of some states, [size,
// count]; visit(block) gets each block, one after the other, in order and from one thread at a time, while others
// compute the next. Exceptions of `visit` are passed on.
template <class Scalar>
void for_decoded_blocks(Index size, Index states, const std::function<Matrix<Scalar>(Index first, Index count)>& decode,
                        const std::function<void(std::span<const Scalar> block)>& visit);

}  // namespace rom::prediction
