#include "rom/training/train.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "rom/error.h"

namespace rom::training {
namespace {

constexpr std::array kOptimizers = {"adam", "lbfgs", "varpro"};
constexpr Index kLoggedEpochs = 1000;
constexpr Index kValidationInterval = 25;
constexpr Index kPatience = 200;
constexpr double kNearLeast = 1.03;

}  // namespace

Names optimizer_names() { return kOptimizers; }

Optimizer optimizer_from(const std::string& name) {
    return static_cast<Optimizer>(index_of(kOptimizers, name, "optimizer"));
}

template <class Scalar>
bool train(const Loss<Scalar>& loss, const Validation<Scalar>& validate, const TrainOptions& options,
           TrainState<Scalar>& state, const Observer<Scalar>& observer) {
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    const double seconds_before = state.seconds;
    const Index log_interval = std::max<Index>(1, options.epochs / kLoggedEpochs);

    // The last row of a training that had come to its end, and now goes on.
    if (!state.history.empty() && state.history.back().epoch == state.epoch) state.history.pop_back();

    Vector<Scalar> gradient(state.parameters.size());
    LossTerms terms;
    const network::Function<Scalar> value = [&](const Vector<Scalar>& parameters, Vector<Scalar>& by_parameters) {
        terms = loss(parameters, by_parameters);
        return terms.total();
    };
    bool known = false;  // whether `terms` and `gradient` belong to the current parameters
    while (true) {
        if (!known) value(state.parameters, gradient);
        double total = terms.total();
        if (!std::isfinite(total))
            throw Error("the loss is no longer finite at epoch " + std::to_string(state.epoch) +
                        "; lower --lr, or train with --precision double");
        bool last = state.epoch >= options.epochs;
        bool best = state.epoch == 0 || (!validate && total < state.best_loss);
        if (validate && (last || state.epoch % kValidationInterval == 0)) {
            const double error = validate(state.parameters);
            if (state.epoch == 0 || error < state.least_validation) state.least_validation = error;
            best = error <= kNearLeast * state.least_validation;
        }
        if (best) {
            state.best = state.parameters;
            state.best_loss = total;
            state.best_epoch = state.epoch;
        }
        if (validate && state.epoch >= 2 * state.best_epoch + kPatience) last = true;
        HistoryRow row{state.epoch, terms, options.rate, 0};
        if (!last && options.optimizer != Optimizer::lbfgs) {
            row.rate = network::learning_rate(options.schedule, options.rate, state.epoch, options.epochs, total,
                                              state.plateau);
            network::adam_step(state.parameters, gradient, state.adam, row.rate, std::span(options.groups));
        } else if (!last) {
            last = !network::lbfgs_step(value, state.parameters, gradient, total, state.lbfgs);
            known = terms.total() == total;  // the line search may end on another point than the one it keeps
        }
        state.seconds = row.seconds = seconds_before + std::chrono::duration<double>(Clock::now() - start).count();
        if (last || row.epoch % log_interval == 0) state.history.push_back(row);
        if (last) return true;
        ++state.epoch;
        if (!observer(state, row)) return false;
    }
}

template bool train(const Loss<float>&, const Validation<float>&, const TrainOptions&, TrainState<float>&,
                    const Observer<float>&);
template bool train(const Loss<double>&, const Validation<double>&, const TrainOptions&, TrainState<double>&,
                    const Observer<double>&);

}  // namespace rom::training
