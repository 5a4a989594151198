// Which case is shown, and where in the space of the parameters.
#pragma once

#include <string>
#include <vector>

#include "rom/gp/parameter_space.h"
#include "rom/plot/picture.h"
#include "rom/plot/request.h"

namespace rom::plot {

std::vector<double> values_of(const Eigen::VectorXd& vector);

// Positions of values, the least first.
std::vector<Index> order_of(const Eigen::VectorXd& values);

// Throws Error(2) if `path`, with so many cases, does not have it.
void require_case(Index which, Index cases, const std::string& path);

// The parameter to vary. Throws Error(2) if there are fewer.
Index checked_along(const Request& request, Index dimensions);

// Of one of so many.
std::string parameter_label(Index which, Index dimensions);

// A way through the parameters: one changes, the others are those of the training case next to the middle.
struct Way {
    Index along = 0;
    Eigen::MatrixXd points;       // [kAlong, dimensions]
    std::vector<Index> training;  // the cases that lie on it
};

Way way_through(const Request& request, const gp::ParameterSpace& space);

// "; parameter 1 is 0.02": what the others are on the way. Nothing if there are no others.
std::string others_on(const Way& way);

Axis axis_along(const Request& request, const gp::ParameterSpace& space, Index along);

}  // namespace rom::plot
