#include "rom/evaluation/report.h"

#include "rom/base/text.h"

namespace rom::evaluation {
namespace {

std::string columns_of(const Calibration& one) {
    return format("  %8.4f %%  %6.1f %%  %6.1f %%  %11.3f", 100 * one.largest_deviation, 100 * one.covered_68,
                  100 * one.covered_95, one.correlation);
}

std::string columns_of(double largest, Index time, double mean) {
    return format("%8.4f %%  %7ld  %8.4f %%", 100 * largest, static_cast<long>(time), 100 * mean);
}

}  // namespace

ErrorReport report_errors(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction,
                          const snapshots::Snapshots* deviation) {
    const Comparison comparison = compare(truth, prediction, deviation);
    ErrorReport report;
    report.relative_errors = comparison.relative_errors;
    report.cases = summarise(comparison.relative_errors);
    report.worst = worst_case(report.cases);
    if (deviation == nullptr) return report;
    CalibrationSums sums;
    std::vector<double> errors;
    std::vector<double> deviations;
    for (std::size_t c = 0; c < report.cases.size(); ++c) {
        sums.add(comparison.calibration[c]);
        report.calibration.push_back(comparison.calibration[c].result());
        errors.push_back(report.cases[c].largest);
        deviations.push_back(report.calibration[c].largest_deviation);
    }
    report.overall = sums.result();
    report.rank_correlation = rank_correlation(errors, deviations);
    return report;
}

std::string table_of(const ErrorReport& report) {
    const bool calibrated = !report.calibration.empty();
    std::string text = "case    largest  at time      mean";
    text += calibrated ? "         std  in 1 std  in 1.96  correlation\n" : "\n";
    for (std::size_t c = 0; c < report.cases.size(); ++c) {
        const CaseError& error = report.cases[c];
        text += format("%4zu  ", c) + columns_of(error.largest, error.time, error.mean);
        if (calibrated) text += columns_of(report.calibration[c]);
        text += "\n";
    }
    text += " all  " + columns_of(report.largest(), report.cases[report.worst].time, report.relative_errors.mean());
    if (calibrated)
        text += columns_of(report.overall) +
                format("\nrank correlation of the cases' errors and deviations %.3f", report.rank_correlation);
    return text + "\n";
}

std::string table_of(const NormalisedErrors& errors) {
    std::string text = "case      nrmse  pearson dissimilarity\n";
    for (std::size_t c = 0; c < errors.cases.size(); ++c)
        text += format("%4zu  %9.3e  %21.3e\n", c, errors.cases[c].nrmse, errors.cases[c].dissimilarity);
    return text + format(" all  %9.3e  %21.3e\n", errors.overall.nrmse, errors.overall.dissimilarity);
}

}  // namespace rom::evaluation
