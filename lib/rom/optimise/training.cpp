#include "rom/optimise/training.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>

#include "rom/base/error.h"
#include "rom/base/random.h"

namespace rom::optimise {
namespace {

constexpr Index kLoggedEpochs = 1000;
constexpr Index kValidationInterval = 25;
constexpr Index kPatience = 200;
constexpr double kNearLeast = 1.03;
constexpr double kFarOff = 0.5;
constexpr double kLarge = 0.2;

// The seconds that a training has taken, over all its runs.
class Stopwatch {
public:
    explicit Stopwatch(double before) : before_(before) {}
    double seconds() const { return before_ + std::chrono::duration<double>(Clock::now() - start_).count(); }

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

    // Makes sure that terms and gradient belong to the state's weights, and that they are finite.
    void settle() {
        if (!known_) evaluate();
        if (std::isfinite(terms_.total())) return;
        if (!plan_.retreat || state_.epoch == 0) throw Error(plan_.divergence(state_.epoch));
        retreat();
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
    void retreat() {
        std::visit([](auto& method) { method = {}; }, state_.method);
        state_.plateau.factor *= 0.5;
        return_to_best();
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
        if (batched()) {
            pass(method, epoch, epochs);
            return true;
        }
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

    // A step for each batch of an epoch. Their sizes differ by one at most.
    template <class Method>
    void pass(Method& method, Index epoch, Index epochs) {
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
            if (!std::isfinite(terms_.total())) {
                if (!plan_.retreat) throw Error(plan_.divergence(state_.epoch));
                retreat();
                return;
            }
            rate_ = rate_at(static_cast<double>(epoch) + static_cast<double>(k) / static_cast<double>(steps), epochs);
            take_step(method);
            for (std::size_t part = 0; part < mean.parts.size(); ++part)
                mean[part] += terms_[part] * static_cast<double>(count) / static_cast<double>(batches.cases);
        }
        terms_ = mean;
        if (plan_.schedule == Schedule::plateau) observe_loss(mean.total(), state_.plateau);
        if (batches.memory) state_.memory = batches.memory();
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

// The largest that is at most `value`, and at least 1.
Index power_of_two(Index value) {
    return static_cast<Index>(std::bit_floor(static_cast<std::uint64_t>(std::max<Index>(1, value))));
}

// With batches: whether the loss is evaluated over all cases. Less and less often: 23 times in 100 epochs, 36 in 1000.
bool is_evaluated(Index epoch) { return epoch % power_of_two(epoch / 4) == 0; }

// About a thousand times, or, if the number of epochs is not known, ever less often.
template <class Scalar>
bool is_logged(const Plan<Scalar>& plan, Index epoch) {
    const bool open = plan.seconds > 0 || plan.first_round > 0;
    const Index interval = open ? power_of_two(2 * epoch / kLoggedEpochs) : plan.epochs() / kLoggedEpochs;
    return epoch % std::max<Index>(1, interval) == 0;
}

// The phase that an epoch belongs to; after the end, the last.
struct Place {
    std::size_t phase = 0;
    Index start = 0;
    Index end = 0;
};

template <class Scalar>
Place place_of(const Plan<Scalar>& plan, Index epoch) {
    Place place{0, 0, plan.phases.front().epochs};
    while (epoch >= place.end && place.phase + 1 < plan.phases.size()) {
        ++place.phase;
        place.start = place.end;
        place.end += plan.phases[place.phase].epochs;
    }
    return place;
}

// The epochs over which the schedule runs its course: those of a round, or of a phase.
struct Round {
    Index start = 0;
    Index end = 0;
};

template <class Scalar>
Round round_of(const Plan<Scalar>& plan, const Place& place, Index epoch) {
    Round round{place.start, place.end};
    if (plan.first_round == 0 || !has_rate<Scalar>(plan.phases[place.phase].method)) return round;
    Index length = plan.first_round;
    while (epoch >= round.start + length && round.start + length < place.end) {
        round.start += length;
        length = std::lround(plan.round_growth * static_cast<double>(length));
    }
    round.end = std::min(place.end, round.start + length);
    return round;
}

// Whether a round that began with `before` was worth its epochs. If the loss is all there is, its square root counts.
template <class Scalar>
bool pays(const Problem<Scalar>& problem, const Plan<Scalar>& plan, const RoundState& before, const RoundState& after) {
    if (before.epoch == 0 || (problem.assess && after.error > kFarOff)) return true;
    const double power = problem.assess && after.error > kLarge ? plan.round_pays / 2 : plan.round_pays;
    const double worth = std::pow(static_cast<double>(before.epoch) / static_cast<double>(after.epoch), power);
    if (problem.assess || problem.validate) return after.error < worth * before.error;
    return after.loss < worth * worth * before.loss;
}

}  // namespace

template <class Scalar>
Index Plan<Scalar>::epochs() const {
    Index sum = 0;
    for (const Phase<Scalar>& phase : phases) sum += phase.epochs;
    return sum;
}

template <class Scalar>
bool train(const Problem<Scalar>& problem, const Plan<Scalar>& plan, TrainState<Scalar>& state,
           const Observer<Scalar>& observer) {
    const Stopwatch watch(state.seconds);
    const Index epochs = plan.epochs();

    // The last row of a training that had ended, and now goes on.
    if (!state.history.empty() && state.history.back().epoch == state.epoch) state.history.pop_back();

    Stepper<Scalar> stepper(problem, plan, watch, state);
    if (state.epoch == 0) state.method = plan.phases.front().method;
    if (state.epoch > 0) state.best_loss = stepper.loss_at(state.best);
    if (state.epoch > 0 && stepper.batched() && problem.batches->recall) problem.batches->recall(state.memory);
    while (true) {
        bool last = plan.seconds > 0 ? watch.seconds() >= plan.seconds : state.epoch >= epochs;
        const bool validated = problem.validate && (last || state.epoch % kValidationInterval == 0);
        const Place place = place_of(plan, state.epoch);
        const Round round = round_of(plan, place, state.epoch);
        const bool evaluated =
            last || !stepper.batched() || validated || state.epoch == round.start || is_evaluated(state.epoch);
        if (evaluated) stepper.settle();
        const double total = stepper.terms().total();
        bool best = state.epoch == 0 || (evaluated && !problem.validate && total < state.best_loss);
        if (validated) {
            const double error = problem.validate(state.weights);
            if (state.epoch == 0 || error < state.least_validation) state.least_validation = error;
            best = error <= kNearLeast * state.least_validation;
        }
        if (best) {
            state.best = state.weights;
            state.best_loss = total;
            state.best_epoch = state.epoch;
        }
        if (problem.validate && state.epoch >= 2 * state.best_epoch + kPatience) last = true;

        if (state.epoch == round.start && round.start > place.start) {
            const double error = problem.assess ? problem.assess(state.best) : state.least_validation;
            const RoundState now{state.epoch, state.best_loss, error};
            last = last || !pays(problem, plan, state.round, now);
            state.round = now;
        }

        HistoryRow row{state.epoch, stepper.terms(), 0, 0};
        bool lowered = true;
        if (!last) {
            if (place.phase > 0 && state.epoch == place.start) {
                stepper.return_to_best();
                state.method = plan.phases[place.phase].method;
            }
            lowered = stepper.step(state.epoch - round.start, round.end - round.start);
            row.rate = stepper.rate();
            if (!evaluated) row.loss = stepper.terms();
            last = !lowered && place.phase + 1 == plan.phases.size();
        }
        state.seconds = row.seconds = watch.seconds();
        if (last || is_logged(plan, row.epoch)) state.history.push_back(row);
        if (last) return true;
        state.epoch = lowered ? state.epoch + 1 : place.end;
        if (!observer(state, row)) return false;
    }
}

#define ROM_INSTANTIATE(Scalar)   \
    template struct Plan<Scalar>; \
    template bool train(const Problem<Scalar>&, const Plan<Scalar>&, TrainState<Scalar>&, const Observer<Scalar>&);
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::optimise
