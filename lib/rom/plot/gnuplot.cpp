#include "rom/plot/gnuplot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/plot/process.h"

namespace rom::plot {
namespace {

struct Ending {
    const char* ending;
    Format format;
};
constexpr Ending kEndings[] = {
    {".png", Format::png}, {".svg", Format::svg}, {".pdf", Format::pdf}, {".gp", Format::script}};

// Okabe and Ito (2008), Color universal design, after black the order in which they are told apart best.
constexpr std::array kColours = {"#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};
// Viridis (van der Walt and Smith, 2015), and ColorBrewer's RdBu from blue to red.
constexpr std::array kViridis = {"#440154", "#472D7B", "#3B528B", "#2C728E", "#21918C",
                                 "#28AE80", "#5EC962", "#ADDC30", "#FDE725"};
constexpr std::array kBlueRed = {"#2166AC", "#4393C3", "#92C5DE", "#D1E5F0", "#F7F7F7",
                                 "#FDDBC7", "#F4A582", "#D6604D", "#B2182B"};
// From light to dark, in text.
constexpr std::string_view kShades = " .:-=+*#%@";

constexpr Size kPanel = {480, 380};    // pixels
constexpr Index kBesideImage = 150;    // pixels of a panel that its image does not have
constexpr Index kAboveImage = 100;     // likewise
constexpr Index kRowsOfText = 22;      // of a panel
constexpr Size kLeastText = {40, 12};  // characters
constexpr Size kLeastPixels = {120, 90};
constexpr Index kMostText = 1000;
constexpr Index kBesideText = 18;        // columns of a panel that its image does not have
constexpr Index kAboveText = 7;          // rows likewise
constexpr double kPixelsPerInch = 96.0;  // of a PDF

// A text as gnuplot takes it, in one line.
std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') result += '\'';
        result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return result + "'";
}

std::string plain(const std::string& text) { return quoted(text) + " noenhanced"; }

std::string number(double value) { return std::isfinite(value) ? format("%.9g", value) : "NaN"; }

std::string range_text(const Range& range) { return "[" + number(range.low) + ":" + number(range.high) + "]"; }

template <std::size_t count>
std::string palette_of(const std::array<const char*, count>& colours) {
    std::string text = "set palette defined (";
    for (std::size_t k = 0; k < count; ++k) text += format("%s%zu '%s'", k == 0 ? "" : ", ", k, colours[k]);
    return text + ")\n";
}

std::string terminal_of(Format format, const Size& size) {
    const auto width = static_cast<long>(size.width);
    const auto height = static_cast<long>(size.height);
    switch (format) {
        case Format::png:
            return rom::format("set terminal pngcairo size %ld,%ld font 'Sans,11'\n", width, height);
        case Format::svg:
            return rom::format("set terminal svg size %ld,%ld font 'Sans,13' background '#ffffff'\n", width, height);
        case Format::pdf:
            return rom::format("set terminal pdfcairo size %.3fin,%.3fin font 'Sans,11'\n",
                               static_cast<double>(width) / kPixelsPerInch,
                               static_cast<double>(height) / kPixelsPerInch);
        case Format::text:
            return rom::format("set terminal dumb size %ld,%ld\n", width, height);
        case Format::script:
            break;
    }
    return "";
}

std::string axis_of(const char* name, const Axis& axis, bool in_text) {
    std::string text = std::string("set ") + name + "label " + plain(axis.label) + "\n";
    text += axis.range ? std::string("set ") + name + "range " + range_text(*axis.range) + "\n"
                       : std::string("set ") + name + "range [*:*]\nset autoscale " + name + "\n";
    if (!axis.logarithmic) return text + "unset logscale " + name + "\nset format " + name + " '%h'\n";
    return text + "set logscale " + name + "\nset format " + name + (in_text ? " '1e%T'\n" : " '10^{%T}'\n");
}

std::string style_of(const Series& series) {
    const auto colours = static_cast<Index>(kColours.size());
    // Black stands for what others are compared with; those beyond the end of the list are others again.
    const Index colour = series.colour < colours ? series.colour : 1 + (series.colour - 1) % (colours - 1);
    const std::string paint = std::string(" lc rgb '") + kColours[static_cast<std::size_t>(colour)] + "'";
    const auto point = format(" pt %ld ps 0.7", static_cast<long>(series.colour % 2 == 0 ? 5 : 7));
    switch (series.mark) {
        case Mark::line:
            return "using 1:2 with lines lw 1.5" + paint;
        case Mark::dashes:
            return "using 1:2 with lines lw 2 dt 2" + paint;
        case Mark::points:
            return "using 1:2 with points" + point + paint;
        case Mark::marked_line:
            return "using 1:2 with linespoints lw 1.5" + point + paint;
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
        text += "\n";
    }
    return text + "e\n";
}

double pixel_width(const Range& range, Index count) { return (range.high - range.low) / static_cast<double>(count); }

// An image as gnuplot reads it, and what follows the command.
struct Element {
    std::string command;
    std::string data;
};

Element pixels_of(const Image& image) {
    const Raster& raster = image.raster;
    const double dx = pixel_width(image.x, raster.columns);
    const double dy = pixel_width(image.y, raster.rows);
    return {
        format("'-' binary array=(%ld,%ld) format='%%float' dx=%.17g dy=%.17g origin=(%.17g,%.17g) with image notitle",
               static_cast<long>(raster.columns), static_cast<long>(raster.rows), dx, dy, image.x.low + dx / 2,
               image.y.low + dy / 2),
        std::string(reinterpret_cast<const char*>(raster.values.data()), raster.values.size() * sizeof(float))};
}

// The same in characters, as many as there are in a panel.
Element shades_of(const Image& image, const Size& panel) {
    // Twice as many, for which of them share a character is up to gnuplot.
    const Index columns = 2 * std::max<Index>(1, panel.width - kBesideText);
    const Index rows = 2 * std::max<Index>(1, panel.height - kAboveText);
    const Raster& raster = image.raster;
    Element element{"'-' using 1:2:3 with labels notitle", ""};
    for (Index r = 0; r < rows; ++r) {
        for (Index c = 0; c < columns; ++c) {
            const Index row = (2 * r + 1) * raster.rows / (2 * rows);
            const Index column = (2 * c + 1) * raster.columns / (2 * columns);
            const double value =
                static_cast<double>(raster.values[static_cast<std::size_t>(row * raster.columns + column)]);
            if (!std::isfinite(value)) continue;
            const double share = (value - image.values.low) / (image.values.high - image.values.low);
            const auto shade = static_cast<std::size_t>(std::clamp(share * 10, 0.0, 9.0));
            element.data += number(image.x.low + (static_cast<double>(c) + 0.5) * pixel_width(image.x, columns)) + " " +
                            number(image.y.low + (static_cast<double>(r) + 0.5) * pixel_width(image.y, rows)) + " \"" +
                            kShades[shade] + "\"\n";
        }
    }
    element.data += "e\n";
    return element;
}

std::string title_of(const Panel& panel, bool text) {
    if (!text || !panel.image) return panel.title;
    return panel.title + format("  (%.3g to %.3g: %s)", panel.image->values.low, panel.image->values.high,
                                std::string(kShades).c_str());
}

std::string script_of(const Panel& panel, bool text, const Size& size) {
    if (is_empty(panel)) return "set multiplot next\n";
    std::string script = "set title " + plain(title_of(panel, text)) + "\n";
    script += axis_of("x", panel.x, text) + axis_of("y", panel.y, text);
    const bool titles = std::ranges::any_of(panel.series, [](const Series& s) { return !s.title.empty(); });
    script += titles ? "set key bmargin center horizontal Left reverse samplen 3 noenhanced\n" : "unset key\n";
    script += panel.same_units && !text ? "set size ratio -1\n" : "set size noratio\n";
    script += "unset arrow\n";
    if (panel.mark)
        script += "set arrow from " + number(*panel.mark) + ",graph 0 to " + number(*panel.mark) +
                  ",graph 1 nohead front dt 2 lw 1.5\n";
    std::vector<Element> elements;
    // Curves go from edge to edge; points want some room.
    const auto no_points = [](const Series& s) { return s.mark != Mark::points && s.mark != Mark::marked_line; };
    script += std::ranges::all_of(panel.series, no_points) && !panel.x.range ? "set autoscale xfix\n" : "";
    if (panel.image) {
        const Image& image = *panel.image;
        script += palette_of(image.palette == Palette::diverging ? kBlueRed : kViridis);
        script += "set cbrange " + range_text(image.values) + "\nset cblabel " + plain(image.label) + "\n";
        script += "set xrange " + range_text(panel.x.range.value_or(image.x)) + "\n";
        script += "set yrange " + range_text(panel.y.range.value_or(image.y)) + "\n";
        elements.push_back(text ? shades_of(image, size) : pixels_of(image));
    }
    for (const Series& whole : panel.series) {
        const Series series = thinned(whole);
        elements.push_back(
            {"'-' " + style_of(series) + (series.title.empty() ? " notitle" : " title " + quoted(series.title)),
             numbers_of(series)});
    }
    script += "plot ";
    for (const Element& element : elements) script += (&element == &elements.front() ? "" : ", ") + element.command;
    script += "\n";
    for (const Element& element : elements) script += element.data;
    return script;
}

// The height of a panel whose image has the same units along both axes, else the usual one.
Index height_of(const Panel& panel) {
    if (!panel.same_units || !panel.image) return kPanel.height;
    const Image& image = *panel.image;
    const double aspect = (image.y.high - image.y.low) / (image.x.high - image.x.low);
    return std::clamp(std::lround(aspect * static_cast<double>(kPanel.width - kBesideImage)) + kAboveImage,
                      kPanel.height / 2, 2 * kPanel.height);
}

Index rows_of(const Picture& picture, Index columns) {
    return (static_cast<Index>(picture.panels.size()) + columns - 1) / columns;
}

}  // namespace

Format format_of(const std::string& output) {
    if (output == "-") return Format::text;
    const std::string ending = std::filesystem::path(output).extension();
    const auto* found = std::ranges::find_if(kEndings, [&](const Ending& one) { return ending == one.ending; });
    if (found != std::end(kEndings)) return found->format;
    std::vector<std::string> known;
    for (const Ending& one : kEndings) known.emplace_back(one.ending);
    throw Error(
        "--output: " + output + " has an ending that is no picture's; give " + listed(known, "or") + ", or - for text",
        2);
}

Size suitable_size(const Picture& picture, Format format, Index columns) {
    if (format == Format::text) {
        if (columns < kLeastText.width)
            throw Error(rom::format("the terminal has %ld columns but a picture needs %ld; write one with -o FILE.png",
                                    static_cast<long>(columns), static_cast<long>(kLeastText.width)));
        return {columns, kRowsOfText * static_cast<Index>(picture.panels.size())};
    }
    const Index title = picture.title.empty() ? 0 : 30;
    Index height = 0;
    for (const Panel& panel : picture.panels) height = std::max(height, is_empty(panel) ? 0 : height_of(panel));
    return {kPanel.width * picture.columns, height * rows_of(picture, picture.columns) + title};
}

Size checked(const Size& size, Format format) {
    const Size least = format == Format::text ? kLeastText : kLeastPixels;
    if (format == Format::text && std::max(size.width, size.height) > kMostText)
        throw Error(
            rom::format("--size is %ld,%ld; text has %ld rows and columns at most", static_cast<long>(size.width),
                        static_cast<long>(size.height), static_cast<long>(kMostText)),
            2);
    if (size.width >= least.width && size.height >= least.height) return size;
    throw Error(
        rom::format("--size is %ld,%ld; it must be %ld,%ld at least", static_cast<long>(size.width),
                    static_cast<long>(size.height), static_cast<long>(least.width), static_cast<long>(least.height)),
        2);
}

std::string script_of(const Picture& picture, Format format, const Size& size) {
    const bool text = format == Format::text;
    const Index columns = text ? 1 : picture.columns;
    const Index rows = rows_of(picture, columns);
    std::string script = terminal_of(format, size);
    script += "set encoding utf8\nset border lc rgb '#404040'\nset tics out nomirror\n";
    if (!text) script += "set grid lt 1 lw 0.5 lc rgb '#e4e4e4'\nset xlabel offset 0,0.6\n";
    script += rom::format("set multiplot layout %ld,%ld", static_cast<long>(rows), static_cast<long>(columns));
    if (!picture.title.empty()) script += " title " + plain(picture.title);
    script += "\n";
    for (const Panel& panel : picture.panels)
        script += script_of(panel, text, {size.width / columns, size.height / rows});
    return script + "unset multiplot\n";
}

std::string drawn(const Picture& picture, Format format, const Size& size) {
    require_something(picture);
    const std::string script = script_of(picture, format, size);
    if (format == Format::script) return script;
    const Finished gnuplot = run("gnuplot", {"-d", "-"}, script, "GNUTERM");  // which would choose another terminal
    if (!gnuplot.found) throw Error("gnuplot is not installed; install it, on Debian the package gnuplot-nox");
    if (gnuplot.status != 0 || gnuplot.output.empty())
        throw Error(picture.name + ": gnuplot could not draw it (" + last_line_of(gnuplot.errors) + ")");
    return gnuplot.output;
}

}  // namespace rom::plot
