// The error of predicted snapshots, eq. (25).
#pragma once

#include <vector>

#include "rom/evaluation/calibration.h"
#include "rom/snapshots/snapshots.h"

namespace rom::evaluation {

// ||u(t_j) - u~(t_j)|| / ||u(t_j)|| as [times, cases], streamed snapshot by snapshot; with standard deviations of the
// prediction, [cases], also how they fit the errors.
// Throws Error: shapes that differ; a true snapshot that is zero, for which the measure is not defined; a negative
// deviation.
struct Comparison {
    Eigen::MatrixXd relative_errors;
    std::vector<CalibrationSums> calibration;
};
Comparison compare(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction,
                   const snapshots::Snapshots* deviation = nullptr);

struct CaseError {
    double largest = 0;  // over time: r of eq. (25)
    Index time = 0;      // where it is reached
    double mean = 0;     // over time
};

std::vector<CaseError> summarise(const Eigen::MatrixXd& relative_errors);

// The case whose largest error is the largest.
std::size_t worst_case(const std::vector<CaseError>& errors);

}  // namespace rom::evaluation
