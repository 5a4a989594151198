#include "rom/evaluation/selection.h"

#include <limits>
#include <utility>

#include "rom/snapshots/sizes.h"

namespace rom::evaluation {
namespace {

constexpr Index kMostRounds = 12;
constexpr double kGain = 0.99;

}  // namespace

Truth relative_truth(States states, Index times) {
    snapshots::Sizes sizes(times, states.cols() / times);
    for (const auto& state : states.colwise()) sizes.add(state);
    Eigen::RowVectorXd norms = sizes.relative_to(sizes.suitable()).reshaped().transpose();
    return {std::move(states), std::move(norms), times};
}

double mean_error(const Truth& truth, const States& predicted) {
    const Eigen::RowVectorXd errors = (predicted - truth.states).colwise().norm().cwiseQuotient(truth.norms);
    return errors.reshaped(truth.times, errors.size() / truth.times).colwise().maxCoeff().mean();
}

Selection select_together(const Truth& truth, const std::vector<States>& candidates) {
    Selection selection{std::vector<Index>(candidates.size()), std::numeric_limits<double>::infinity()};
    States sum = States::Zero(truth.states.rows(), truth.states.cols());
    for (Index round = 1; round <= kMostRounds; ++round) {
        std::size_t best = candidates.size();
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t k = 0; k < candidates.size(); ++k)
            if (const double error = mean_error(truth, (sum + candidates[k]) / static_cast<double>(round));
                error < least) {
                least = error;
                best = k;
            }
        if (best == candidates.size() || !(least < kGain * selection.error)) break;
        ++selection.weights[best];
        selection.error = least;
        sum += candidates[best];
    }
    return selection;
}

}  // namespace rom::evaluation
