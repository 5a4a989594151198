// The losses of the two kinds of stages, with exact gradients.
#pragma once

#include <vector>

#include "rom/base/shares.h"
#include "rom/mlasdi/dynamics_loss.h"
#include "rom/mlasdi/reconstruction.h"
#include "rom/network/network.h"

namespace rom::mlasdi {

// Stage 1 (eq. 14): autoencoder and latent dynamics together. The flat vector of weights is the encoder's, then
// the decoder's. `snapshots` are coordinates [rank, cases * times]; means are taken over the `mesh_size` entries that a
// snapshot has on the mesh, and the misfit counts what the basis leaves out, `outside` (a sum of squares), too.
template <class Scalar>
class AutoencoderLoss {
public:
    AutoencoderLoss(network::Architecture encoder, const network::Architecture& decoder, Matrix<Scalar> snapshots,
                    Index mesh_size, double outside, Index cases, dynamics::Library library,
                    const dynamics::LinearForm& form, const Penalties& penalties);

    optimise::LossTerms operator()(const Vector<Scalar>& weights, Vector<Scalar>& gradient);

private:
    network::Architecture encoder_;
    Matrix<Scalar> snapshots_;
    double entries_;
    double outside_;  // over entries
    DynamicsLoss dynamics_;
    std::vector<Share> shares_;
    std::vector<std::vector<Share>> pieces_;  // of each share
    network::ArrangedWeights<Scalar> encoder_weights_;
    std::vector<std::vector<network::Workspace<Scalar>>> encoder_work_;  // of each part
    Reconstruction<Scalar> reconstruction_;
    std::vector<Vector<Scalar>> gradients_;
    Eigen::MatrixXd latent_;
    Eigen::MatrixXd latent_gradient_;
    Matrix<Scalar> decoder_input_;
    Matrix<Scalar> decoder_input_gradient_;
};

// Later stages (eq. 18): mean((R / epsilon - decoder(Z))^2), with Z [latent, cases * times] and R / epsilon
// [rank, cases * times]. With ridge > 0 the last layer is solved for and the trained weights are those of the others
// (see reconstruction.h).
template <class Scalar>
class DecoderLoss {
public:
    DecoderLoss(const network::Architecture& decoder, Matrix<Scalar> latent, Matrix<Scalar> target, Index mesh_size,
                double outside, Index cases, double ridge = 0);

    optimise::LossTerms operator()(const Vector<Scalar>& weights, Vector<Scalar>& gradient);

    // The two further uses of a decoder whose last layer is solved for; as in reconstruction.h.
    RidgeChoice choose_last_layer(const Vector<Scalar>& weights, std::span<const double> ridges) const;
    Vector<Scalar> complete(const Vector<Scalar>& weights, const Eigen::MatrixXd& last_layer) const;

private:
    Matrix<Scalar> latent_;
    Matrix<Scalar> target_;
    double entries_;
    double outside_;  // over entries
    Index cases_;
    std::vector<Share> shares_;
    Reconstruction<Scalar> reconstruction_;
    std::vector<Vector<Scalar>> gradients_;
};

}  // namespace rom::mlasdi
