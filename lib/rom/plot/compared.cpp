#include "rom/plot/compared.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "rom/base/error.h"
#include "rom/base/parallel.h"
#include "rom/base/text.h"
#include "rom/plot/places.h"

namespace rom::plot {
namespace {

constexpr double kLargestTime = 1e100;
constexpr double kLeastExtent = 1e-9;     // of times beside themselves
constexpr Index kPiece = Index{1} << 14;  // entries that are read at a time

using Piece = std::vector<double>;

// ||u - v||^2 and ||u||^2 of one snapshot, read once.
struct Squares {
    double error = 0;
    double truth = 0;
};
Squares squares_of(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction, Index which, Piece& u,
                   Piece& v) {
    Squares sums;
    for (Index first = 0; first < truth.snapshot_size(); first += kPiece) {
        const auto length = static_cast<std::size_t>(std::min(kPiece, truth.snapshot_size() - first));
        u.resize(length);
        v.resize(length);
        truth.array.read_any<double>(truth.offset(which) + first, u);
        prediction.array.read_any<double>(prediction.offset(which) + first, v);
        const Eigen::Map<const Eigen::VectorXd> one(u.data(), static_cast<Index>(length));
        const Eigen::Map<const Eigen::VectorXd> other(v.data(), static_cast<Index>(length));
        sums.error += (one - other).squaredNorm();
        sums.truth += one.squaredNorm();
    }
    return sums;
}

// Relative errors [times, cases] of `count` cases from `first` on, as compare_any has them, in one pass over the data;
// nothing if the truth has gaps or a snapshot that is zero.
std::optional<Eigen::MatrixXd> quick_errors(const snapshots::Snapshots& truth, const snapshots::Snapshots& prediction,
                                            Index first, Index count) {
    Eigen::MatrixXd errors(truth.times, count);
    const auto pieces = [] { return std::pair<Piece, Piece>(); };
    parallel_for_with(errors.size(), errors.size() * truth.size() > 100000, pieces, [&](Index k, auto& piece) {
        const Squares sums = squares_of(truth, prediction, first * truth.times + k, piece.first, piece.second);
        errors(k % truth.times, k / truth.times) = sums.truth > 0 ? std::sqrt(sums.error / sums.truth) : std::nan("");
    });
    return errors.allFinite() ? std::optional(errors) : std::nullopt;
}

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
    const Index first = request.which.value_or(0);
    const Index cases = request.which ? 1 : truth.cases;
    const auto quick = quick_errors(truth, all[1], first, cases);
    const Eigen::MatrixXd errors =
        quick ? *quick : Eigen::MatrixXd(compare_any(truth, all[1]).all.relative.middleCols(first, cases));
    const auto worst = static_cast<Index>(evaluation::worst_case(evaluation::summarise(errors)));
    place.which = first + worst;
    if (!request.time) errors.col(worst).maxCoeff(&place.time);
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
