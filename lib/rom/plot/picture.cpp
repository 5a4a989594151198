#include "rom/plot/picture.h"

#include <algorithm>
#include <cmath>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::plot {
namespace {

template <class Values>
void widen(std::optional<Range>& range, const Values& values) {
    for (const auto value : values) {
        if (!std::isfinite(value)) continue;
        const double one = static_cast<double>(value);
        range = range ? Range{std::min(range->low, one), std::max(range->high, one)} : Range{one, one};
    }
}

std::optional<Range> with_extent(std::optional<Range> range) {
    if (!range || range->high > range->low) return range;
    const double margin = range->low == 0 ? 1 : 0.1 * std::abs(range->low);
    return Range{range->low - margin, range->high + margin};
}

bool is_positive(double value) { return value > 0; }

// Of one of the axes of a panel; the numbers are those of all its curves along it.
void suit(Axis& axis, const std::vector<std::vector<double>*>& numbers) {
    if (!axis.logarithmic) return;
    axis.logarithmic =
        std::ranges::any_of(numbers, [](const auto* values) { return std::ranges::any_of(*values, is_positive); });
    if (!axis.logarithmic) return;
    for (auto* values : numbers)
        for (double& value : *values)
            if (!is_positive(value)) value = std::nan("");
}

Index finite_points(const Series& series) {
    Index count = 0;
    for (std::size_t k = 0; k < series.x.size(); ++k) count += std::isfinite(series.x[k]) && std::isfinite(series.y[k]);
    return count;
}

}  // namespace

std::optional<Range> range_of(const std::vector<double>& values) {
    std::optional<Range> range;
    widen(range, values);
    return with_extent(range);
}

std::optional<Range> range_of(const std::vector<float>& values) {
    std::optional<Range> range;
    widen(range, values);
    return with_extent(range);
}

std::optional<Range> range_of(const std::vector<const Raster*>& rasters) {
    std::optional<Range> range;
    for (const Raster* raster : rasters) widen(range, raster->values);
    return with_extent(range);
}

Range symmetric(const Range& range) {
    const double largest = std::max(std::abs(range.low), std::abs(range.high));
    return {-largest, largest};
}

Series thinned(const Series& series, Index most) {
    const Index count = static_cast<Index>(series.x.size());
    if (count <= most || series.mark == Mark::band) return series;
    Series thin = series;
    thin.x.clear();
    thin.y.clear();
    const Index stretches = most / 2;
    for (Index s = 0; s < stretches; ++s) {
        const auto first = series.y.begin() + s * count / stretches;
        const auto end = series.y.begin() + (s + 1) * count / stretches;
        const auto [least, largest] = std::minmax_element(first, end);
        for (const auto& at : {std::min(least, largest), std::max(least, largest)}) {
            thin.x.push_back(series.x[static_cast<std::size_t>(at - series.y.begin())]);
            thin.y.push_back(*at);
        }
    }
    return thin;
}

Picture with_suitable_axes(Picture picture) {
    for (Panel& panel : picture.panels) {
        std::vector<std::vector<double>*> along_x, along_y;
        for (Series& series : panel.series) {
            along_x.push_back(&series.x);
            along_y.insert(along_y.end(), {&series.y, &series.upper});
        }
        suit(panel.x, along_x);
        suit(panel.y, along_y);
    }
    return picture;
}

bool is_empty(const Panel& panel) { return !panel.image && panel.series.empty(); }

void require_something(const Picture& picture) {
    for (const Panel& panel : picture.panels) {
        if (is_empty(panel)) continue;
        if (panel.image && panel.image->raster.columns > 0) {
            if (!range_of(panel.image->raster.values)) throw Error(picture.name + ": has no finite value to show");
            continue;
        }
        Index most = 0;
        bool curves = true;
        for (const Series& series : panel.series) {
            most = std::max(most, finite_points(series));
            curves = curves && series.mark != Mark::points && series.mark != Mark::shaded;
        }
        if (most == 0) throw Error(picture.name + ": has no finite value to show");
        if (most < 2 && curves) throw Error(picture.name + ": has one point only; a curve needs two");
    }
}

}  // namespace rom::plot
