// Times and grids of parameters, as the command line has them.
#pragma once

#include <string>

#include <Eigen/Core>

#include "rom/base/time_grid.h"
#include "rom/cli/options.h"
#include "rom/files/inputs.h"

namespace rom::cli {

// How options for times, for a grid, and for candidates are spelled.
Check times_check();
Check grid_check();
Check candidates_check();

// Times FIRST:LAST:COUNT, or a .npy of them. Throws Error: neither.
Eigen::VectorXd listed_times(const std::string& text);

// The same by the clock of the training's; those if the text is empty. Throws Error: neither, or times that do not rise
// from the training's first on.
TimeGrid times_in(const std::string& text, const TimeGrid& trained);

// Candidate parameters: a .npy file, - for standard input, or a grid.
files::Parameters candidates_in(const std::string& text);

// All combinations [points, dimensions] of the values FIRST:LAST:COUNT[:log] of each dimension, separated by commas;
// the last dimension changes fastest. The ends are as they were given. Throws Error(2) for more than ten million
// numbers.
Eigen::MatrixXd grid_in(const std::string& text);

}  // namespace rom::cli
