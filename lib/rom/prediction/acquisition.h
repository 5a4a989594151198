// Which of many candidate parameters the model is least sure of: the next one to be simulated.
#pragma once

#include <vector>

#include "rom/prediction/uncertainty.h"

namespace rom::prediction {

// Of the standard deviation over the draws: the largest over time of its norm, relative to that of the state; the
// largest over space and time; the mean; the root mean square.
enum class Measure { relative, max, mean, l2 };

struct Scores {
    Eigen::VectorXd values;      // NaN for candidates that are left out
    std::vector<Index> ranking;  // of the others, the least sure first
    Index lost = 0;              // draws

    double largest() const { return values[ranking.front()]; }
};
// Scores with 0 for candidates that are left out.
Eigen::VectorXd with_zeros(const Eigen::VectorXd& scores);

// `apart`: candidates no further than this from a training case, in standard deviations of the parameters, are left
// out. parameters: [candidates, dimensions]; `members` need no latent states.
struct Acquisition {
    Precision precision = Precision::float32;
    std::span<const Member> members;  // of an ensemble, or the one model
    const TimeGrid& grid;
    const gp::ParameterSpace& space;  // of the training cases
    const Eigen::MatrixXd& parameters;
    Sampling sampling;
    Measure measure = Measure::relative;
    double apart = 0;
};
Scores score(const Acquisition& acquisition);

}  // namespace rom::prediction

template <>
struct rom::Choices<rom::prediction::Measure> {
    static constexpr const char* what = "measure";
    static constexpr std::array names = {"relative", "max", "mean", "l2"};
};
