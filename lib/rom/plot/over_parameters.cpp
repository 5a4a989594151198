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

// A parameter as an axis of an image: its values, evenly apart or not, or the logarithms of those.
struct Side {
    std::vector<double> values;  // those that differ, rising
    bool logarithmic = false;
    bool even = false;

    Range extent() const { return {values.front(), values.back()}; }
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

// Of a grid, most of whose points have a case.
bool is_grid(const Eigen::MatrixXd& cases, const Side& across, const Side& up) {
    return across.even && up.even &&
           2 * static_cast<std::size_t>(cases.rows()) >= across.values.size() * up.values.size();
}

// With half a pixel at either end.
Range outer(const Side& side) {
    const double width = side.values.back() - side.values.front();
    const double half = width / (2 * static_cast<double>(side.values.size() - 1));
    return {side.values.front() - half, side.values.back() + half};
}

Index pixel_of(const Side& side, double value) {
    const double share = (side.at(value) - side.values.front()) / (side.values.back() - side.values.front());
    return std::lround(share * static_cast<double>(side.values.size() - 1));
}

// A pixel for each case. Of several in one place it has the value of the first.
Image image_over(const Eigen::MatrixXd& cases, const Side& across, const Side& up, const std::vector<double>& values) {
    const auto columns = static_cast<Index>(across.values.size());
    const auto rows = static_cast<Index>(up.values.size());
    Raster raster{columns, rows, std::vector<float>(across.values.size() * up.values.size(), std::nanf(""))};
    for (Index c = 0; c < cases.rows(); ++c) {
        float& pixel =
            raster
                .values[static_cast<std::size_t>(pixel_of(up, cases(c, 0)) * columns + pixel_of(across, cases(c, 1)))];
        if (std::isnan(pixel)) pixel = static_cast<float>(values[static_cast<std::size_t>(c)]);
    }
    return {raster, outer(across), outer(up), {}, Palette::sequential, ""};
}

// Points at places [points, 2] of these parameters.
Series points_at(const Eigen::MatrixXd& places, const Side& across, const Side& up, const std::string& title, Mark mark,
                 Index colour) {
    Series points{title, mark, colour, {}, {}};
    for (Index c = 0; c < places.rows(); ++c) {
        points.x.push_back(across.at(places(c, 1)));
        points.y.push_back(up.at(places(c, 0)));
    }
    return points;
}

// All points of a panel and its image, and some room.
void show_all_points(Panel& panel) {
    const auto widened = [](Range range, const std::vector<double>& more) {
        if (more.empty()) return range;
        const double margin = 0.04 * (range.high - range.low);
        const auto [least, largest] = std::ranges::minmax(more);
        return Range{std::min(range.low, least - margin), std::max(range.high, largest + margin)};
    };
    for (const Series& series : panel.series) {
        panel.x.range = widened(panel.x.range.value_or(panel.image->x), series.x);
        panel.y.range = widened(panel.y.range.value_or(panel.image->y), series.y);
    }
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
    const bool grid = is_grid(over.cases, across, up);
    for (const Labelled& one : all) {
        Panel panel{one.label, {side_label(request.x_label, across, 1)}, {side_label(request.y_label, up, 0)}, {}, {}};
        if (grid) {
            panel.image = image_over(over.cases, across, up, one.values);
        } else {
            panel.image = Image{{}, across.extent(), up.extent(), {}, Palette::sequential, ""};
            panel.series.push_back(points_at(over.cases, across, up, "", Mark::shaded, 0));
            panel.series.back().shades = one.values;
        }
        panel.image->values = {0, largest};
        panel.image->label = Request::or_else(request.value_label, what);
        if (over.training)
            panel.series.push_back(points_at(*over.training, across, up, "training cases", Mark::points, 2));
        show_all_points(panel);
        picture.panels.push_back(panel);
    }
    return picture;
}

Picture curves_over(const Request& request, const OverParameters& over, const std::vector<Labelled>& all,
                    const std::string& what, Index along) {
    const bool numbered = request.parameters.empty();
    const bool one = over.cases.cols() == 1;
    Panel panel{"",
                {Request::or_else(request.x_label, numbered ? "case" : parameter_label(along, over.cases.cols())),
                 false,
                 {},
                 numbered},
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
        double least = std::numeric_limits<double>::infinity();
        for (const Series& series : panel.series)
            for (const double value : series.y)
                if (value > 0) least = std::min(least, value);
        Series points{"training cases", Mark::points, 0, values_of(over.training->col(along)), {}};
        points.y.assign(points.x.size(), std::isfinite(least) ? least : 0);
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
