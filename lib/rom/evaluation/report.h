// What rom-error reports: errors of all cases and, with standard deviations of the prediction, how those fit them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/evaluation/error_measure.h"
#include "rom/evaluation/normalised_error.h"

namespace rom::evaluation {

struct ErrorReport {
    Eigen::MatrixXd relative_errors;  // [times, cases]
    std::vector<CaseError> cases;
    std::size_t worst = 0;                 // the case whose largest error is the largest
    std::vector<Calibration> calibration;  // of each case, or empty
    Calibration overall;
    double rank_correlation = 0;  // of the cases' largest errors and largest deviations

    double largest() const { return cases[worst].largest; }
};

// Throws Error as compare() does. `deviation` may be null.
ErrorReport report_errors(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction,
                          const snapshots::Snapshots* deviation);

// A line for each case, and one for all.
std::string table_of(const ErrorReport& report);
std::string table_of(const NormalisedErrors& errors);

}  // namespace rom::evaluation
