#include <algorithm>
#include <cmath>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/plot/compared.h"
#include "rom/plot/pictures.h"
#include "rom/plot/places.h"
#include "rom/plot/space.h"

namespace rom::plot {
namespace {

constexpr Index kMostTimes = 300;  // of an image over space and time
constexpr Index kTimesInARow = 4;  // if none is asked for

// Truth, or one array, and predictions, with what they have in common.
struct Shown {
    const Request& request;
    std::vector<snapshots::Snapshots> all;
    Space space;
    std::vector<double> times;

    Index state(Index which, Index time) const { return which * all.front().times + time; }
    bool has_vectors() const { return space.components > 1 && !request.field; }

    std::vector<float> scalar(std::size_t file, Index number) const {
        return scalar_of(space, snapshot_of(all[file], number), request.field);
    }
    // Of a prediction from the truth; of vectors its length.
    std::vector<float> difference(std::size_t file, Index number) const {
        std::vector<float> values = snapshot_of(all[file], number);
        const std::vector<float> truth = snapshot_of(all.front(), number);
        for (std::size_t k = 0; k < values.size(); ++k) values[k] -= truth[k];
        return scalar_of(space, std::move(values), request.field);
    }
    std::string time_text(Index time) const {
        const double at = times[static_cast<std::size_t>(time)];
        return time_label(request) == "time" ? format("t = %.4g", at) : format("snapshot %.0f", at);
    }
    std::string label(std::size_t file) const {
        return file == 0 ? request.label(0, all.size() > 1 ? "truth" : "") : prediction_label(request, file);
    }
    std::string difference_label(std::size_t file) const {
        return all.size() > 2 ? "difference of " + label(file) : "difference";
    }
};

// The outer edges of so many pixels whose centres go from `low` to `high`.
Range edges(double low, double high, Index count) {
    const double half = count > 1 ? (high - low) / (2 * static_cast<double>(count - 1)) : 0.5;
    return {low - half, high + half};
}

struct Frame {
    Range x;
    Range y;
    std::string x_label;
    std::string y_label;
    bool same_units = false;
};

Panel image_panel(const Request& request, const Frame& frame, const std::string& title, Raster raster) {
    Panel panel{title, {frame.x_label}, {frame.y_label}, {}, {}, frame.same_units};
    panel.image = Image{std::move(raster), frame.x, frame.y, {}, Palette::sequential, request.value_label};
    return panel;
}

// What a function of a file makes of all: fields on one scale of colours, and their differences on another.
template <class RasterOf>
Picture image_picture(const Shown& shown, const Frame& frame, const RasterOf& raster_of_file) {
    const std::size_t files = shown.all.size();
    std::vector<Panel> fields, differences;
    for (std::size_t k = 0; k < files; ++k) {
        fields.push_back(image_panel(shown.request, frame, shown.label(k), raster_of_file(k, false)));
        if (k > 0)
            differences.push_back(
                image_panel(shown.request, frame, shown.difference_label(k), raster_of_file(k, true)));
    }
    const auto on_one_scale = [](std::vector<Panel>& panels, bool diverging) {
        std::vector<const Raster*> rasters;
        for (const Panel& panel : panels) rasters.push_back(&panel.image->raster);
        const Range range = range_of(rasters).value_or(Range{0, 1});
        for (Panel& panel : panels) {
            panel.image->values = diverging ? symmetric(range) : range;
            if (diverging) panel.image->palette = Palette::diverging;
        }
    };
    on_one_scale(fields, false);
    on_one_scale(differences, !shown.has_vectors());
    Picture picture{"", "", fields, static_cast<Index>(files == 2 ? 3 : files)};
    if (files > 2) picture.panels.emplace_back();  // below the truth
    picture.panels.insert(picture.panels.end(), differences.begin(), differences.end());
    return picture;
}

std::string case_text(const Shown& shown, Index which) {
    return shown.all.front().cases > 1 ? "case " + std::to_string(which) : "";
}

std::string with_time(const std::string& text, const std::string& time) {
    return text.empty() ? time : text + ", " + time;
}

// A field on a line, time to the right.
Picture space_time(const Shown& shown, Index which) {
    const Index times = static_cast<Index>(shown.times.size());
    const Index columns = std::min(times, kMostTimes);
    const Index rows = std::min(shown.space.points, kMostPixels);
    const auto raster = [&](std::size_t file, bool difference) {
        Raster image{columns, rows, std::vector<float>(static_cast<std::size_t>(columns * rows))};
        for (Index c = 0; c < columns; ++c) {
            const Index number = shown.state(which, c * times / columns);
            const auto values = difference ? shown.difference(file, number) : shown.scalar(file, number);
            const Raster line = coarser(values, shown.space.points, 1);
            for (Index r = 0; r < rows; ++r)
                image.values[static_cast<std::size_t>(r * columns + c)] = line.values[static_cast<std::size_t>(r)];
        }
        return image;
    };
    const auto& positions = shown.space.positions;
    const Frame frame{
        edges(shown.times.front(), shown.times.back(), columns), edges(positions.front(), positions.back(), rows),
        Request::or_else(shown.request.x_label, time_label(shown.request)),
        Request::or_else(shown.request.y_label, shown.request.points.empty() ? "number of the point" : "x"), false};
    Picture picture = image_picture(shown, frame, raster);
    for (Panel& panel : picture.panels) panel.mark = shown.request.trained;
    picture.title = case_text(shown, which);
    return picture;
}

// A field in the plane at a time.
Picture at_time(const Shown& shown, const Place& place) {
    const Index number = shown.state(place.which, place.time);
    const GridSides& grid = shown.space.grid;
    const bool numbered = shown.request.points.empty() && !shown.request.mesh;
    const Frame frame{shown.space.pixels ? grid.x : edges(grid.x.low, grid.x.high, grid.columns),
                      shown.space.pixels ? grid.y : edges(grid.y.low, grid.y.high, grid.rows),
                      Request::or_else(shown.request.x_label, numbered ? "column" : "x"),
                      Request::or_else(shown.request.y_label, numbered ? "row" : "y"), shown.space.same_units};
    const auto raster = [&](std::size_t file, bool difference) {
        return raster_of(shown.space, difference ? shown.difference(file, number) : shown.scalar(file, number));
    };
    Picture picture = image_picture(shown, frame, raster);
    picture.title = with_time(case_text(shown, place.which), shown.time_text(place.time));
    return picture;
}

// The same of one array at a few times, on one scale of colours.
Picture at_some_times(const Shown& shown, Index which) {
    const Index count = std::min(kTimesInARow, static_cast<Index>(shown.times.size()));
    Picture row{"", case_text(shown, which), {}, count};
    std::vector<const Raster*> rasters;
    for (Index k = 0; k < count; ++k) {
        const Index last = static_cast<Index>(shown.times.size()) - 1;
        const Index time = count > 1 ? k * last / (count - 1) : last;
        row.panels.push_back(at_time(shown, {which, time}).panels.front());
        row.panels.back().title = shown.time_text(time);
    }
    for (const Panel& panel : row.panels) rasters.push_back(&panel.image->raster);
    for (Panel& panel : row.panels) panel.image->values = range_of(rasters).value_or(Range{0, 1});
    return row;
}

// A field on a line at a time: curves, and beside them the differences.
Picture curves(const Shown& shown, const Place& place) {
    const Index number = shown.state(place.which, place.time);
    const std::string x =
        Request::or_else(shown.request.x_label, shown.request.points.empty() ? "number of the point" : "x");
    const auto as_double = [](const std::vector<float>& values) {
        return std::vector<double>(values.begin(), values.end());
    };
    Panel fields{with_time(case_text(shown, place.which), shown.time_text(place.time)),
                 {x},
                 {Request::or_else(shown.request.y_label, shown.request.value_label)},
                 {},
                 {}};
    Panel differences{"difference", {x}, {""}, {}, {}};
    for (std::size_t k = 0; k < shown.all.size(); ++k) {
        const auto colour = static_cast<Index>(k);
        const Mark mark = k > 1 ? Mark::dashes : Mark::line;
        fields.series.push_back(
            {shown.label(k), mark, colour, shown.space.positions, as_double(shown.scalar(k, number))});
        if (k > 0)
            differences.series.push_back(
                {shown.label(k), mark, colour, shown.space.positions, as_double(shown.difference(k, number))});
    }
    Picture picture{"", "", {fields}, 1};
    if (shown.all.size() == 1) return picture;
    picture.panels.push_back(differences);
    picture.columns = 2;
    return picture;
}

}  // namespace

Picture fields_picture(const Request& request) {
    std::vector<snapshots::Snapshots> all = open_all(request);
    const snapshots::Snapshots& first = all.front();
    Space space = space_of(request, first);
    std::vector<double> times = times_of(request, first.times, first.array.name());
    const Shown shown{request, all, std::move(space), std::move(times)};
    Request where = request;
    if (shown.space.on_line() && !request.time) where.time = first.times - 1;
    const Place place = place_of(where, all);
    if (shown.space.on_line()) return request.time ? curves(shown, place) : space_time(shown, place.which);
    if (all.size() == 1 && !request.time) return at_some_times(shown, place.which);
    return at_time(shown, place);
}

}  // namespace rom::plot
