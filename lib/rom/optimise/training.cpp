#include "rom/optimise/training.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "rom/base/error.h"
#include "rom/optimise/stepper.h"

namespace rom::optimise {
namespace {

constexpr Index kLoggedEpochs = 1000;
constexpr Index kValidationInterval = 25;
constexpr Index kPatience = 200;
constexpr double kNearLeast = 1.03;
constexpr double kFarOff = 0.5;
constexpr double kLarge = 0.2;

// The largest that is at most `value`, and at least 1.
Index power_of_two(Index value) {
    return static_cast<Index>(std::bit_floor(static_cast<std::uint64_t>(std::max<Index>(1, value))));
}

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

bool is_evaluated(Index epoch) { return epoch % power_of_two(epoch / 4) == 0; }

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
    if (state.epoch > 0 && stepper.batched() && problem.batches->recall) {
        if (state.memory.size() != problem.batches->memory().size())
            throw Error("what was kept of the batches is not of this training; start it anew");
        problem.batches->recall(state.memory);
    }
    while (true) {
        bool last = plan.seconds > 0 ? watch.seconds() >= plan.seconds : state.epoch >= epochs;
        const bool validated = problem.validate && (last || state.epoch % kValidationInterval == 0);
        const Place place = place_of(plan, state.epoch);
        const Round round = round_of(plan, place, state.epoch);
        const bool evaluated =
            last || !stepper.batched() || validated || state.epoch == round.start || is_evaluated(state.epoch);
        bool usable = !evaluated || stepper.settle();
        const double total = stepper.terms().total();
        bool best = state.epoch == 0 || (evaluated && !problem.validate && total < state.best_loss);
        if (validated) {
            const double error = problem.validate(state.weights);
            if (state.epoch == 0 || error < state.least_validation || std::isnan(state.least_validation))
                state.least_validation = error;
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
                state.retreats = 0;
                usable = true;
            }
            lowered = usable && stepper.step(state.epoch - round.start, round.end - round.start);
            row.rate = stepper.rate();
            if (!evaluated) row.loss = stepper.terms();
            last = !lowered && place.phase + 1 == plan.phases.size();
        }
        state.seconds = row.seconds = watch.seconds();
        if (last || is_logged(plan, row.epoch)) state.history.push_back(row);
        if (last && state.retreats > kMostRetreats && state.best_epoch == 0) throw Error(plan.divergence(state.epoch));
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
