// The optimisation problem of each kind of stage: networks, initial weights, loss, learning rates.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "rom/training/reduced_model.h"
#include "rom/training/train.h"

namespace rom::training {

struct NetworkOptions {
    std::vector<Index> hidden = {200, 20};  // of the encoder; a decoder has them in reverse
    network::Activation first = network::Activation::softplus;
    network::Activation activation = network::Activation::softplus;
    network::Initialisation initialisation = network::Initialisation::xavier_uniform;
    double kappa = 1;
    bool train_kappa = false;
    double ridge = 0;  // above 0 the last layer of a further stage is solved for (see last_layer.h); not without hidden
    std::uint64_t seed = 0;
};

template <class Scalar>
struct Problem {
    Vector<Scalar> initial;  // of the parameters that are trained
    Loss<Scalar> loss;
    std::vector<network::RateGroup> groups;
    Validation<Scalar> validate;  // the error of held-out cases; empty where there are none
    // All parameters of the stage, from the trained ones, and the ridge of its last layer (0 where it was trained).
    std::function<std::pair<Vector<Scalar>, double>(const Vector<Scalar>&)> complete;
};

// Gives the model the networks of stage 1: rank-hidden-latent and back, and the problem of training them (eq. 14).
// `snapshots`: [rank, cases * times]. Time is counted in model.time_unit. Where the networks work on snapshot
// coordinates, weights are drawn as for the mesh, and the weights of the encoder's first layer and the weights and
// biases of the decoder's last learn sqrt(N / rank) times faster: a step of Adam then moves the function as far as
// it would on the mesh. For the first layer the factor falls again beyond N / rank = 30, so that the same field trains
// alike on any finer mesh.
template <class Scalar>
Problem<Scalar> autoencoder_problem(ReducedModel& model, const Matrix<Scalar>& snapshots, const NetworkOptions& options,
                                    Index latent, const LossWeights& weights);

// Puts the completed parameters of that problem into the model.
void set_autoencoder(ReducedModel& model, const Eigen::VectorXd& parameters);

// Appends a stage to the model with the decoder latent-hidden-rank, and gives the problem of training it (eq. 18).
// latent: [latent, count]; residual: [rank, count], in the snapshots' units; outside: the sum of squares of what the
// basis leaves out, likewise.
template <class Scalar>
Problem<Scalar> decoder_problem(ReducedModel& model, const Eigen::MatrixXd& latent, const Eigen::MatrixXd& residual,
                                double outside, const NetworkOptions& options);

// Puts the completed parameters of that problem into the model's last stage; a trained gain becomes its kappa.
void set_decoder(ReducedModel& model, const Eigen::VectorXd& parameters);

// The mean distance of a latent state to the nearest one of another case: between the trajectories of two cases a
// decoder is not held by data. With one case, the root mean square distance from the mean state.
// latent: [latent, cases * times].
double case_distance(const Eigen::MatrixXd& latent, Index cases);

// The standard deviation of all entries of a residual on the mesh, from its coordinates (eq. 18).
double residual_deviation(const Coordinates& coordinates, const Eigen::MatrixXd& residual);

}  // namespace rom::training
