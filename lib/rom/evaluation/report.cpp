#include "rom/evaluation/report.h"

#include "rom/base/text.h"

namespace rom::evaluation {
namespace {

constexpr double kWide = 1e3;  // does not fit into its column

std::string percent(double value) { return format(value < kWide ? "%8.4f %%" : "%8.3g %%", 100 * value); }

std::string columns_of(const Calibration& one) {
    return "  " + percent(one.largest_deviation) +
           format("  %6.1f %%  %6.1f %%  %11.3f", 100 * one.covered_68, 100 * one.covered_95, one.correlation);
}

std::string columns_of(const CaseError& error) {
    return percent(error.largest) + format("  %7ld  ", static_cast<long>(error.time)) + percent(error.mean);
}

FieldReport report_of(const Errors& errors) {
    FieldReport report{errors, summarise(errors.relative), {}, 0};
    if (errors.of_fluctuation.size() > 0) report.of_fluctuation = summarise(errors.of_fluctuation);
    report.worst = worst_case(report.cases);
    return report;
}

std::string table_of(const FieldReport& report, const std::vector<Calibration>& calibration,
                     const Calibration& overall) {
    const auto columns = [&](const CaseError& error, const CaseError* of_fluctuation, const Calibration* calibrated) {
        std::string text = columns_of(error);
        if (calibrated != nullptr) text += columns_of(*calibrated);
        if (of_fluctuation != nullptr)
            text += "       " + percent(of_fluctuation->largest) + "  " + percent(of_fluctuation->mean);
        return text;
    };
    const bool calibrated = !calibration.empty();
    const bool fluctuating = !report.of_fluctuation.empty();
    std::string text = "case    largest  at time      mean";
    if (calibrated) text += "         std  in 1 std  in 1.96  correlation";
    if (fluctuating) text += "  of fluctuation: largest      mean";
    text += "\n";
    for (std::size_t c = 0; c < report.cases.size(); ++c)
        text += format("%4zu  ", c) +
                columns(report.cases[c], fluctuating ? &report.of_fluctuation[c] : nullptr,
                        calibrated ? &calibration[c] : nullptr) +
                "\n";
    CaseError all = report.cases[report.worst];
    all.mean = report.errors.relative.mean();
    const CaseError of_fluctuation =
        fluctuating ? CaseError{report.errors.of_fluctuation.maxCoeff(), 0, report.errors.of_fluctuation.mean()}
                    : CaseError{};
    text += " all  " + columns(all, fluctuating ? &of_fluctuation : nullptr, calibrated ? &overall : nullptr);
    return text + format("  case %zu\n", report.worst);
}

}  // namespace

ErrorReport report_of(const Comparison& comparison) {
    ErrorReport report;
    report.all = report_of(comparison.all);
    for (const Errors& one : comparison.fields) report.fields.push_back(report_of(one));
    if (comparison.calibration.empty()) return report;
    CalibrationSums sums;
    std::vector<double> errors;
    std::vector<double> deviations;
    for (std::size_t c = 0; c < report.all.cases.size(); ++c) {
        sums.add(comparison.calibration[c]);
        report.calibration.push_back(comparison.calibration[c].result());
        errors.push_back(report.all.cases[c].largest);
        deviations.push_back(report.calibration[c].largest_deviation);
    }
    report.overall = sums.result();
    report.rank_correlation = rank_correlation(errors, deviations);
    return report;
}

std::string table_of(const ErrorReport& report) {
    std::string text;
    for (const FieldReport& one : report.fields) text += one.errors.field + "\n" + table_of(one, {}, {}) + "\n";
    if (!report.fields.empty()) text += "fields together\n";
    text += table_of(report.all, report.calibration, report.overall);
    if (!report.calibration.empty())
        text += format("rank correlation of the cases' errors and deviations %.3f\n", report.rank_correlation);
    return text;
}

std::string table_of(const NormalisedErrors& errors) {
    std::string text = "case      nrmse  pearson dissimilarity\n";
    for (std::size_t c = 0; c < errors.cases.size(); ++c)
        text += format("%4zu  %9.3e  %21.3e\n", c, errors.cases[c].nrmse, errors.cases[c].dissimilarity);
    return text + format(" all  %9.3e  %21.3e\n", errors.overall.nrmse, errors.overall.dissimilarity);
}

}  // namespace rom::evaluation
