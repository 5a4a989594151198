// From latent states to snapshots on the mesh.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "rom/mlasdi/reduced_model.h"

namespace rom::prediction {

// From coordinates to the mesh: mean + C q, with the basis arranged for many columns.
template <class Scalar>
class Lift {
public:
    explicit Lift(const snapshots::Coordinates& coordinates);

    // Snapshots [size, columns] of coordinates in the units of the snapshots [rank, columns].
    Matrix<Scalar> operator()(const ConstColumns<Scalar>& coordinates) const;

    Index size() const { return mean_.size(); }

private:
    Vector<Scalar> mean_;
    network::Panels<Scalar> basis_;
    bool on_mesh_;
};

// The first `stages` decoders and the basis, arranged for many latent states; refers to the model. Scalar is the
// model's precision (float or double).
template <class Scalar>
class SnapshotDecoder {
public:
    SnapshotDecoder(const mlasdi::ReducedModel& model, Index stages);

    // Snapshots mean + C (decode(z) + beside) [size, columns] of latent states [latent, columns]; `beside`, in the
    // units of the snapshots, is [rank, columns] or empty.
    Matrix<Scalar> operator()(const ConstColumns<Scalar>& latent, const ConstColumns<Scalar>& beside) const;

    Index size() const { return lift_.size(); }

private:
    const mlasdi::ReducedModel& model_;
    Lift<Scalar> lift_;
    std::vector<network::ArrangedWeights<Scalar>> weights_;
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
