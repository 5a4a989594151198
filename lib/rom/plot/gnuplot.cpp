#include "rom/plot/gnuplot.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/plot/commands.h"
#include "rom/plot/process.h"

namespace rom::plot {
namespace {

struct Ending {
    const char* ending;
    Format format;
};
constexpr Ending kEndings[] = {
    {".png", Format::png}, {".svg", Format::svg}, {".pdf", Format::pdf}, {".gp", Format::script}};

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

constexpr const char* kCharacters = "'-' using 1:2:3 with labels notitle";

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

// What stands for a value in text.
std::string character_at(const Image& image, double value) {
    const double share = (value - image.values.low) / (image.values.high - image.values.low);
    return std::string("\"") + kShades[static_cast<std::size_t>(std::clamp(share * 10, 0.0, 9.0))] + "\"";
}

// The same in characters, as many as there are in a panel.
Element characters_of(const Image& image, const Size& panel) {
    // Twice as many, for which of them share a character is up to gnuplot.
    const Index columns = 2 * std::max<Index>(1, panel.width - kBesideText);
    const Index rows = 2 * std::max<Index>(1, panel.height - kAboveText);
    const Raster& raster = image.raster;
    Element element{kCharacters, ""};
    for (Index r = 0; r < rows; ++r) {
        for (Index c = 0; c < columns; ++c) {
            const Index row = (2 * r + 1) * raster.rows / (2 * rows);
            const Index column = (2 * c + 1) * raster.columns / (2 * columns);
            const double value =
                static_cast<double>(raster.values[static_cast<std::size_t>(row * raster.columns + column)]);
            if (!std::isfinite(value)) continue;
            element.data += number(image.x.low + (static_cast<double>(c) + 0.5) * pixel_width(image.x, columns)) + " " +
                            number(image.y.low + (static_cast<double>(r) + 0.5) * pixel_width(image.y, rows)) + " " +
                            character_at(image, value) + "\n";
        }
    }
    element.data += "e\n";
    return element;
}

Element points_in_text(const Image& image, const Series& series) {
    Element element{kCharacters, ""};
    for (std::size_t k = 0; k < series.x.size(); ++k)
        element.data +=
            number(series.x[k]) + " " + number(series.y[k]) + " " + character_at(image, series.shades[k]) + "\n";
    element.data += "e\n";
    return element;
}

Element drawn(const Series& series, bool text) {
    return {"'-' " + style_of(series, text) + (series.title.empty() ? " notitle" : " title " + quoted(series.title)),
            numbers_of(series)};
}

std::string title_of(const Panel& panel, bool text) {
    if (!text || !panel.image) return panel.title;
    return panel.title + format("  (%.3g to %.3g: %s)", panel.image->values.low, panel.image->values.high,
                                std::string(kShades).c_str());
}

// Of the numbers along the horizontal axis.
std::optional<Range> extent_along_x(const Panel& panel) {
    if (panel.x.range) return panel.x.range;
    if (panel.image) return panel.image->x;
    std::vector<double> all;
    for (const Series& series : panel.series) all.insert(all.end(), series.x.begin(), series.x.end());
    return range_of(all);
}

std::string script_of(const Panel& panel, bool text, const Size& size) {
    if (is_empty(panel)) return "set multiplot next\n";
    std::string script = "set title " + plain(title_of(panel, text)) + "\n";
    script += axis_of("x", panel.x, text) + axis_of("y", panel.y, text);
    script += ticks_of("x", panel.x, extent_along_x(panel), std::max<Index>(2, size.width / (text ? 14 : 80)));
    const bool titles = std::ranges::any_of(panel.series, [](const Series& s) { return !s.title.empty(); });
    script +=
        titles ? "set key bmargin center horizontal Left reverse samplen 3 height 0.8 noenhanced\n" : "unset key\n";
    script += panel.same_units && !text ? "set size ratio -1\n" : "set size noratio\n";
    script += "unset arrow\n";
    if (panel.mark)
        script += "set arrow from " + number(*panel.mark) + ",graph 0 to " + number(*panel.mark) +
                  ",graph 1 nohead front dt 2 lw 1.5\n";
    std::vector<Element> elements;
    // Curves go from edge to edge; points want some room.
    const auto no_points = [](const Series& s) {
        return s.mark == Mark::line || s.mark == Mark::dashes || s.mark == Mark::band;
    };
    script += std::ranges::all_of(panel.series, no_points) && !panel.x.range ? "set autoscale xfix\n" : "";
    if (panel.image) {
        const Image& image = *panel.image;
        script += palette_of(image.palette);
        script += "set cbrange " + range_text(image.values) + "\nset cblabel " + plain(image.label) +
                  " offset 0.8,0\nset format cb '%h'\n";
        script += "set xrange " + range_text(panel.x.range.value_or(image.x)) + "\n";
        script += "set yrange " + range_text(panel.y.range.value_or(image.y)) + "\n";
        if (image.raster.columns > 0) elements.push_back(text ? characters_of(image, size) : pixels_of(image));
    }
    for (const Series& series : panel.series)
        elements.push_back(text && series.mark == Mark::shaded ? points_in_text(*panel.image, series)
                                                               : drawn(thinned(series), text));
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
    if (!text) script += "set grid lt 1 lw 0.5 lc rgb '#e4e4e4'\nset xlabel offset 0,0.3\n";
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
    if (gnuplot.status != 0 || gnuplot.output.empty()) {
        const std::string said = last_line_of(gnuplot.errors);
        throw Error(picture.name + ": gnuplot could not draw it (" +
                    (said.empty() ? "it ended with status " + std::to_string(gnuplot.status) : said) + ")");
    }
    // A page of text begins with a form feed.
    return gnuplot.output.substr(format == Format::text ? gnuplot.output.find_first_not_of('\f') : 0);
}

}  // namespace rom::plot
