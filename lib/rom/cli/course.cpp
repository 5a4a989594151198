#include "rom/cli/course.h"

#include <algorithm>
#include <cmath>

namespace rom::cli {
namespace {

constexpr double kMeasured = 0.5;  // seconds, at least
constexpr Index kEnoughEpochs = 3;

// Seconds for an epoch of one of its methods.
template <class Scalar>
double seconds_per_epoch(const optimise::Problem<Scalar>& problem, const optimise::Plan<Scalar>& plan,
                         std::size_t phase) {
    optimise::Plan<Scalar> some = plan;
    some.phases = {plan.phases[phase]};
    some.phases[0].epochs = 1'000'000;
    some.seconds = 0;
    some.first_round = 0;
    optimise::TrainState<Scalar> state;
    state.weights = problem.initial;
    double first = 0;
    double seconds = 0;
    Index epochs = 0;
    double evaluations = 0;
    const bool batched = some.batch > 0 && problem.batches && some.batch < problem.batches->cases &&
                         optimise::has_rate<Scalar>(some.phases[0].method);
    optimise::train<Scalar>(problem, some, state, [&](const auto&, const optimise::HistoryRow& row) {
        if (row.epoch == 0) {
            first = row.seconds;
            return true;
        }
        seconds = row.seconds - first;
        epochs = row.epoch;
        if (batched && optimise::is_evaluated(row.epoch)) ++evaluations;
        return seconds < kMeasured || epochs < kEnoughEpochs;
    });
    if (epochs == 0) return first;
    const auto done = static_cast<double>(epochs);
    if (!batched) return seconds / done;
    // The loss over all cases is evaluated ever less often.
    Vector<Scalar> gradient(state.weights.size());
    const Watch watch;
    problem.loss(state.weights, gradient);
    const double evaluation = watch.seconds();
    Index later = 0;
    const Index all = std::max<Index>(1, plan.phases[phase].epochs);
    for (Index epoch = 0; epoch < all; ++epoch) later += optimise::is_evaluated(epoch) ? 1 : 0;
    return std::max(0.0, seconds - evaluations * evaluation) / done +
           evaluation * static_cast<double>(later) / static_cast<double>(all);
}

// Seconds of a judgement, 0 if there is none.
template <class Scalar>
double seconds_of(const optimise::ErrorOf<Scalar>& judge, const Vector<Scalar>& weights) {
    if (!judge) return 0;
    const Watch watch;
    judge(weights);
    return watch.seconds();
}

}  // namespace

template <class Scalar>
Course course_of(const optimise::Problem<Scalar>& problem, const optimise::Plan<Scalar>& plan) {
    Course course;
    course.most = plan.epochs();
    double all = 0;
    for (std::size_t k = 0; k < plan.phases.size(); ++k)
        if (plan.phases[k].epochs > 0)
            all += static_cast<double>(plan.phases[k].epochs) * seconds_per_epoch(problem, plan, k);
    course.epoch = all / static_cast<double>(std::max<Index>(1, course.most));
    if (plan.seconds > 0) {
        course.least_seconds = course.most_seconds = plan.seconds;
        course.least = course.most = std::max<Index>(1, std::lround(plan.seconds / course.epoch));
        return course;
    }
    course.least = course.most;
    double rounds = 0;
    if (plan.first_round > 0) {
        // The first two rounds are run in any case.
        course.least =
            std::min(course.most, std::lround((1 + plan.round_growth) * static_cast<double>(plan.first_round)));
        rounds = std::log(static_cast<double>(course.most) / static_cast<double>(plan.first_round)) /
                 std::log(plan.round_growth);
    }
    const double judging = seconds_of<Scalar>(problem.assess, problem.initial);
    course.least_seconds = static_cast<double>(course.least) * course.epoch + (plan.first_round > 0 ? 2 * judging : 0);
    course.most_seconds = all + std::max(0.0, rounds) * judging;
    return course;
}

template Course course_of(const optimise::Problem<float>&, const optimise::Plan<float>&);
template Course course_of(const optimise::Problem<double>&, const optimise::Plan<double>&);

}  // namespace rom::cli
