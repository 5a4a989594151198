// What latent dynamics networks say at given times and points.
#pragma once

#include <functional>
#include <vector>

#include "rom/ldnet/loss.h"
#include "rom/prediction/ensemble.h"

namespace rom::prediction {

// The number of times of ldnet::grid_of that inputs must have for predictions up to `last`. Throws Error if their
// states are too many for the memory.
Index times_needed(const ldnet::LatentDynamicsNetwork& model, double last);

// What NNrec is given at each time of the grid for each case: [shared inputs, cases * times]. States and
// signals are linear between two steps of the integrator. Throws Error naming a case whose states diverge.
Eigen::MatrixXd shared_at(const ldnet::LatentDynamicsNetwork& model, const ldnet::CaseInputs& inputs,
                          const TimeGrid& grid);

// One network, or one of those that are asked together.
struct NetworkAnswer {
    const ldnet::LatentDynamicsNetwork& model;
    std::size_t stages = 1;  // to sum up, the first ones
    Eigen::MatrixXd shared;  // of shared_at
    double weight = 1;
};

// [points, fields] of one group after another: combined, and the standard deviation over the networks, which is empty
// for one alone.
struct FieldBlock {
    std::vector<double> values;
    std::vector<double> deviation;
};

// The fields for each column of `shared` at its points, those of the file as `axes` tells: in blocks of bounded size,
// visit(block) gets them one after the other. `times`: of each case, in `shared`.
void for_predicted_blocks(const std::vector<NetworkAnswer>& networks, Combination combination, const npy::Array& points,
                          const ldnet::PointAxes& axes, Index times,
                          const std::function<void(const FieldBlock& block)>& visit);

}  // namespace rom::prediction
