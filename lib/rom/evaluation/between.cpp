#include "rom/evaluation/between.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "rom/base/parallel.h"
#include "rom/dynamics/trajectories.h"
#include "rom/prediction/discrepancy.h"

namespace rom::evaluation {
namespace {

constexpr Index kDraws = 20;
constexpr Index kPlaces = 30;

struct Pair {
    Index first = 0;
    Index second = 0;
};

// The edges of a tree that connects all cases by as short ways as can be (Prim's algorithm), but between equal ones: it
// crosses the gaps between clusters too. Rows of the space.
std::vector<Pair> neighbours(const gp::ParameterSpace& space) {
    const Eigen::MatrixXd points = gp::normalised(space, space.inputs);
    Eigen::VectorXd distance = Eigen::VectorXd::Constant(points.rows(), std::numeric_limits<double>::infinity());
    std::vector<Index> nearest(static_cast<std::size_t>(points.rows()), 0);
    std::vector<bool> connected(nearest.size(), false);
    std::vector<Pair> pairs;
    Index last = 0;
    for (Index step = 1; step < points.rows(); ++step) {
        connected[static_cast<std::size_t>(last)] = true;
        Index next = -1;
        for (Index c = 0; c < points.rows(); ++c) {
            if (connected[static_cast<std::size_t>(c)]) continue;
            if (const double d = (points.row(c) - points.row(last)).norm(); d < distance[c]) {
                distance[c] = d;
                nearest[static_cast<std::size_t>(c)] = last;
            }
            if (next < 0 || distance[c] < distance[next]) next = c;
        }
        if (distance[next] > 0) pairs.push_back({nearest[static_cast<std::size_t>(next)], next});
        last = next;
    }
    return pairs;
}

// Cases at neighbouring rows, each with the one of the other row whose initial state [latent, cases] is nearest. Of
// many, some.
std::vector<Pair> neighbouring_cases(const gp::ParameterSpace& space, const Eigen::MatrixXd& initial) {
    const auto cases_at = [&](Index row) {
        std::vector<Index> cases;
        for (Index c = 0; c < space.cases(); ++c)
            if (space.row_of(c) == row) cases.push_back(c);
        return cases;
    };
    std::vector<Pair> pairs;
    for (const Pair& rows : neighbours(space)) {
        const std::vector<Index> others = cases_at(rows.second);
        for (const Index c : cases_at(rows.first))
            pairs.push_back({c, *std::ranges::min_element(others, {}, [&](Index other) {
                                 return (initial.col(other) - initial.col(c)).norm();
                             })});
    }
    const auto count = static_cast<Index>(pairs.size());
    std::vector<Pair> some;
    for (Index k = 0; k < std::min(count, kPlaces); ++k)
        some.push_back(pairs[static_cast<std::size_t>(k * count / std::min(count, kPlaces))]);
    return some;
}

Eigen::MatrixXd middles(const gp::ParameterSpace& space, const std::vector<Pair>& pairs) {
    Eigen::MatrixXd result(static_cast<Index>(pairs.size()), space.inputs.cols());
    for (Index p = 0; p < result.rows(); ++p) {
        const auto& [first, second] = pairs[static_cast<std::size_t>(p)];
        for (Index d = 0; d < result.cols(); ++d) {
            const double a = space.inputs(space.row_of(first), d);
            const double b = space.inputs(space.row_of(second), d);
            result(p, d) =
                space.logarithmic[static_cast<std::size_t>(d)] ? std::sqrt(a) * std::sqrt(b) : a + (b - a) / 2;
        }
    }
    return result;
}

// The mean of two cases, squared [times].
Eigen::ArrayXd squared_mean(const Eigen::MatrixXd& norms, Index first, Index second) {
    return ((norms.col(first) + norms.col(second)) / 2).array().square();
}

// The squares [times] of relative errors halfway between two cases, of differences in the basis [rank, times].
Eigen::VectorXd relative_squares(const prediction::SnapshotNorms& norms, const Eigen::MatrixXd& differences,
                                 Index first, Index second) {
    if (norms.fields.empty())
        return differences.colwise().squaredNorm().transpose().array() / squared_mean(norms.whole, first, second);
    Eigen::ArrayXd squares = Eigen::ArrayXd::Zero(differences.cols());
    for (const prediction::FieldNorms& one : norms.fields)
        squares += prediction::squared_norms(one, differences).array() / squared_mean(one.whole, first, second);
    return squares / static_cast<double>(norms.fields.size());
}

// The same of what the basis leaves out.
Eigen::VectorXd relative_outside(const prediction::SnapshotNorms& norms, Index first, Index second) {
    if (norms.fields.empty())
        return squared_mean(norms.outside, first, second) / squared_mean(norms.whole, first, second);
    Eigen::ArrayXd squares = Eigen::ArrayXd::Zero(norms.whole.rows());
    for (const prediction::FieldNorms& one : norms.fields)
        squares += squared_mean(one.outside, first, second) / squared_mean(one.whole, first, second);
    return squares / static_cast<double>(norms.fields.size());
}

}  // namespace

std::optional<BetweenSummary> expect_between(const mlasdi::ReducedModel& model, Index stages,
                                             const gp::Coefficients& coefficients, const TrainingData& data,
                                             const prediction::CaseInterpolation* interpolated) {
    const gp::ParameterSpace& space = gp::space_of(coefficients);
    const Eigen::MatrixXd initial = mlasdi::initial_latent(
        model, snapshots::first_states(data.coordinates, data.norms.whole.cols()), data.fit_initial);
    const std::vector<Pair> pairs = neighbouring_cases(space, initial);
    const mlasdi::DecoderStage& last = model.stages[static_cast<std::size_t>(stages - 1)];
    if (pairs.empty() || (last.misfit.cols() == 0 && interpolated == nullptr)) return {};
    const TimeGrid grid = model.grid.resized(data.norms.whole.rows());
    const Eigen::VectorXd times = grid.times();
    const Eigen::MatrixXd points = middles(space, pairs);
    gp::Prediction posterior = gp::predict(coefficients, points);
    if (interpolated != nullptr) posterior.deviation *= interpolated->share_of_draws;
    prediction::Discrepancy discrepancy{.misfit = &last.misfit, .interpolation = interpolated};
    if (interpolated != nullptr) discrepancy.spread = prediction::spread_at(*interpolated, points);
    const Eigen::VectorXd unknown =
        mlasdi::persistence_at(prediction::persistence_with(model, stages, interpolated), model.grid, times).unknown;

    Eigen::VectorXd expected(points.rows());
    parallel_for(points.rows(), true, [&](Index p) {
        const Pair& pair = pairs[static_cast<std::size_t>(p)];
        const Eigen::VectorXd start = (initial.col(pair.first) + initial.col(pair.second)) / 2;
        const Eigen::MatrixXd mixing =
            posterior.mixing.empty() ? Eigen::MatrixXd() : posterior.mixing[static_cast<std::size_t>(p)];
        const prediction::CaseDiscrepancy here = prediction::of_case(discrepancy, p);
        const Eigen::MatrixXd normals = prediction::standard_normals(here.numbers(), kDraws, 0);
        const Eigen::VectorXd mean = posterior.mean.row(p);
        const Eigen::MatrixXd middle = dynamics::latent_trajectory(model.library, mean, start, grid).states;
        const double largest = middle.cwiseAbs().maxCoeff();
        const Eigen::MatrixXd said = mlasdi::decode(model, middle, stages);
        Eigen::VectorXd squares = Eigen::VectorXd::Zero(grid.size());
        Index kept = 0;
        for (Index k = 0; k < kDraws; ++k) {
            const auto path = dynamics::drawn_trajectory(
                model.library,
                gp::draw(mean, posterior.deviation.row(p).transpose(), 0, static_cast<std::uint64_t>(k), mixing), start,
                grid, largest);
            if (!path) continue;
            Eigen::MatrixXd off = mlasdi::decode(model, *path, stages) - said;
            if (const Eigen::MatrixXd added = prediction::added_by(here, normals.col(k), times); added.size() > 0)
                off += added * unknown.asDiagonal();
            squares += relative_squares(data.norms, off, pair.first, pair.second);
            ++kept;
        }
        const Eigen::VectorXd outside = relative_outside(data.norms, pair.first, pair.second);
        expected[p] = kept < 2 ? std::numeric_limits<double>::infinity()
                               : (squares / static_cast<double>(kept) + outside).cwiseSqrt().maxCoeff();
    });
    if (!expected.allFinite()) return {};
    return BetweenSummary{expected.maxCoeff(), expected.mean()};
}

}  // namespace rom::evaluation
