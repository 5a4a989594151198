// From latent states to snapshots on the mesh.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "rom/mlasdi/reduced_model.h"

namespace rom::prediction {

// The first `stages` decoders and the basis, arranged for many latent states; refers to the model. Scalar is the
// model's precision (float or double).
template <class Scalar>
class SnapshotDecoder {
public:
    SnapshotDecoder(const mlasdi::ReducedModel& model, Index stages);

    // Snapshots mean + C decode(z) [size, columns] of latent states [latent, columns].
    Matrix<Scalar> operator()(const ConstColumns<Scalar>& latent) const;

    Index size() const { return mean_.size(); }

private:
    const mlasdi::ReducedModel& model_;
    Vector<Scalar> mean_;
    network::Panels<Scalar> basis_;
    std::vector<network::ArrangedWeights<Scalar>> weights_;
};

// Decodes and lifts consecutive latent states in blocks of bounded size: visit(block) gets the snapshots of each block,
// one after the other, in order and from one thread at a time, while others compute the next. Exceptions of `visit` are
// passed on.
template <class Scalar>
void for_decoded_blocks(const SnapshotDecoder<Scalar>& decoder, const Eigen::Ref<const Eigen::MatrixXd>& latent,
                        const std::function<void(std::span<const Scalar> block)>& visit);

}  // namespace rom::prediction
