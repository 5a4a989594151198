// What rom-error reports: errors of all cases and, with standard deviations of the prediction, how those fit them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/evaluation/error_measure.h"
#include "rom/evaluation/normalised_error.h"

namespace rom::evaluation {

// Errors, summarised.
struct FieldReport {
    Errors errors;
    std::vector<CaseError> cases;
    std::vector<CaseError> of_fluctuation;  // likewise, or empty
    std::size_t worst = 0;                  // the case whose largest error is the largest

    double largest() const { return cases[worst].largest; }
};

struct ErrorReport {
    FieldReport all;
    std::vector<FieldReport> fields;       // of several
    std::vector<Calibration> calibration;  // of each case, or empty
    Calibration overall;
    double rank_correlation = 0;  // of the cases' largest errors and largest deviations
};

ErrorReport report_of(const Comparison& comparison);

// A line for each case, and one for all; the same for each field.
std::string table_of(const ErrorReport& report);
std::string table_of(const NormalisedErrors& errors);

}  // namespace rom::evaluation
