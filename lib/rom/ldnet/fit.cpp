#include "rom/ldnet/fit.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "rom/error.h"

namespace rom::ldnet {
namespace {

constexpr Index kLoggedIterations = 1000;

using State = training::TrainState<double>;

// Levenberg and Marquardt's Hessian is made of so many values for each weight, drawn anew for each step. A noisier one
// (16) needs more damping and stalls; all values, 45 times as many on the advection-diffusion-reaction equation, lower
// the loss little further in as many steps.
constexpr Index kRowsPerWeight = 64;

// What the three methods work on.
struct Course {
    const Problem& problem;
    const FitOptions& options;
    Loss loss;
    double value;  // at state.parameters
    Eigen::VectorXd gradient;

    void evaluate(const State& state) { value = loss(state.parameters, &gradient); }
};

void adam(Course& course, State& state) {
    const std::array groups = {network::RateGroup{0, state.parameters.size(), 1}};
    network::adam_step(state.parameters, course.gradient, state.adam, course.options.rate * state.plateau.factor,
                       std::span(groups));
    course.evaluate(state);
    if (std::isfinite(course.value)) return;
    state.parameters = state.best;
    state.adam = {};
    state.plateau.factor *= 0.5;
    course.evaluate(state);
}

// Whether the loss was lowered.
bool bfgs(Course& course, State& state) {
    const network::Function<double> function = [&](const Eigen::VectorXd& parameters, Eigen::VectorXd& gradient) {
        return course.loss(parameters, &gradient);
    };
    return network::bfgs_step(function, state.parameters, course.gradient, course.value, state.bfgs);
}

bool marquardt(Course& course, State& state) {
    const HessianSample sample{kRowsPerWeight * state.parameters.size(), static_cast<std::uint64_t>(state.epoch)};
    return marquardt_step(course.problem, course.loss, state.parameters, course.value, course.gradient, sample,
                          state.marquardt);
}

training::HistoryRow row_of(const Course& course, const State& state, double rate, double seconds) {
    training::HistoryRow row{state.epoch, {}, rate, seconds};
    row.loss.ridge = ridge_term(course.problem, state.parameters, nullptr, nullptr);
    row.loss.reconstruction = course.value - row.loss.ridge;
    return row;
}

}  // namespace

bool fit(const Problem& problem, const FitOptions& options, State& state, const training::Observer<double>& observer) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    const double seconds_before = state.seconds;
    const Index log_interval = std::max<Index>(1, options.iterations() / kLoggedIterations);
    if (state.epoch == 0) state.plateau.factor = 1;
    if (!state.history.empty() && state.history.back().epoch == state.epoch) state.history.pop_back();

    Course course{problem, options, Loss(problem), 0, {}};
    if (state.epoch > 0) state.best_loss = course.loss(state.best, nullptr);  // on these points
    course.evaluate(state);
    if (!std::isfinite(course.value))
        throw Error("the latent states diverge with the initial weights; give a larger --time-unit, or another --seed");
    const Index second = options.adam;
    const Index third = options.adam + options.bfgs;
    while (true) {
        if (state.epoch == 0 || course.value < state.best_loss) {
            state.best = state.parameters;
            state.best_loss = course.value;
            state.best_epoch = state.epoch;
        }
        const Index phase = state.epoch < second ? 0 : state.epoch < third ? 1 : 2;
        state.seconds = seconds_before + std::chrono::duration<double>(Clock::now() - start).count();
        const training::HistoryRow row = row_of(course, state,
                                                phase == 0   ? options.rate * state.plateau.factor
                                                : phase == 2 ? state.marquardt.damping
                                                             : 0,
                                                state.seconds);
        const bool last = state.epoch >= options.iterations();
        if (last || row.epoch % log_interval == 0) state.history.push_back(row);
        if (last) return true;
        bool lowered = true;
        if (phase == 0) {
            adam(course, state);
        } else {
            if (state.epoch == second || state.epoch == third) {  // from the best so far
                state.parameters = state.best;
                course.evaluate(state);
            }
            if (phase == 1) {
                lowered = bfgs(course, state);
            } else {
                lowered = marquardt(course, state);
            }
        }
        ++state.epoch;
        if (!lowered) state.epoch = phase == 1 ? std::max(state.epoch, third) : options.iterations();
        if (!observer(state, row)) return false;
    }
}

}  // namespace rom::ldnet
