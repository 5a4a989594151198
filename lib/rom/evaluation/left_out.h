// How well cases are predicted that were left out.
#pragma once

#include "rom/evaluation/error_measure.h"

namespace rom::evaluation {

struct LeftOutSummary {
    double largest = 0;  // over cases and times, eq. (25)
    Index worst = 0;     // the case where it is reached
    double mean = 0;     // over the cases, of the largest over time
};

// relative_errors: [times, cases].
LeftOutSummary summary_of(const Eigen::MatrixXd& relative_errors);

}  // namespace rom::evaluation
