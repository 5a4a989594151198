// The losses of the two kinds of stages, with exact gradients.
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "rom/dynamics/derivative.h"
#include "rom/dynamics/library.h"
#include "rom/network/network.h"
#include "rom/training/lanes.h"
#include "rom/training/reconstruction.h"

namespace rom::training {

struct LossTerms {
    double reconstruction = 0;  // mean((U - U^)^2)
    double dynamics = 0;        // beta1 mean over cases of mean((Z' - Theta Xi)^2)
    double coefficient = 0;     // beta2 mean over cases of ||Xi||^2
    double variation = 0;       // beta3 mean over cases of ||Xi - mean Xi||^2
    double ridge = 0;           // that of a last layer that is solved for

    double total() const { return reconstruction + dynamics + coefficient + variation + ridge; }
};

struct LossWeights {
    double dynamics = 0.1;      // beta1
    double coefficient = 1e-3;  // beta2
    double variation = 0.03;    // beta3
};

// The terms of eq. (14) that belong to the latent dynamics, with Xi eliminated: it is the least-squares solution for
// the current trajectories, with a ridge of 1e-12 times the number of times that only matters where Theta is singular.
class DynamicsLoss {
public:
    DynamicsLoss(Index latent, Index cases, dynamics::Library library, const dynamics::Derivative& derivative,
                 const LossWeights& weights);

    // trajectories, gradient: [latent, cases * times]. Fills `gradient` and the dynamics' members of the result.
    LossTerms evaluate(const Eigen::MatrixXd& trajectories, Eigen::MatrixXd& gradient);

    // Xi of each case, [terms, latent], from the last evaluation.
    std::vector<Eigen::MatrixXd> xi() const;

private:
    struct Case {
        Eigen::MatrixXd theta;      // [times + terms, terms], the last rows are the ridge
        Eigen::MatrixXd velocity;   // [times + terms, latent]
        Eigen::MatrixXd projected;  // Q^T velocity of theta = Q R
        Eigen::MatrixXd residual;
        Eigen::MatrixXd xi;
        Eigen::HouseholderQR<Eigen::MatrixXd> factor;
        Eigen::RowVectorXd workspace;  // for applying Q
        Eigen::MatrixXd lambda;        // (Theta^T Theta)^-1 dL/dXi, of which the gradients are made
        Eigen::MatrixXd by_velocity;   // [latent, times], velocities and later their gradient
        Eigen::MatrixXd by_terms;      // [terms - 1, times], the gradient by Theta without its constant column
    };

    Index latent_;
    dynamics::Library library_;
    dynamics::Derivative derivative_;
    LossWeights weights_;
    std::vector<Case> cases_;
    Eigen::MatrixXd mean_;  // of Xi
};

// Stage 1 (eq. 14): autoencoder and latent dynamics together. The flat parameters are the encoder's, then the
// decoder's. `snapshots` are coordinates [rank, cases * times]; means are taken over the `mesh_size` entries that a
// snapshot has on the mesh, and the misfit counts what the basis leaves out, `outside` (a sum of squares), too.
template <class Scalar>
class AutoencoderLoss {
public:
    AutoencoderLoss(network::Architecture encoder, const network::Architecture& decoder, Matrix<Scalar> snapshots,
                    Index mesh_size, double outside, Index cases, dynamics::Library library,
                    const dynamics::Derivative& derivative, const LossWeights& weights);

    LossTerms operator()(const Vector<Scalar>& parameters, Vector<Scalar>& gradient);

private:
    network::Architecture encoder_;
    Matrix<Scalar> snapshots_;
    double entries_;
    double outside_;  // over entries
    DynamicsLoss dynamics_;
    std::vector<Lane> lanes_;
    std::vector<std::vector<Lane>> parts_;  // of each lane
    network::Weights<Scalar> encoder_weights_;
    std::vector<std::vector<network::Workspace<Scalar>>> encoder_work_;  // of each part
    Reconstruction<Scalar> reconstruction_;
    std::vector<Vector<Scalar>> gradients_;
    Eigen::MatrixXd latent_;
    Eigen::MatrixXd latent_gradient_;
    Matrix<Scalar> decoder_input_;
    Matrix<Scalar> decoder_input_gradient_;
};

// Later stages (eq. 18): mean((R / epsilon - decoder(Z))^2), with Z [latent, cases * times] and R / epsilon
// [rank, cases * times]. With ridge > 0 the last layer is solved for and the parameters are those of the others (see
// reconstruction.h).
template <class Scalar>
class DecoderLoss {
public:
    DecoderLoss(const network::Architecture& decoder, Matrix<Scalar> latent, Matrix<Scalar> target, Index mesh_size,
                double outside, Index cases, double ridge = 0);

    LossTerms operator()(const Vector<Scalar>& parameters, Vector<Scalar>& gradient);

    // The two further uses of a decoder whose last layer is solved for; as in reconstruction.h.
    RidgeChoice choose_last_layer(const Vector<Scalar>& parameters, std::span<const double> ridges) const;
    Vector<Scalar> complete(const Vector<Scalar>& parameters, const Eigen::MatrixXd& last_layer) const;

private:
    Matrix<Scalar> latent_;
    Matrix<Scalar> target_;
    double entries_;
    double outside_;  // over entries
    Index cases_;
    std::vector<Lane> lanes_;
    Reconstruction<Scalar> reconstruction_;
    std::vector<Vector<Scalar>> gradients_;
};

}  // namespace rom::training
