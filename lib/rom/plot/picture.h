// Pictures as values: panels with axes, curves, points, bands and images. What they show is up to others; gnuplot.h
// draws them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rom/base/types.h"

namespace rom::plot {

struct Range {
    double low = 0;
    double high = 0;
};

// shaded: points in the colours of the panel's palette.
enum class Mark { line, dashes, points, marked_line, band, shaded };

// Points (x, y), of which those that are not finite interrupt a curve. Of a band y is the lower edge.
struct Series {
    std::string title;  // in the key; empty: not there
    Mark mark = Mark::line;
    Index colour = 0;  // its place in the list of colours, of which the first is black
    std::vector<double> x;
    std::vector<double> y;
    std::vector<double> upper = {};   // edge of a band
    std::vector<double> shades = {};  // values of shaded points
};

// Values at pixels, row by row from the lower left one; NaN where there is nothing.
struct Raster {
    Index columns = 0;
    Index rows = 0;
    std::vector<float> values;
};

// sequential: from the least value to the largest; diverging: about a middle, which is white.
enum class Palette { sequential, diverging };

// Without pixels it says what shaded points mean.
struct Image {
    Raster raster;
    Range x;  // of the outer edges of the pixels
    Range y;
    Range values;  // the ends of the palette
    Palette palette = Palette::sequential;
    std::string label;  // of the palette
};

struct Axis {
    std::string label;
    bool logarithmic = false;
    std::optional<Range> range = {};
    bool counts = false;  // whole numbers
};

struct Panel {
    std::string title;
    Axis x;
    Axis y;
    std::optional<Image> image = {};
    std::vector<Series> series = {};  // on top of the image, in their order
    bool same_units = false;          // a unit is as long along x as along y
    std::optional<double> mark = {};  // a dashed line goes up at this x
};

// Panels row by row; one without anything to show leaves its place empty.
struct Picture {
    std::string name;  // of the files that it shows, for messages
    std::string title;
    std::vector<Panel> panels;
    Index columns = 1;
};

// The least and the largest finite value; nothing if there is none. One value alone is widened, so that there is an
// extent.
std::optional<Range> range_of(const std::vector<double>& values);
std::optional<Range> range_of(const std::vector<float>& values);
std::optional<Range> range_of(const std::vector<const Raster*>& rasters);

// From minus the largest absolute value to it.
Range symmetric(const Range& range);

// A curve with at most about `most` points, which keeps the least and the largest value of each stretch.
Series thinned(const Series& series, Index most = 2000);

// Zero and less have no place on a logarithmic axis: they are left out, or if there is nothing else, the axis is
// linear.
Picture with_suitable_axes(Picture picture);

// Whether there is nothing to show.
bool is_empty(const Panel& panel);

// Throws Error naming the picture if a panel has no finite value, or only curves of which none has two points.
void require_something(const Picture& picture);

}  // namespace rom::plot
