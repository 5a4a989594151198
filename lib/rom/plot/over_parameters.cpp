#include "rom/plot/over_parameters.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/inputs.h"
#include "rom/plot/places.h"
#include "rom/plot/raster.h"

namespace rom::plot {
namespace {

constexpr Index kBetweenPoints = 120;  // pixels of an image whose points are no grid

// A parameter as an axis of an image: its values, evenly apart or not, or the logarithms of those.
struct Side {
    std::vector<double> values;  // those that differ, rising
    bool logarithmic = false;
    bool even = false;

    double at(double value) const { return logarithmic ? std::log10(value) : value; }
};

bool is_even(const std::vector<double>& values) {
    const double step = (values.back() - values.front()) / static_cast<double>(values.size() - 1);
    for (std::size_t k = 0; k < values.size(); ++k)
        if (std::abs(values[k] - values.front() - step * static_cast<double>(k)) > 1e-4 * step) return false;
    return true;
}

Side side_of(const Eigen::VectorXd& column, const std::string& name, Index which) {
    const std::set<double> different(column.begin(), column.end());
    Side side{{different.begin(), different.end()}, false, false};
    if (side.values.size() < 2)
        throw Error(name + format(": parameter %ld has one value only; an image is over two that change",
                                  static_cast<long>(which)));
    side.even = is_even(side.values);
    if (side.even || side.values.front() <= 0) return side;
    std::vector<double> logarithms;
    for (const double value : side.values) logarithms.push_back(std::log10(value));
    if (!is_even(logarithms)) return side;
    side.values = logarithms;
    side.logarithmic = side.even = true;
    return side;
}

Range outer(const Side& side, Index pixels) {
    const double width = side.values.back() - side.values.front();
    const double half = side.even ? width / (2 * static_cast<double>(pixels - 1)) : 0.02 * width;
    return {side.values.front() - half, side.values.back() + half};
}

// Each pixel has the value of the nearest case, distances being counted in the extents.
Image image_over(const Eigen::MatrixXd& cases, const Side& across, const Side& up, const std::vector<double>& values) {
    const bool grid = across.even && up.even;
    const auto columns = grid ? static_cast<Index>(across.values.size()) : kBetweenPoints;
    const auto rows = grid ? static_cast<Index>(up.values.size()) : kBetweenPoints;
    Image image{{columns, rows, {}}, outer(across, columns), outer(up, rows), {}, Palette::sequential, ""};
    const auto place = [](const Range& range, Index k, Index count) {
        return range.low + (static_cast<double>(k) + 0.5) * (range.high - range.low) / static_cast<double>(count);
    };
    const double wide = image.x.high - image.x.low, high = image.y.high - image.y.low;
    for (Index r = 0; r < rows; ++r)
        for (Index c = 0; c < columns; ++c) {
            double nearest = std::numeric_limits<double>::infinity();
            double value = 0;
            for (Index k = 0; k < cases.rows(); ++k) {
                const double distance = std::hypot((across.at(cases(k, 1)) - place(image.x, c, columns)) / wide,
                                                   (up.at(cases(k, 0)) - place(image.y, r, rows)) / high);
                if (distance >= nearest) continue;
                nearest = distance;
                value = values[static_cast<std::size_t>(k)];
            }
            const bool there = !grid || nearest < 0.3 / static_cast<double>(std::max(columns, rows));
            image.raster.values.push_back(there ? static_cast<float>(value) : std::numeric_limits<float>::quiet_NaN());
        }
    return image;
}

std::string side_label(const std::string& given, const Side& side, Index which) {
    const std::string label = Request::or_else(given, parameter_label(which, 2));
    return side.logarithmic ? "log10 of " + label : label;
}

Picture images(const Request& request, const OverParameters& over, const std::vector<Labelled>& all,
               const std::string& what) {
    const Side up = side_of(over.cases.col(0), request.parameters, 0);
    const Side across = side_of(over.cases.col(1), request.parameters, 1);
    Picture picture{"", "", {}, static_cast<Index>(all.size())};
    double largest = 0;
    for (const Labelled& one : all) largest = std::max(largest, range_of(one.values).value_or(Range{}).high);
    for (const Labelled& one : all) {
        Panel panel{one.label,
                    {side_label(request.x_label, across, 1)},
                    {side_label(request.y_label, up, 0)},
                    image_over(over.cases, across, up, one.values),
                    {}};
        panel.image->values = {0, largest};
        panel.image->label = Request::or_else(request.value_label, what);
        if (over.training) {
            Series points{"training cases", Mark::points, 2, {}, {}};
            for (Index c = 0; c < over.training->rows(); ++c) {
                points.x.push_back(across.at((*over.training)(c, 1)));
                points.y.push_back(up.at((*over.training)(c, 0)));
            }
            panel.series.push_back(points);
        }
        picture.panels.push_back(panel);
    }
    return picture;
}

Picture curves_over(const Request& request, const OverParameters& over, const std::vector<Labelled>& all,
                    const std::string& what, Index along) {
    const bool numbered = request.parameters.empty();
    const bool one = over.cases.cols() == 1;
    Panel panel{"",
                {Request::or_else(request.x_label, numbered ? "case" : parameter_label(along, over.cases.cols()))},
                {Request::or_else(request.y_label, what), true},
                {},
                {}};
    const std::vector<Index> order = order_of(over.cases.col(along));
    for (std::size_t k = 0; k < all.size(); ++k) {
        Series series{all[k].label,
                      one && order.size() > 1 ? Mark::marked_line : Mark::points,
                      static_cast<Index>(k) + 1,
                      {},
                      {}};
        for (const Index c : order) {
            series.x.push_back(over.cases(c, along));
            series.y.push_back(all[k].values[static_cast<std::size_t>(c)]);
        }
        panel.series.push_back(series);
    }
    if (over.training) {
        std::vector<double> least;
        for (const Series& series : panel.series) least.push_back(range_of(series.y).value_or(Range{1, 1}).low);
        Series points{"training cases", Mark::points, 0, values_of(over.training->col(along)), {}};
        points.y.assign(points.x.size(), *std::ranges::min_element(least));
        panel.series.push_back(points);
    }
    return {"", "", {panel}, 1};
}

}  // namespace

OverParameters over_parameters(const Request& request, Index cases) {
    OverParameters over;
    if (request.parameters.empty()) {
        over.cases = Eigen::VectorXd::LinSpaced(cases, 0, static_cast<double>(cases - 1));
        return over;
    }
    const files::Parameters parameters = files::read_parameters(request.parameters);
    files::require_same_cases(request.files.front(), cases, parameters.name, parameters.values.rows());
    over.cases = parameters.values;
    if (request.training.empty()) return over;
    over.training = files::read_parameters(request.training).values;
    if (over.training->cols() != over.cases.cols())
        throw Error(request.training + format(" has %ld parameters but ", static_cast<long>(over.training->cols())) +
                    request.parameters + format(" has %ld; they must match", static_cast<long>(over.cases.cols())));
    return over;
}

Picture picture_over(const Request& request, const OverParameters& over, const std::vector<Labelled>& all,
                     const std::string& what) {
    for (const Labelled& one : all)
        if (one.values.size() != static_cast<std::size_t>(over.cases.rows()))
            throw Error(one.label + format(" has %zu cases but there are %ld; they must match", one.values.size(),
                                           static_cast<long>(over.cases.rows())));
    if (over.cases.cols() == 2 && !request.along) return images(request, over, all, what);
    if (over.cases.cols() > 2 && !request.along)
        throw Error(request.parameters + format(" has %ld parameters; images are over two, so choose one with --along",
                                                static_cast<long>(over.cases.cols())));
    return curves_over(request, over, all, what, checked_along(request, over.cases.cols()));
}

}  // namespace rom::plot
