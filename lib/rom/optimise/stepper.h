// The steps of a training: each method's, and back from where one has gone astray. For training.cpp alone.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>
#include <vector>

#include "rom/base/error.h"
#include "rom/base/random.h"
#include "rom/base/ranks.h"
#include "rom/optimise/training.h"

namespace rom::optimise {

constexpr double kJump = 1e4;  // times the loss at the start: a step has gone astray

// The seconds that a training has taken, over all its runs.
class Stopwatch {
public:
    explicit Stopwatch(double before) : before_(before) {}
    // Collective: those of the first rank, by which all go.
    double seconds() const {
        return before_ + of_first_rank(std::chrono::duration<double>(Clock::now() - start_).count());
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
    double before_;
};

// The loss at the weights of a state, and the steps that change them.
template <class Scalar>
class Stepper {
public:
    Stepper(const Problem<Scalar>& problem, const Plan<Scalar>& plan, const Stopwatch& watch, TrainState<Scalar>& state)
        : problem_(problem), plan_(plan), watch_(watch), state_(state), gradient_(state.weights.size()) {
        function_ = [this](const Vector<Scalar>& weights, Vector<Scalar>& gradient) {
            terms_ = problem_.loss(weights, gradient);
            return terms_.total();
        };
    }

    // Whether the state's method takes a step for each batch.
    bool batched() const {
        return problem_.batches && plan_.batch > 0 && plan_.batch < problem_.batches->cases &&
               has_rate<Scalar>(state_.method);
    }

    const LossTerms& terms() const { return terms_; }
    double rate() const { return rate_; }  // of the last step

    void evaluate() {
        function_(state_.weights, gradient_);
        known_ = true;
    }
    double loss_at(const Vector<Scalar>& weights) {
        known_ = false;
        return function_(weights, gradient_);
    }

    // Makes sure that terms and gradient belong to the state's weights, and that these have not gone astray. Returns
    // false if that has happened too often.
    bool settle() {
        if (!known_) evaluate();
        if (!is_astray()) return true;
        if (state_.epoch == 0) throw Error(plan_.divergence(0));
        return retreat();
    }

    void return_to_best() {
        state_.weights = state_.best;
        evaluate();
    }

    // One step of the state's method. `epoch` and `epochs`: of its phase. Returns whether it could lower the loss.
    bool step(Index epoch, Index epochs) {
        return std::visit([&](auto& method) { return advance(method, epoch, epochs); }, state_.method);
    }

private:
    bool is_astray() const {
        const double total = terms_.total();
        if (!std::isfinite(total) || !gradient_.allFinite()) return true;
        const double first = state_.history.empty() ? 0 : state_.history.front().loss.total();
        return first > 0 && total > kJump * first;
    }

    // Back to the best weights, and on at a rate that is lower each time by more.
    bool retreat() {
        std::visit([](auto& method) { method = {}; }, state_.method);
        ++state_.retreats;
        state_.plateau.factor *= std::pow(0.5, static_cast<double>(state_.retreats));
        return_to_best();
        return state_.retreats <= kMostRetreats;
    }

    bool advance(AdamState<Scalar>& method, Index epoch, Index epochs) {
        return advance_at_rate(method, epoch, epochs);
    }
    bool advance(MuonState<Scalar>& method, Index epoch, Index epochs) {
        return advance_at_rate(method, epoch, epochs);
    }

    template <class Method>
    bool advance_at_rate(Method& method, Index epoch, Index epochs) {
        known_ = false;
        if (batched()) return pass(method, epoch, epochs);
        if (plan_.schedule == Schedule::plateau) observe_loss(terms_.total(), state_.plateau);
        rate_ = rate_at(static_cast<double>(epoch), epochs);
        take_step(method);
        return true;
    }

    void take_step(AdamState<Scalar>& method) {
        adam_step(state_.weights, gradient_, method, rate_, std::span(problem_.groups));
    }
    void take_step(MuonState<Scalar>& method) {
        muon_step(state_.weights, gradient_, method, rate_, std::span(problem_.groups));
    }

    // A step for each batch of an epoch. Their sizes differ by one at most. Returns false if one has gone astray once
    // too often.
    template <class Method>
    bool pass(Method& method, Index epoch, Index epochs) {
        const Batches<Scalar>& batches = *problem_.batches;
        const Index steps = (batches.cases + plan_.batch - 1) / plan_.batch;
        const std::vector<Index> order =
            permutation(batches.cases, mix(mix(plan_.seed) + static_cast<std::uint64_t>(state_.epoch)));
        LossTerms mean;
        for (Index k = 0; k < steps; ++k) {
            const Index first = batches.cases * k / steps;
            const Index count = batches.cases * (k + 1) / steps - first;
            const std::span<const Index> batch(order.data() + first, static_cast<std::size_t>(count));
            terms_ = batches.loss(state_.weights, batch, gradient_);
            if (is_astray()) return retreat();
            rate_ = rate_at(static_cast<double>(epoch) + static_cast<double>(k) / static_cast<double>(steps), epochs);
            take_step(method);
            for (std::size_t part = 0; part < mean.parts.size(); ++part)
                mean[part] += terms_[part] * static_cast<double>(count) / static_cast<double>(batches.cases);
        }
        terms_ = mean;
        if (plan_.schedule == Schedule::plateau) observe_loss(mean.total(), state_.plateau);
        if (batches.memory) state_.memory = batches.memory();
        return true;
    }

    double rate_at(double epoch, Index epochs) const {
        const bool timed = plan_.seconds > 0;
        const double done = timed ? std::min(watch_.seconds(), plan_.seconds) : epoch;
        const double all = timed ? plan_.seconds : static_cast<double>(epochs);
        return learning_rate(plan_.schedule, plan_.rate, done, all, state_.plateau);
    }

    bool advance(LbfgsState<Scalar>& method, Index, Index) {
        rate_ = 0;
        return line_step(
            [&](double& total) { return lbfgs_step(function_, state_.weights, gradient_, total, method); });
    }

    bool advance(BfgsState& method, Index, Index) {
        rate_ = 0;
        return line_step([&](double& total) { return bfgs_step(function_, state_.weights, gradient_, total, method); });
    }

    bool advance(MarquardtState& method, Index, Index) {
        rate_ = method.damping;
        return line_step([&](double& total) {
            return marquardt_step(function_, problem_.hessian(state_.weights, state_.epoch), state_.weights, gradient_,
                                  total, method);
        });
    }

    // A step that evaluates the loss itself, possibly at another point than the one it keeps at last.
    template <class Step>
    bool line_step(const Step& step) {
        double total = terms_.total();
        const bool lowered = step(total);
        known_ = terms_.total() == total;
        return lowered;
    }

    const Problem<Scalar>& problem_;
    const Plan<Scalar>& plan_;
    const Stopwatch& watch_;
    TrainState<Scalar>& state_;
    Function<Scalar> function_;
    Vector<Scalar> gradient_;
    LossTerms terms_;
    bool known_ = false;
    double rate_ = 0;
};

}  // namespace rom::optimise
