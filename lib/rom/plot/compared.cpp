#include "rom/plot/compared.h"

#include <cmath>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/plot/places.h"

namespace rom::plot {
namespace {

constexpr double kLargestTime = 1e100;
constexpr double kLeastExtent = 1e-9;  // of times beside themselves

}  // namespace

std::vector<snapshots::Snapshots> open_all(const Request& request) {
    std::vector<snapshots::Snapshots> all;
    for (const std::string& path : request.files) {
        all.push_back(snapshots::open_snapshots(path, request.one_case));
        snapshots::require_same_shape(all.front(), all.back());
    }
    return all;
}

evaluation::Comparison compare_any(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction,
                                   const snapshots::Snapshots* deviation) {
    try {
        return evaluation::compare(truth, prediction, deviation);
    } catch (const Error&) {
        snapshots::Snapshots without_gaps = truth;
        snapshots::find_gaps(without_gaps, snapshots::MaskKind::automatic);
        return evaluation::compare(without_gaps, prediction, deviation, {snapshots::Reference::trajectory, {}});
    }
}

Place place_of(const Request& request, const std::vector<snapshots::Snapshots>& all) {
    const snapshots::Snapshots& truth = all.front();
    if (request.which) require_case(*request.which, truth.cases, truth.array.name());
    if (request.time && *request.time >= truth.times)
        throw Error("--time: " + std::to_string(*request.time) + " is not there: " + truth.array.name() + " has " +
                        counted(truth.times, "time") + ", from 0 on",
                    2);
    Place place{request.which.value_or(0), request.time.value_or(truth.times - 1)};
    if (all.size() < 2 || (request.which && request.time)) return place;
    const Eigen::MatrixXd errors = compare_any(truth, all[1]).all.relative;
    if (!request.which) place.which = static_cast<Index>(evaluation::worst_case(evaluation::summarise(errors)));
    if (!request.time) errors.col(place.which).maxCoeff(&place.time);
    return place;
}

std::vector<double> times_of(const Request& request, Index count, const std::string& name) {
    if (!request.times.empty() && static_cast<Index>(request.times.size()) != count)
        throw Error(name + " has " + counted(count, "time") + " but --times has " +
                    std::to_string(request.times.size()) + "; they must match");
    std::vector<double> times = request.times;
    for (Index k = 0; times.size() < static_cast<std::size_t>(count); ++k)
        times.push_back(static_cast<double>(k) * (request.dt > 0 ? request.dt : 1));
    const double extent = times.back() - times.front();
    if (std::abs(times.back()) > kLargestTime || (times.size() > 1 && extent < kLeastExtent * std::abs(times.back())))
        throw Error(request.times.empty()
                        ? format("--dt: %g is too long for a picture", request.dt)
                        : format("--times: %.15g to %.15g cannot be told apart in a picture; count from the first",
                                 times.front(), times.back()),
                    2);
    return times;
}

std::string time_label(const Request& request) {
    return request.dt > 0 || !request.times.empty() ? "time" : "number of the snapshot";
}

std::string prediction_label(const Request& request, std::size_t which_file) {
    return request.label(which_file, request.files.size() > 2 ? request.files[which_file] : "prediction");
}

}  // namespace rom::plot
