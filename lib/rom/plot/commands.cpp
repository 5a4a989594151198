#include "rom/plot/commands.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "rom/base/text.h"

namespace rom::plot {
namespace {

// Okabe and Ito (2008), Color universal design, after black the order in which they are told apart best.
constexpr std::array kColours = {"#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};
// Viridis (van der Walt and Smith, 2015), and ColorBrewer's RdBu from blue to red.
constexpr std::array kViridis = {"#440154", "#472D7B", "#3B528B", "#2C728E", "#21918C",
                                 "#28AE80", "#5EC962", "#ADDC30", "#FDE725"};
constexpr std::array kBlueRed = {"#2166AC", "#4393C3", "#92C5DE", "#D1E5F0", "#F7F7F7",
                                 "#FDDBC7", "#F4A582", "#D6604D", "#B2182B"};
// Of gnuplot: a square and a disc, triangles, diamond, circle and square that are empty; a pair for each round through
// the colours.
constexpr std::array<std::array<int, 2>, 4> kPoints = {{{5, 7}, {9, 13}, {4, 6}, {8, 12}}};
constexpr std::array kLines = {1, 4, 3, 5};  // whole, and dashed in other ways

// Least of 1, 2 and 5 times a power of ten that is no less.
double round_step(double least) {
    const double power = std::pow(10, std::floor(std::log10(least)));
    for (const double digit : {1, 2, 5})
        if (digit * power >= least * (1 - 1e-9)) return digit * power;
    return 10 * power;
}

}  // namespace

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') result += '\'';
        result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return result + "'";
}

std::string plain(const std::string& text) { return quoted(text) + " noenhanced"; }

std::string number(double value) { return std::isfinite(value) ? format("%.15g", value) : "NaN"; }

std::string range_text(const Range& range) { return "[" + number(range.low) + ":" + number(range.high) + "]"; }

std::string palette_of(Palette palette) {
    const auto& colours = palette == Palette::diverging ? kBlueRed : kViridis;
    std::string text = "set palette defined (";
    for (std::size_t k = 0; k < colours.size(); ++k) text += format("%s%zu '%s'", k == 0 ? "" : ", ", k, colours[k]);
    return text + ")\n";
}

std::string axis_of(const std::string& name, const Axis& axis, bool in_text) {
    std::string text = "set " + name + "label " + plain(axis.label) + "\n";
    text += axis.range ? "set " + name + "range " + range_text(*axis.range) + "\n"
                       : "set " + name + "range [*:*]\nset autoscale " + name + "\n";
    if (!axis.logarithmic) return text + "unset logscale " + name + "\nset format " + name + " '%h'\n";
    return text + "set logscale " + name + "\nset format " + name + (in_text ? " '1e%T'\n" : " '10^{%T}'\n");
}

std::string ticks_of(const std::string& name, const Axis& axis, const std::optional<Range>& range, Index most) {
    if (axis.logarithmic || !range) return "set " + name + "tics autofreq\n";
    const double step = round_step((range->high - range->low) / static_cast<double>(most));
    return "set " + name + "tics " + number(axis.counts ? std::max(1.0, step) : step) + "\n";
}

std::string style_of(const Series& series, bool in_text) {
    // Black stands for what others are compared with; those beyond the end of the list differ in points and dashes.
    const auto others = static_cast<Index>(kColours.size()) - 1;
    const Index round = series.colour == 0 ? 0 : (series.colour - 1) / others;
    const auto colour = static_cast<std::size_t>(series.colour == 0 ? 0 : 1 + (series.colour - 1) % others);
    const auto in_round = static_cast<std::size_t>(round) % kPoints.size();
    const std::string paint = std::string(" lc rgb '") + kColours[colour] + "'";
    // In text they are letters.
    const auto point = in_text ? format(" pt %ld", static_cast<long>(series.colour))
                               : format(" pt %d ps 0.7", kPoints[in_round][colour % 2]);
    const auto dashes = round == 0 ? "" : format(" dt %d", kLines[in_round]);
    switch (series.mark) {
        case Mark::line:
            return "using 1:2 with lines lw 1.5" + dashes + paint;
        case Mark::dashes:
            return "using 1:2 with lines lw 2 dt 2" + paint;
        case Mark::points:
            return "using 1:2 with points" + point + paint;
        case Mark::shaded:
            return "using 1:2:3 with points pt 7 ps 1.8 palette";
        case Mark::marked_line:
            return "using 1:2 with linespoints lw 1.5" + dashes + point + paint;
        case Mark::band:
            return "using 1:2:3 with filledcurves fs transparent solid 0.25 noborder" + paint;
    }
    return "";
}

std::string numbers_of(const Series& series) {
    std::string text;
    for (std::size_t k = 0; k < series.x.size(); ++k) {
        text += number(series.x[k]) + " " + number(series.y[k]);
        if (series.mark == Mark::band) text += " " + number(series.upper[k]);
        if (series.mark == Mark::shaded) text += " " + number(series.shades[k]);
        text += "\n";
    }
    return text + "e\n";
}

}  // namespace rom::plot
