// What a latent dynamics network says at given times and points.
#pragma once

#include <functional>
#include <span>

#include "rom/ldnet/loss.h"

namespace rom::prediction {

// The number of times, dt apart, that inputs must have for predictions up to `last`.
Index times_needed(const ldnet::LatentDynamicsNetwork& model, double last);

// What NNrec is given at each time of the grid for each case: [shared inputs, cases * times]. States and
// signals are linear between two steps of the integrator. Throws Error naming a case whose states diverge.
Eigen::MatrixXd shared_at(const ldnet::LatentDynamicsNetwork& model, const ldnet::CaseInputs& inputs,
                          const TimeGrid& grid);

// The fields of the first `stages` stages for each column of `shared` at its points, those of the file as `axes` tells:
// in blocks of bounded size, visit(block) gets them one after the other, [points, fields] of one group after another.
// `times`: of each case, in `shared`.
void for_predicted_blocks(const ldnet::LatentDynamicsNetwork& model, std::size_t stages, const npy::Array& points,
                          const ldnet::PointAxes& axes, const Eigen::MatrixXd& shared, Index times,
                          const std::function<void(std::span<const double> block)>& visit);

}  // namespace rom::prediction
