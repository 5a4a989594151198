#include "rom/optimise/resumption.h"

#include <algorithm>
#include <cmath>

#include "rom/base/text.h"

namespace rom::optimise {
namespace {

std::string other_size(const char* what, Index found, Index needed) {
    if (found == needed) return "";
    return std::string(what) + " has " + counted(found, "number") + " but " + std::to_string(needed) + " are needed";
}

std::string out_of_range(const char* what, double value) { return std::string(what) + " is " + format("%.6g", value); }

template <class Scalar>
std::string misfit_of(const AdamState<Scalar>& state, Index weights) {
    if (state.steps < 0) return out_of_range("the number of steps", static_cast<double>(state.steps));
    const Index needed = state.steps == 0 && state.first_moment.size() == 0 ? 0 : weights;
    if (auto sentence = other_size("the first moment", state.first_moment.size(), needed); !sentence.empty())
        return sentence;
    return other_size("the second moment", state.second_moment.size(), needed);
}

template <class Scalar>
std::string misfit_of(const MuonState<Scalar>& state, Index weights) {
    return misfit_of(state.adam, weights);
}

template <class Scalar>
std::string misfit_of(const LbfgsState<Scalar>& state, Index weights) {
    if (state.memory != LbfgsState<Scalar>().memory)
        return out_of_range("the number of displacements to keep", static_cast<double>(state.memory));
    const auto count = static_cast<Index>(state.displacement.size());
    if (count > state.memory) return other_size("the list of displacements", count, state.memory);
    if (auto sentence = other_size("the list of changes", static_cast<Index>(state.change.size()), count);
        !sentence.empty())
        return sentence;
    for (const auto* vectors : {&state.displacement, &state.change})
        for (const auto& vector : *vectors)
            if (auto sentence = other_size("a displacement or change", vector.size(), weights); !sentence.empty())
                return sentence;
    return "";
}

std::string misfit_of(const BfgsState& state, Index weights) {
    const Eigen::MatrixXd& inverse = state.inverse_hessian;
    if (inverse.size() == 0) return "";
    if (auto sentence = other_size("a column of the inverse Hessian", inverse.rows(), weights); !sentence.empty())
        return sentence;
    return other_size("a row of the inverse Hessian", inverse.cols(), weights);
}

std::string misfit_of(const MarquardtState& state, Index) {
    if (!(state.damping > 0)) return out_of_range("the damping", state.damping);
    return state.growth > 0 ? "" : out_of_range("the growth of the damping", state.growth);
}

}  // namespace

template <class Scalar>
std::string misfit_of(const Problem<Scalar>& problem, const Plan<Scalar>& plan, const TrainState<Scalar>& state) {
    const Index weights = problem.initial.size();
    if (auto sentence = other_size("weights", state.weights.size(), weights); !sentence.empty()) return sentence;
    if (auto sentence = other_size("the best weights", state.best.size(), weights); !sentence.empty()) return sentence;
    if (!state.best.allFinite()) return "not all of the best weights are finite";
    if (state.epoch < 0) return out_of_range("the epoch", static_cast<double>(state.epoch));
    if (state.best_epoch < 0 || state.best_epoch > state.epoch)
        return out_of_range("the best epoch", static_cast<double>(state.best_epoch));
    if (!(state.seconds >= 0)) return out_of_range("the number of seconds", state.seconds);
    if (state.retreats < 0) return out_of_range("the number of retreats", static_cast<double>(state.retreats));
    if (!(state.plateau.factor > 0 && state.plateau.factor <= 1))
        return out_of_range("the factor of the rate", state.plateau.factor);
    if (state.round.epoch < 0 || state.round.epoch > state.epoch)
        return out_of_range("the end of the last round", static_cast<double>(state.round.epoch));
    if (state.history.empty() || state.history.front().epoch != 0) return "the history does not begin at epoch 0";
    if (state.history.back().epoch > state.epoch)
        return out_of_range("the last epoch of the history", static_cast<double>(state.history.back().epoch));
    if (std::ranges::none_of(plan.phases,
                             [&](const auto& phase) { return phase.method.index() == state.method.index(); }))
        return std::visit([](const auto& method) { return std::string("the method is ") + method.name; }, state.method);
    return std::visit([&](const auto& method) { return misfit_of(method, weights); }, state.method);
}

template std::string misfit_of(const Problem<float>&, const Plan<float>&, const TrainState<float>&);
template std::string misfit_of(const Problem<double>&, const Plan<double>&, const TrainState<double>&);

}  // namespace rom::optimise
