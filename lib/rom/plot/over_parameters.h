// Numbers of the cases over their parameters: curves over one, images over two.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/plot/picture.h"
#include "rom/plot/request.h"

namespace rom::plot {

struct OverParameters {
    Eigen::MatrixXd cases;                    // [cases, dimensions]; of one dimension their numbers, if not known
    std::optional<Eigen::MatrixXd> training;  // likewise, of the training cases
};
// Throws Error if there are not as many.
OverParameters over_parameters(const Request& request, Index cases);

struct Labelled {
    std::string label;
    std::vector<double> values;  // one for each case
};

// Images have one scale of colours from 0 on, curves one panel with a logarithmic axis. Throws Error for more than two
// parameters, unless one of them is chosen, over which there are points then.
Picture picture_over(const Request& request, const OverParameters& over, const std::vector<Labelled>& all,
                     const std::string& what);

}  // namespace rom::plot
