// The error of predicted snapshots: eq. (25), or relative to something else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/evaluation/calibration.h"
#include "rom/snapshots/sizes.h"
#include "rom/snapshots/snapshots.h"

namespace rom::evaluation {

// What errors are relative to: the truth, or its difference from a state [...space], as `reference` says.
struct RelativeTo {
    snapshots::Reference reference = snapshots::Reference::norm;
    std::optional<Eigen::VectorXd> state = {};
};

// Of one field, or of all together: the root mean square of the fields' relative errors.
struct Errors {
    std::string field;               // its name
    Eigen::MatrixXd relative;        // [times, cases]
    Eigen::MatrixXd of_fluctuation;  // the same, relative to fluctuations; empty unless they are small beside norms
};

// ||u(t_j) - u~(t_j)|| / ||u(t_j)||, streamed snapshot by snapshot, in the fields of the truth and without its gaps;
// with standard deviations of the prediction, [cases], also how they fit the errors.
// Throws Error: shapes that differ; a true snapshot that is zero, for which a norm is no reference; a truth that is
// zero or constant, where there is no other; a negative deviation.
struct Comparison {
    Errors all;
    std::vector<Errors> fields;  // of several
    std::vector<CalibrationSums> calibration;
    snapshots::Reference suitable = snapshots::Reference::norm;  // what errors had better be relative to
};
Comparison compare(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction,
                   const snapshots::Snapshots* deviation = nullptr, const RelativeTo& relative_to = {});

struct CaseError {
    double largest = 0;  // over time: r of eq. (25)
    Index time = 0;      // where it is reached
    double mean = 0;     // over time
};

std::vector<CaseError> summarise(const Eigen::MatrixXd& relative_errors);

// The case whose largest error is the largest.
std::size_t worst_case(const std::vector<CaseError>& errors);

}  // namespace rom::evaluation
