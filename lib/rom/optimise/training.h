// The one loop of all trainings: drives update rules along a loss, keeps the best weights, and can be stopped and taken
// up again between any two epochs without a trace in the result.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "rom/base/names.h"
#include "rom/optimise/adam.h"
#include "rom/optimise/loss.h"
#include "rom/optimise/marquardt.h"
#include "rom/optimise/muon.h"
#include "rom/optimise/quasi_newton.h"
#include "rom/optimise/schedule.h"

namespace rom::optimise {

// What a method remembers from step to step. To add a method, add its state here and its step in training.cpp; its
// fields() put it into checkpoints.
template <class Scalar>
struct Methods {
    using State = std::variant<AdamState<Scalar>, MuonState<Scalar>, LbfgsState<Scalar>>;
};
template <>
struct Methods<double> {
    using State = std::variant<AdamState<double>, MuonState<double>, LbfgsState<double>, BfgsState, MarquardtState>;
};
template <class Scalar>
using MethodState = typename Methods<Scalar>::State;

// Whether a method takes steps at a learning rate, and may look at some cases at a time.
template <class Scalar>
bool has_rate(const MethodState<Scalar>& method) {
    return std::holds_alternative<AdamState<Scalar>>(method) || std::holds_alternative<MuonState<Scalar>>(method);
}

// An error of given weights: of Problem::validate, on data that they were not fitted to.
template <class Scalar>
using ErrorOf = std::function<double(const Vector<Scalar>& weights)>;

// The loss of some cases alone, in place of all.
template <class Scalar>
struct Batches {
    Index cases = 0;
    std::function<LossTerms(const Vector<Scalar>& weights, std::span<const Index> cases, Vector<Scalar>& gradient)>
        loss;
    // What it remembers of the other cases from their last evaluation, and back; empty if nothing.
    std::function<Eigen::VectorXd()> memory;
    std::function<void(const Eigen::VectorXd& memory)> recall;
};

// What is to be trained.
template <class Scalar>
struct Problem {
    Vector<Scalar> initial;  // weights
    Loss<Scalar> loss;
    std::optional<Batches<Scalar>> batches;
    Names parts;                    // of the loss, in its order
    std::vector<RateGroup> groups;  // of Adam and Muon; cover all weights
    double scale = 0;          // of what is learned, whose mean squared misfit is the loss's first part; 0: unknown
    ErrorOf<Scalar> validate;  // empty if nothing is held out
    ErrorOf<Scalar> assess;    // what the weights are for, judged at the end of a round; may be empty
    Hessian hessian;           // needed by Levenberg and Marquardt's method alone
};

// A number of epochs of one method.
template <class Scalar>
struct Phase {
    MethodState<Scalar> method;
    Index epochs = 0;
};

// The returns to the best weights that a phase is given. See train().
inline constexpr std::int64_t kMostRetreats = 5;

// How it is trained.
template <class Scalar>
struct Plan {
    std::vector<Phase<Scalar>> phases;  // each but the first begins at the best weights so far
    double rate = 1e-3;                 // of Adam and Muon
    Schedule schedule = Schedule::constant;
    Index first_round = 0;    // epochs; if positive, those at a rate come in rounds
    double round_growth = 2;  // each is so many times as long as the one before
    double round_pays = 0.4;  // a round pays if the error falls at least as the epochs to minus this power
    double seconds = 0;       // if positive, it is over after so long, whatever the epochs, the schedule with it
    Index batch = 0;          // cases that a step at a rate looks at; 0 for all
    std::uint64_t seed = 0;   // of their order
    // The sentence of a training that fails, because the loss is not finite at the start (epoch 0), or steps have gone
    // astray time and again and none has lowered it.
    std::function<std::string(Index epoch)> divergence;

    Index epochs() const;
};

// One row of training-K.tsv.
struct HistoryRow {
    Index epoch = 0;
    LossTerms loss;
    double rate = 0;  // of the step; the damping of Levenberg and Marquardt's method; 0 of others, and without a step
    double seconds = 0;
};

// What the rounds so far have come to.
struct RoundState {
    std::int64_t epoch = 0;  // at the end of the last, 0 before the first has ended
    double loss = 0;         // the least so far
    double error = 0;        // of Problem::assess, or the least of Problem::validate; 0 without both

    static constexpr const char* name = "round";
    template <class Self, class Visit>
    static void fields(Self& self, const Visit& visit) {
        visit("epoch", self.epoch);
        visit("loss", self.loss);
        visit("error", self.error);
    }
};

template <class Scalar>
struct TrainState {
    Index epoch = 0;  // the next one
    Vector<Scalar> weights;
    Vector<Scalar> best;
    double best_loss = 0;
    Index best_epoch = 0;
    double least_validation = 0;
    MethodState<Scalar> method;
    PlateauState plateau;
    RoundState round;
    std::int64_t retreats = 0;  // of the phase at hand
    Eigen::VectorXd memory;     // of batches
    double seconds = 0;         // spent so far, over all runs
    std::vector<HistoryRow> history;
};

// With batches: whether the loss is evaluated over all cases. Less and less often: 23 times in 100 epochs, 36 in 1000.
bool is_evaluated(Index epoch);

// Called after each epoch; returning false stops the loop with `state` ready to be taken up again.
template <class Scalar>
using Observer = std::function<bool(const TrainState<Scalar>& state, const HistoryRow& row)>;

// Runs epochs state.epoch .. plan.epochs(), or as many as its seconds allow, the last being an evaluation without a
// step. The loss is logged about a thousand times, in state.history. A method that can no longer lower the loss gives
// way to the next; the last one ends the training. With batches, an epoch is a pass over all cases in an order of its
// own, a step for each batch. The loss over all cases is then evaluated every so often, and last; in between, the mean
// of the batches' stands for it, and no weights are best. The best weights are those of the least loss; a training that
// is taken up again measures them anew, since its data may have grown. With `validate`, whose error is looked at every
// 25 epochs, the best are the last ones within 3 % of the least error so far (which is flat for long, while the fit
// still gains), and the run ends early at 200 epochs more than twice those that the best took. In rounds, the schedule
// runs its course in each, and the run ends after one that did not pay. To pay, what counts must fall at least as fast
// as the number of epochs so far rises to the power of Plan::round_pays, with 0.4 to 0.76 where it doubles: the error
// of `assess` (which pays by half that power while it is above a fifth, and in any case above a half), without it the
// least error of `validate`, without both the square root of the least loss. A step at a rate to where the loss or its
// gradient is not finite, or the loss is ten thousand times that of the start, leads back to the best weights, and on
// in the next epoch at half the rate, the second time at a quarter of that, and so on; a method that has gone astray
// more than kMostRetreats times gives way to the next, too. Returns whether it came to the end. Throws
// Error(plan.divergence).
template <class Scalar>
bool train(const Problem<Scalar>& problem, const Plan<Scalar>& plan, TrainState<Scalar>& state,
           const Observer<Scalar>& observer);

}  // namespace rom::optimise
