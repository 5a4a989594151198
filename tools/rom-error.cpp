// rom-error: how far a prediction is from the truth.

#include <cstdio>
#include <optional>

#include "rom/cli/tool.h"
#include "rom/error.h"
#include "rom/npy/output.h"
#include "rom/training/error_measure.h"
#include "rom/training/normalised_error.h"

using namespace rom;

namespace {

struct Options {
    std::string truth;
    std::string prediction;
    std::string deviation;
    bool one_case = false;
    double max = -1;
    std::string series;
    bool nrmse = false;
    bool json = false;
};

// What there is to report.
struct Result {
    training::Comparison comparison;
    std::vector<training::CaseError> errors;
    std::vector<training::Calibration> calibration;  // of each case, or empty
    training::Calibration overall;
    double rank_correlation = 0;  // of the cases' largest errors and largest deviations
};

Result evaluate(const training::Snapshots& truth, const training::Snapshots& prediction,
                const training::Snapshots* deviation) {
    Result result{training::compare(truth, prediction, deviation), {}, {}, {}, 0};
    result.errors = training::summarise(result.comparison.relative_errors);
    if (deviation == nullptr) return result;
    training::CalibrationSums sums;
    std::vector<double> errors;
    std::vector<double> deviations;
    for (std::size_t c = 0; c < result.errors.size(); ++c) {
        sums.add(result.comparison.calibration[c]);
        result.calibration.push_back(result.comparison.calibration[c].result());
        errors.push_back(result.errors[c].largest);
        deviations.push_back(result.calibration[c].largest_deviation);
    }
    result.overall = sums.result();
    result.rank_correlation = training::rank_correlation(errors, deviations);
    return result;
}

void print_calibration(const training::Calibration& one) {
    std::printf("  %8.4f %%  %6.1f %%  %6.1f %%  %11.3f", 100 * one.largest_deviation, 100 * one.covered_68,
                100 * one.covered_95, one.correlation);
}

void print_table(const Result& result) {
    const bool calibrated = !result.calibration.empty();
    std::printf("case    largest  at time      mean%s\n",
                calibrated ? "         std  in 1 std  in 1.96  correlation" : "");
    for (std::size_t c = 0; c < result.errors.size(); ++c) {
        const training::CaseError& error = result.errors[c];
        std::printf("%4zu  %8.4f %%  %7ld  %8.4f %%", c, 100 * error.largest, static_cast<long>(error.time),
                    100 * error.mean);
        if (calibrated) print_calibration(result.calibration[c]);
        std::printf("\n");
    }
    const training::CaseError& worst = result.errors[training::worst_case(result.errors)];
    std::printf(" all  %8.4f %%  %7ld  %8.4f %%", 100 * worst.largest, static_cast<long>(worst.time),
                100 * result.comparison.relative_errors.mean());
    if (calibrated) {
        print_calibration(result.overall);
        std::printf("\nrank correlation of the cases' errors and deviations %.3f", result.rank_correlation);
    }
    std::printf("\n");
}

model::Json calibration_json(const training::Calibration& one) {
    return {{"std", one.largest_deviation},
            {"covered_68", one.covered_68},
            {"covered_95", one.covered_95},
            {"correlation", one.correlation}};
}

// The JSON of a report, with the inputs it was made from.
std::string with_provenance(model::Json json, const cli::Tool& tool, const std::vector<std::string>& inputs) {
    std::vector<model::Input> hashed;
    hashed.reserve(inputs.size());
    for (const std::string& path : inputs) hashed.push_back({path, model::file_sha256(path)});
    json["provenance"] = model::to_json(tool.provenance(hashed));
    return json.dump(2);
}

model::Json report(const Result& result) {
    model::Json cases = model::Json::array();
    for (std::size_t c = 0; c < result.errors.size(); ++c) {
        const training::CaseError& error = result.errors[c];
        cases.push_back({{"largest", error.largest}, {"time", error.time}, {"mean", error.mean}});
        if (!result.calibration.empty()) cases.back().update(calibration_json(result.calibration[c]));
    }
    const std::size_t worst = training::worst_case(result.errors);
    model::Json json = {{"largest", result.errors[worst].largest},
                        {"case", worst},
                        {"time", result.errors[worst].time},
                        {"mean", result.comparison.relative_errors.mean()}};
    if (!result.calibration.empty()) {
        json.update(calibration_json(result.overall));
        json["rank_correlation"] = result.rank_correlation;
    }
    json["cases"] = cases;
    return json;
}

int report_relative(const cli::Tool& tool, const Options& o, const training::Snapshots& truth,
                    const training::Snapshots& prediction) {
    std::optional<training::Snapshots> deviation;
    if (!o.deviation.empty()) deviation = training::open_snapshots(o.deviation, o.one_case);
    const Result result = evaluate(truth, prediction, deviation ? &*deviation : nullptr);
    const Eigen::MatrixXd& series = result.comparison.relative_errors;
    if (!o.series.empty())
        npy::write_array(o.series, npy::Type::float64, {truth.cases, truth.times},
                         {series.data(), static_cast<std::size_t>(series.size())});
    std::vector<std::string> inputs = {o.truth, o.prediction};
    if (deviation) inputs.push_back(o.deviation);
    if (o.json)
        std::printf("%s\n", with_provenance(report(result), tool, inputs).c_str());
    else if (o.series != "-")
        print_table(result);
    const training::CaseError& worst = result.errors[training::worst_case(result.errors)];
    if (o.max < 0 || worst.largest <= o.max) return 0;
    tool.warn(cli::format("the largest error, %.6g in case %zu at time %ld, is above --max %.6g", worst.largest,
                          training::worst_case(result.errors), static_cast<long>(worst.time), o.max));
    return 3;
}

int report_normalised(const cli::Tool& tool, const Options& o, const training::Snapshots& truth,
                      const training::Snapshots& prediction) {
    if (!o.deviation.empty() || !o.series.empty()) throw Error("--nrmse goes with neither --std nor --series", 2);
    const training::NormalisedErrors errors = training::compare_normalised(truth, prediction);
    const auto json = [](const training::NormalisedError& one) {
        return model::Json{{"nrmse", one.nrmse}, {"pearson_dissimilarity", one.dissimilarity}};
    };
    if (o.json) {
        model::Json report = json(errors.overall);
        report["cases"] = model::Json::array();
        for (const training::NormalisedError& one : errors.cases) report["cases"].push_back(json(one));
        std::printf("%s\n", with_provenance(report, tool, {o.truth, o.prediction}).c_str());
    } else {
        std::printf("case      nrmse  pearson dissimilarity\n");
        for (std::size_t c = 0; c < errors.cases.size(); ++c)
            std::printf("%4zu  %9.3e  %21.3e\n", c, errors.cases[c].nrmse, errors.cases[c].dissimilarity);
        std::printf(" all  %9.3e  %21.3e\n", errors.overall.nrmse, errors.overall.dissimilarity);
    }
    if (o.max < 0 || errors.overall.nrmse <= o.max) return 0;
    tool.warn(
        cli::format("the normalised root mean square error, %.6g, is above --max %.6g", errors.overall.nrmse, o.max));
    return 3;
}

}  // namespace

