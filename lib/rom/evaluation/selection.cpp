#include "rom/evaluation/selection.h"

#include <limits>

namespace rom::evaluation {
namespace {

constexpr Index kMostRounds = 12;
constexpr double kGain = 0.99;

}  // namespace

double mean_error(const States& truth, const States& predicted, Index times) {
    const Eigen::RowVectorXd errors = (predicted - truth).colwise().norm().cwiseQuotient(truth.colwise().norm());
    return errors.reshaped(times, errors.size() / times).colwise().maxCoeff().mean();
}

Selection select_together(const States& truth, const std::vector<States>& candidates, Index times) {
    Selection selection{std::vector<Index>(candidates.size()), std::numeric_limits<double>::infinity()};
    States sum = States::Zero(truth.rows(), truth.cols());
    for (Index round = 1; round <= kMostRounds; ++round) {
        std::size_t best = candidates.size();
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t k = 0; k < candidates.size(); ++k)
            if (const double error = mean_error(truth, (sum + candidates[k]) / static_cast<double>(round), times);
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
