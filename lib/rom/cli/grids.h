// Times and grids of parameters, as the command line has them.
#pragma once

#include <string>

#include <Eigen/Core>

#include "rom/base/time_grid.h"

namespace rom::cli {

// Times FIRST:LAST:COUNT, or a .npy of them. Throws Error: neither.
Eigen::VectorXd listed_times(const std::string& text);

// The same by the clock of the training's; those if the text is empty. Throws Error: neither, or times that do not rise
// from the training's first on.
TimeGrid times_in(const std::string& text, const TimeGrid& trained);

// All combinations [points, dimensions] of the values FIRST:LAST:COUNT[:log] of each dimension, separated by commas;
// the last dimension changes fastest. Throws Error(2) for more than ten million numbers.
Eigen::MatrixXd grid_in(const std::string& text);

}  // namespace rom::cli
