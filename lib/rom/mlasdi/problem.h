// The optimisation problem of each kind of stage: networks, initial weights, loss, learning rates.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "rom/mlasdi/dynamics_loss.h"
#include "rom/mlasdi/stage.h"
#include "rom/optimise/training.h"

namespace rom::mlasdi {

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

// The training of a stage, and what becomes of its result.
template <class Scalar>
struct StageProblem {
    optimise::Problem<Scalar> training;
    // All weights of the stage, from the trained ones, and the ridge of its last layer (0 if it was trained).
    std::function<std::pair<Vector<Scalar>, double>(const Vector<Scalar>&)> complete;
};

// Gives the model the networks of stage 1: rank-hidden-latent and back, and the problem of training them (eq. 14).
// `snapshots`: [rank, cases * times]. Time is counted in model.time_unit. If the networks work on snapshot
// coordinates, weights are drawn as for the mesh, and the weights of the encoder's first layer and the weights and
// biases of the decoder's last learn sqrt(N / rank) times faster: a step of Adam then moves the function as far as
// it would on the mesh. For the first layer the factor falls again beyond N / rank = 30, so that the same field trains
// alike on any finer mesh.
template <class Scalar>
StageProblem<Scalar> autoencoder_problem(ReducedModel& model, const Matrix<Scalar>& snapshots,
                                         const NetworkOptions& options, Index latent, const Penalties& penalties);

// Puts the completed weights of that problem into the model.
template <class Scalar>
void set_autoencoder(ReducedModel& model, const Vector<Scalar>& weights);

// Appends a stage to the model with the decoder latent-hidden-rank, and gives the problem of training it (eq. 18).
template <class Scalar>
StageProblem<Scalar> decoder_problem(ReducedModel& model, const StageData& data, const NetworkOptions& options);

// Puts the completed weights of that problem into the model's last stage; a trained gain becomes its kappa.
template <class Scalar>
void set_decoder(ReducedModel& model, const Vector<Scalar>& weights);

}  // namespace rom::mlasdi