int main(int argc, char** argv) {
    cli::Tool tool("rom-error", "Relative error of predicted snapshots: largest over time and mean, for each case.",
                   "rom-error truth.npy prediction.npy --max 0.03");
    Options o;
    tool.app.add_option("truth", o.truth, "True snapshots [cases, times, ...space], .npy; - for standard input")
        ->required();
    tool.app
        .add_option("prediction", o.prediction, "Predicted snapshots of the same shape, .npy; - for standard input")
        ->required();
    tool.app.add_option(
        "--std", o.deviation,
        "Standard deviation of the prediction, .npy of the same shape: also say how it fits the errors; "
        "- for standard input");
    tool.app.add_flag("--one-case", o.one_case, "All are one case, [times, ...space]");
    cli::no_default(tool.app.add_option("--max", o.max, "Exit with status 3 where the largest error is above this"))
        ->check(cli::not_negative());
    tool.app.add_option("--series", o.series,
                        "Also write the error over time [cases, times], .npy; - for standard output");
    tool.app.add_flag(
        "--nrmse", o.nrmse,
        "Report root mean square errors over the range of the truth, and Pearson dissimilarities, instead; "
        "--max is for the first, of all cases");
    tool.app.add_flag("--json", o.json, "Print the report as JSON");

    return tool.run(argc, argv, [&] {
        if ((o.truth == "-") + (o.prediction == "-") + (o.deviation == "-") > 1)
            throw Error("only one of truth, prediction and --std can be standard input", 2);
        const training::Snapshots truth = training::open_snapshots(o.truth, o.one_case);
        const training::Snapshots prediction = training::open_snapshots(o.prediction, o.one_case);
        return o.nrmse ? report_normalised(tool, o, truth, prediction) : report_relative(tool, o, truth, prediction);
    });
}
