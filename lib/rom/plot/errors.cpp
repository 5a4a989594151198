#include <algorithm>
#include <cmath>
#include <limits>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/kind.h"
#include "rom/files/table.h"
#include "rom/npy/reader.h"
#include "rom/plot/compared.h"
#include "rom/plot/over_parameters.h"
#include "rom/plot/pictures.h"
#include "rom/plot/places.h"

namespace rom::plot {
namespace {

constexpr Index kMostCurves = 6;  // cases with a curve each
constexpr Index kMostPanels = 4;  // cases with a panel each
constexpr double kAbove = 1.05;   // of what is shown, so that no point is cut

// Relative errors [times, cases] of one model, and its name.
struct ErrorsOf {
    std::string label;
    Eigen::MatrixXd relative;
};

bool is_series(const Request& request) {
    return request.files.front() != "-" && files::kind_of(request.files.front()) == files::Kind::array &&
           npy::Array::open(request.files.front()).shape().size() == 2 && !request.one_case;
}

// What rom-error --series has written, [cases, times].
ErrorsOf series_in(const Request& request, std::size_t which_file) {
    const std::string& path = request.files[which_file];
    const npy::Array array = npy::Array::open(path);
    if (array.shape().size() != 2)
        throw Error(path + " has shape " + npy::to_string(array.shape()) + "; errors over time are [cases, times]");
    const std::vector<double> values = array.read_all();
    return {request.label(which_file, request.files.size() > 1 ? path : ""),
            Eigen::MatrixXd::Map(values.data(), array.shape()[1], array.shape()[0])};
}

std::vector<ErrorsOf> errors_of(const Request& request) {
    std::vector<ErrorsOf> all;
    if (is_series(request)) {
        for (std::size_t k = 0; k < request.files.size(); ++k) {
            all.push_back(series_in(request, k));
            if (all.back().relative.rows() != all.front().relative.rows() ||
                all.back().relative.cols() != all.front().relative.cols())
                throw Error(request.files.front() + " and " + request.files[k] + " are of different shapes");
        }
        return all;
    }
    const std::vector<snapshots::Snapshots> snapshots = open_all(request);
    if (snapshots.size() < 2)
        throw Error(request.files.front() + ": errors are those of a prediction; name the truth and then predictions");
    for (std::size_t k = 1; k < snapshots.size(); ++k)
        all.push_back({request.label(k, snapshots.size() > 2 ? request.files[k] : ""),
                       compare_any(snapshots.front(), snapshots[k]).all.relative});
    return all;
}

std::vector<double> per_cent(const Eigen::VectorXd& shares) { return values_of(100 * shares); }

const char* kRelative = "relative error (%)";

Panel over_time(const Request& request, const std::string& title) {
    return {title,
            {Request::or_else(request.x_label, time_label(request))},
            {Request::or_else(request.y_label, kRelative), true},
            {},
            {},
            false,
            request.trained};
}

// A curve for each case, or for many all that lie between the best and the worst, and their median.
void add_cases(const std::vector<double>& times, const Eigen::MatrixXd& relative, Panel& panel) {
    if (relative.cols() <= kMostCurves) {
        for (Index c = 0; c < relative.cols(); ++c)
            panel.series.push_back({relative.cols() > 1 ? "case " + std::to_string(c) : "", Mark::line, c + 1, times,
                                    per_cent(relative.col(c))});
        return;
    }
    Series band{"all cases", Mark::band, 1, times, {}, {}};
    Series median{"median", Mark::line, 1, times, {}};
    for (Index t = 0; t < relative.rows(); ++t) {
        Eigen::VectorXd row = relative.row(t).transpose();
        std::ranges::sort(row);
        band.y.push_back(100 * row[0]);
        band.upper.push_back(100 * row[row.size() - 1]);
        median.y.push_back(100 * row[row.size() / 2]);
    }
    panel.series = {band, median};
}

// The same vertical axis for all panels, of whole powers of ten.
void put_on_one_scale(Picture& picture) {
    double least = std::numeric_limits<double>::infinity(), largest = 0;
    for (const Panel& panel : picture.panels)
        for (const Series& series : panel.series)
            for (const double value : series.y) {
                if (value > 0) least = std::min(least, value);
                if (value > 0) largest = std::max(largest, value);
            }
    if (largest == 0) return;
    const double low = std::floor(std::log10(least));
    const Range all{std::pow(10, low), std::pow(10, std::max(low + 1, std::ceil(std::log10(largest))))};
    for (Panel& panel : picture.panels) panel.y.range = all;
}

// Largest errors of the cases of each model, in per cent.
struct LargestOf {
    std::string label;
    std::vector<double> largest;
    std::vector<double> deviation;
};

std::vector<LargestOf> largest_of(const Request& request) {
    std::vector<LargestOf> all;
    if (files::kind_of(request.files.front()) == files::Kind::errors) {
        for (std::size_t k = 0; k < request.files.size(); ++k) {
            const files::CaseErrors errors = files::read_case_errors(request.files[k]);
            const auto in_per_cent = [](const std::vector<double>& shares) {
                return per_cent(Eigen::VectorXd::Map(shares.data(), static_cast<Index>(shares.size())));
            };
            all.push_back({request.label(k, request.files.size() > 1 ? request.files[k] : ""),
                           in_per_cent(errors.largest), in_per_cent(errors.deviation)});
        }
        return all;
    }
    for (const ErrorsOf& one : errors_of(request))
        all.push_back({one.label, per_cent(one.relative.colwise().maxCoeff().transpose()), {}});
    return all;
}

// Errors over the deviations that were predicted, a point for each case.
Panel beside_deviations(const LargestOf& one) {
    Range both = range_of(std::vector<double>{0, range_of(one.largest).value_or(Range{0, 1}).high,
                                              range_of(one.deviation).value_or(Range{0, 1}).high})
                     .value();
    both.high *= kAbove;
    Panel panel{"a point for each case",
                {"largest standard deviation (%)", false, both},
                {"largest relative error (%)", false, both},
                {},
                {{"", Mark::points, 1, one.deviation, one.largest},
                 {"equal", Mark::dashes, 0, {both.low, both.high}, {both.low, both.high}}}};
    return panel;
}

}  // namespace

Picture error_picture(const Request& request) {
    const std::vector<ErrorsOf> all = errors_of(request);
    const Eigen::MatrixXd& first = all.front().relative;
    const std::vector<double> times = times_of(request, first.rows(), request.files.front());
    if (all.size() == 1) {
        Panel panel = over_time(request, all.front().label);
        if (request.which) {
            require_case(*request.which, first.cols(), request.files.front());
            panel.series.push_back({"", Mark::line, 1, times, per_cent(first.col(*request.which))});
        } else {
            add_cases(times, first, panel);
        }
        return {"", "", {panel}, 1};
    }
    Picture picture{"", "", {}, 1};
    if (first.cols() > kMostPanels && !request.which) {
        Panel panel = over_time(request, "the largest of all cases");
        for (std::size_t k = 0; k < all.size(); ++k)
            panel.series.push_back({all[k].label, Mark::line, static_cast<Index>(k) + 1, times,
                                    per_cent(all[k].relative.rowwise().maxCoeff())});
        picture.panels.push_back(panel);
        return picture;
    }
    for (Index c = request.which.value_or(0); c < (request.which ? *request.which + 1 : first.cols()); ++c) {
        require_case(c, first.cols(), request.files.front());
        Panel panel = over_time(request, "case " + std::to_string(c));
        for (std::size_t k = 0; k < all.size(); ++k)
            panel.series.push_back(
                {all[k].label, Mark::line, static_cast<Index>(k) + 1, times, per_cent(all[k].relative.col(c))});
        picture.panels.push_back(panel);
    }
    picture.columns = static_cast<Index>(picture.panels.size());
    put_on_one_scale(picture);
    return picture;
}

Picture largest_picture(const Request& request) {
    const std::vector<LargestOf> all = largest_of(request);
    const OverParameters over = over_parameters(request, static_cast<Index>(all.front().largest.size()));
    std::vector<Labelled> values;
    for (const LargestOf& one : all) values.push_back({one.label, one.largest});
    const bool calibrated = all.size() == 1 && !all.front().deviation.empty();
    if (calibrated) values.front().label = "largest error over time";
    if (calibrated) values.push_back({"largest standard deviation", all.front().deviation});
    Picture picture = picture_over(request, over, values, "largest relative error (%)");
    if (!calibrated) return picture;
    picture.panels.push_back(beside_deviations(all.front()));
    picture.columns = static_cast<Index>(picture.panels.size());
    return picture;
}

Picture calibration_picture(const Request& request) {
    const std::vector<snapshots::Snapshots> all = open_all(request);
    if (request.deviation.empty() || all.size() != 2)
        throw Error("a picture of calibration needs the truth, one prediction, and its deviation with --std", 2);
    const snapshots::Snapshots deviation = snapshots::open_snapshots(request.deviation, request.one_case);
    const evaluation::Comparison comparison = compare_any(all[0], all[1], &deviation);
    LargestOf one{"", per_cent(comparison.all.relative.colwise().maxCoeff().transpose()), {}};
    Panel shares{"shares of the entries that are off by so much at most",
                 {"case", false, {}, true},
                 {"share (%)", false, Range{0, 100 * kAbove}},
                 {},
                 {{"one deviation", Mark::points, 1, {}, {}}, {"1.96 deviations", Mark::points, 2, {}, {}}}};
    for (std::size_t c = 0; c < comparison.calibration.size(); ++c) {
        const evaluation::Calibration calibration = comparison.calibration[c].result();
        one.deviation.push_back(100 * calibration.largest_deviation);
        shares.series[0].y.push_back(100 * calibration.covered_68);
        shares.series[1].y.push_back(100 * calibration.covered_95);
        for (Series& series : shares.series) series.x.push_back(static_cast<double>(c));
    }
    const double last = static_cast<double>(all[0].cases) - 0.5;
    shares.x.range = Range{-0.5, last};
    shares.series.push_back({"68 % and 95 %, of a normal error",
                             Mark::dashes,
                             0,
                             {-0.5, last, std::nan(""), -0.5, last},
                             {68.27, 68.27, std::nan(""), 95, 95}});
    return {"", "", {beside_deviations(one), shares}, 2};
}

}  // namespace rom::plot
