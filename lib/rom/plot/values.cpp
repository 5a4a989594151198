#include <algorithm>
#include <cmath>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/any_model.h"
#include "rom/files/kind.h"
#include "rom/plot/compared.h"
#include "rom/plot/pictures.h"
#include "rom/plot/places.h"
#include "rom/plot/raster.h"
#include "rom/plot/space.h"
#include "rom/snapshots/coordinates.h"

namespace rom::plot {
namespace {

constexpr Index kPairs = Index{1} << 20;  // of truth and prediction, at most
constexpr Index kSide = 100;              // pixels of their density
constexpr double kTolerance = 1e-5;       // below which singular values are not shown

// Evenly chosen values of snapshots, the same of each array.
std::vector<float> some_values(const snapshots::Snapshots& data) {
    const Index size = data.snapshot_size();
    const Index every_time = std::max<Index>(1, data.count() * std::min(size, kPairs) / kPairs);
    const Index every_entry = std::max<Index>(1, size / kPairs);
    std::vector<float> values;
    for (Index k = 0; k < data.count(); k += every_time) {
        const std::vector<float> snapshot = snapshot_of(data, k);
        for (Index i = 0; i < size; i += every_entry) values.push_back(snapshot[static_cast<std::size_t>(i)]);
    }
    return values;
}

std::vector<double> singular_values_of(const Request& request) {
    const std::string& path = request.files.front();
    if (files::kind_of(path) == files::Kind::baseline) {
        const auto stored = std::get<files::StoredBaseline>(files::read_any_model(path));
        return values_of(stored.baseline.trajectories.cases.scores.colwise().norm().transpose());
    }
    const npy::Array array = npy::Array::open(path);
    if (array.shape().size() == 1) return array.read_all();
    const snapshots::Snapshots data = snapshots::open_snapshots(path, request.one_case);
    const snapshots::Coordinates coordinates = snapshots::make_coordinates(data, snapshots::CoordinateSystem::data,
                                                                           snapshots::Scaling::deviation, {kTolerance});
    return values_of(coordinates.scale * snapshots::project<double>(coordinates, data).rowwise().norm());
}

}  // namespace

Picture parity_picture(const Request& request) {
    const std::vector<snapshots::Snapshots> all = open_all(request);
    if (all.size() < 2)
        throw Error(request.files.front() + ": parity is that of a prediction; name the truth and then predictions");
    const std::vector<float> truth = some_values(all.front());
    const std::optional<Range> range = range_of(truth);
    if (!range) throw Error(request.files.front() + ": has no finite value to show");
    Picture picture{"", "", {}, static_cast<Index>(all.size()) - 1};
    for (std::size_t k = 1; k < all.size(); ++k) {
        const std::vector<float> values = some_values(all[k]);
        const Range both{std::min(range->low, range_of(values).value_or(*range).low),
                         std::max(range->high, range_of(values).value_or(*range).high)};
        Panel panel{all.size() > 2 ? "truth and " + prediction_label(request, k) : "",
                    {Request::or_else(request.x_label, "truth")},
                    {Request::or_else(request.y_label, request.label(k, "prediction"))},
                    Image{density_of(truth, values, both, kSide),
                          both,
                          both,
                          {},
                          Palette::sequential,
                          "log10 of the number of values"},
                    {{"equal", Mark::dashes, 2, {both.low, both.high}, {both.low, both.high}}},
                    true};
        panel.image->values = range_of(panel.image->raster.values).value_or(Range{0, 1});
        picture.panels.push_back(panel);
    }
    return picture;
}

Picture singular_values_picture(const Request& request) {
    const std::vector<double> values = singular_values_of(request);
    Series series{"", values.size() > 1 ? Mark::marked_line : Mark::points, 1, {}, values};
    bool positive = true;
    for (std::size_t k = 0; k < values.size(); ++k) {
        series.x.push_back(static_cast<double>(k + 1));
        positive = positive && values[k] > 0;
    }
    const Panel panel{"",
                      {Request::or_else(request.x_label, "number")},
                      {Request::or_else(request.y_label, "singular value"), positive},
                      {},
                      {series}};
    return {"", "", {panel}, 1};
}

}  // namespace rom::plot
