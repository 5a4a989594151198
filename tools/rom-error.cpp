// rom-error: how far a prediction is from the truth.

#include <cstdio>

#include "rom/cli/tool.h"
#include "rom/error.h"
#include "rom/npy/output.h"
#include "rom/training/error_measure.h"

using namespace rom;

namespace {

struct Options {
    std::string truth;
    std::string prediction;
    bool one_case = false;
    double max = -1;
    std::string series;
    bool json = false;
};

void print_table(const std::vector<training::CaseError>& errors, const Eigen::MatrixXd& series) {
    std::printf("case    largest  at time      mean\n");
    for (std::size_t c = 0; c < errors.size(); ++c)
        std::printf("%4zu  %8.4f %%  %7ld  %8.4f %%\n", c, 100 * errors[c].largest, static_cast<long>(errors[c].time),
                    100 * errors[c].mean);
    const training::CaseError& worst = errors[training::worst_case(errors)];
    std::printf(" all  %8.4f %%  %7ld  %8.4f %%\n", 100 * worst.largest, static_cast<long>(worst.time),
                100 * series.mean());
}

model::Json report(const std::vector<training::CaseError>& errors, const Eigen::MatrixXd& series, const cli::Tool& tool,
                   const Options& o) {
    model::Json cases = model::Json::array();
    for (const training::CaseError& error : errors)
        cases.push_back({{"largest", error.largest}, {"time", error.time}, {"mean", error.mean}});
    const std::size_t worst = training::worst_case(errors);
    return {{"largest", errors[worst].largest},
            {"case", worst},
            {"time", errors[worst].time},
            {"mean", series.mean()},
            {"cases", cases},
            {"provenance", model::to_json(tool.provenance({{o.truth, model::file_sha256(o.truth)},
                                                           {o.prediction, model::file_sha256(o.prediction)}}))}};
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
    tool.app.add_flag("--one-case", o.one_case, "Both are one case, [times, ...space]");
    cli::no_default(tool.app.add_option("--max", o.max, "Exit with status 3 where the largest error is above this"))
        ->check(cli::not_negative());
    tool.app.add_option("--series", o.series,
                        "Also write the error over time [cases, times], .npy; - for standard output");
    tool.app.add_flag("--json", o.json, "Print the report as JSON");

    return tool.run(argc, argv, [&] {
        if (o.truth == "-" && o.prediction == "-")
            throw Error("only one of truth and prediction can be standard input", 2);
        const training::Snapshots truth = training::open_snapshots(o.truth, o.one_case);
        const training::Snapshots prediction = training::open_snapshots(o.prediction, o.one_case);
        const Eigen::MatrixXd series = training::relative_errors(truth, prediction);
        const std::vector<training::CaseError> errors = training::summarise(series);
        if (!o.series.empty())
            npy::write_array(o.series, npy::Type::float64, {truth.cases, truth.times},
                             {series.data(), static_cast<std::size_t>(series.size())});
        if (o.json)
            std::printf("%s\n", report(errors, series, tool, o).dump(2).c_str());
        else if (o.series != "-")
            print_table(errors, series);
        const training::CaseError& worst = errors[training::worst_case(errors)];
        if (o.max >= 0 && worst.largest > o.max) {
            tool.warn(cli::format("the largest error, %.6g in case %zu at time %ld, is above --max %.6g", worst.largest,
                                  training::worst_case(errors), static_cast<long>(worst.time), o.max));
            return 3;
        }
        return 0;
    });
}
