// The training loop: drives an update rule along a loss, keeps the best weights, and can be stopped and taken up
// again between any two epochs without a trace in the result.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "rom/network/optimiser.h"
#include "rom/network/quasi_newton.h"
#include "rom/training/loss.h"

namespace rom::training {

// varpro is Adam on a problem whose last layer is solved for (NetworkOptions::ridge).
enum class Optimizer { adam, lbfgs, varpro };
Names optimizer_names();
Optimizer optimizer_from(const std::string& name);

// An error on data that the parameters were not fitted to.
template <class Scalar>
using Validation = std::function<double(const Vector<Scalar>& parameters)>;

struct TrainOptions {
    Index epochs = 10000;
    double rate = 1e-3;
    network::Schedule schedule = network::Schedule::constant;
    Optimizer optimizer = Optimizer::adam;
    std::vector<network::RateGroup> groups;  // cover all parameters; Adam only
};

// One row of training-K.tsv.
struct HistoryRow {
    Index epoch = 0;
    LossTerms loss;
    double rate = 0;
    double seconds = 0;
};

template <class Scalar>
struct TrainState {
    Index epoch = 0;  // the next one
    Vector<Scalar> parameters;
    Vector<Scalar> best;
    double best_loss = 0;
    Index best_epoch = 0;
    double least_validation = 0;
    network::AdamState<Scalar> adam;
    network::LbfgsState<Scalar> lbfgs;
    network::BfgsState bfgs;
    network::PlateauState plateau;
    network::MarquardtState marquardt;
    double seconds = 0;  // spent so far, over all runs
    std::vector<HistoryRow> history;
};

template <class Scalar>
using Loss = std::function<LossTerms(const Vector<Scalar>& parameters, Vector<Scalar>& gradient)>;

// Called after each epoch; returning false stops the loop with `state` ready to be taken up again.
template <class Scalar>
using Observer = std::function<bool(const TrainState<Scalar>& state, const HistoryRow& row)>;

// Runs epochs state.epoch .. options.epochs, the last being an evaluation without a step. The loss is logged about a
// thousand times, in state.history. L-BFGS ends early where it can no longer lower the loss.
// The best parameters are those of the least loss. With `validate`, whose error is looked at every 25 epochs, they are
// the last ones within 3 % of the least error so far (which is flat for long, while the fit still gains), and the run
// ends early at 200 epochs more than twice those that the best took.
// Returns whether it came to the end. Throws Error where the loss is no longer finite.
template <class Scalar>
bool train(const Loss<Scalar>& loss, const Validation<Scalar>& validate, const TrainOptions& options,
           TrainState<Scalar>& state, const Observer<Scalar>& observer);

}  // namespace rom::training
