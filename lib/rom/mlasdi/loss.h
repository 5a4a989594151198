// The losses of the two kinds of stages, with exact gradients. Of several ranks each works on its shares of the
// snapshots (base/ranks.h); evaluations are collective, and all ranks have the whole loss and gradient.
#pragma once

#include <map>
#include <span>
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
    AutoencoderLoss(network::Architecture encoder, network::Architecture decoder, Matrix<Scalar> snapshots,
                    Index mesh_size, double outside, Index cases, dynamics::Library library,
                    const dynamics::LinearForm& form, const Penalties& penalties);

    // Over all cases.
    optimise::LossTerms operator()(const Vector<Scalar>& weights, Vector<Scalar>& gradient);

    // Over these cases, each at most once: on average over batches the loss over all (see DynamicsLoss).
    optimise::LossTerms on_cases(const Vector<Scalar>& weights, std::span<const Index> cases, Vector<Scalar>& gradient);

    DynamicsLoss& dynamics() { return dynamics_; }
    const Matrix<Scalar>& snapshots() const { return snapshots_; }

private:
    // What so many cases need.
    struct Workspace {
        Workspace(const network::Architecture& encoder, const network::Architecture& decoder, Index columns,
                  Index mesh_size);

        std::vector<Share> shares;
        std::vector<std::vector<Share>> pieces;                        // of each share
        std::vector<std::vector<network::Workspace<Scalar>>> encoder;  // of each part
        Reconstruction<Scalar> reconstruction;
        std::vector<Vector<Scalar>> gradients;
        Eigen::MatrixXd latent;
        Eigen::MatrixXd latent_gradient;
        Matrix<Scalar> decoder_input;
        Matrix<Scalar> decoder_input_gradient;
        Matrix<Scalar> gathered;  // snapshots of a batch
    };

    Workspace& workspace(Index cases);
    optimise::LossTerms evaluate(const Vector<Scalar>& weights, std::span<const Index> cases,
                                 const Matrix<Scalar>& snapshots, Workspace& work, Vector<Scalar>& gradient);

    network::Architecture encoder_;
    network::Architecture decoder_;
    Matrix<Scalar> snapshots_;
    Index mesh_size_;
    double outside_;  // over entries
    Index cases_;
    Index times_;
    DynamicsLoss dynamics_;
    network::ArrangedWeights<Scalar> encoder_weights_;
    std::map<Index, Workspace> work_;  // by the number of cases
};

// Later stages (eq. 18): mean((R / epsilon - decoder(Z))^2), with Z [latent, cases * times] and R / epsilon
// [rank, cases * times]. With ridge > 0 the last layer is solved for and the trained weights are those of the others
// (see reconstruction.h).
template <class Scalar>
class DecoderLoss {
public:
    DecoderLoss(network::Architecture decoder, Matrix<Scalar> latent, Matrix<Scalar> target, Index mesh_size,
                double outside, Index cases, double ridge = 0);

    // Over all cases.
    optimise::LossTerms operator()(const Vector<Scalar>& weights, Vector<Scalar>& gradient);

    // Over these cases.
    optimise::LossTerms on_cases(const Vector<Scalar>& weights, std::span<const Index> cases, Vector<Scalar>& gradient);

    // The two further uses of a decoder whose last layer is solved for; as in reconstruction.h.
    RidgeChoice choose_last_layer(const Vector<Scalar>& weights, std::span<const double> ridges) const;
    Vector<Scalar> complete(const Vector<Scalar>& weights, const Eigen::MatrixXd& last_layer) const;

private:
    // What so many cases need.
    struct Workspace {
        Workspace(const network::Architecture& decoder, Index columns, Index mesh_size, double ridge);

        Reconstruction<Scalar> reconstruction;
        std::vector<Vector<Scalar>> gradients;
        Matrix<Scalar> latent;  // of a batch
        Matrix<Scalar> target;
    };

    Workspace& workspace(Index cases);
    const Reconstruction<Scalar>& reconstruction() const { return work_.at(cases_).reconstruction; }
    optimise::LossTerms evaluate(const Vector<Scalar>& weights, const Matrix<Scalar>& latent,
                                 const Matrix<Scalar>& target, Workspace& work, Vector<Scalar>& gradient);

    network::Architecture decoder_;
    Matrix<Scalar> latent_;
    Matrix<Scalar> target_;
    Index mesh_size_;
    double outside_;  // over entries
    Index cases_;
    double ridge_;
    std::map<Index, Workspace> work_;  // by the number of cases
};

}  // namespace rom::mlasdi
