// Which finite difference suits given trajectories.
#pragma once

#include "rom/dynamics/linear_form.h"

namespace rom::dynamics {

// The lowest order that errs hardly more than the best, as the sum of what it leaves out (truncation, against order 8)
// and of the noise that it amplifies (read off differences of order 8): fast variables want high orders, noise wants
// low ones. An error of 1e-4 of the velocity counts as none. What has fewer than about 7 times a period is taken for
// noise. sbp12 for fewer than 9 times, of which it cannot tell.
// On an uneven grid the noise is read off divided differences, time by time, and amplified by the weights there.
// trajectories: [variables, cases * times]. The units of variables and time do not matter.
Derivative suitable_derivative(const Eigen::Ref<const Eigen::MatrixXd>& trajectories, const TimeGrid& grid);

}  // namespace rom::dynamics
