#include "rom/evaluation/folds.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "rom/base/decompositions.h"
#include "rom/gp/parameter_space.h"

namespace rom::evaluation {
namespace {

constexpr double kInside = 1e-6;  // of a deviation of the parameters
constexpr double kActive = 1e-10;

// min ||A w - b|| over w >= 0 (Lawson and Hanson 1974, chapter 23); returns what is left.
double nonnegative_residual(const Eigen::MatrixXd& a, const Eigen::VectorXd& b) {
    Eigen::VectorXd weights = Eigen::VectorXd::Zero(a.cols());
    std::vector<Index> passive;
    for (Index round = 0; round < 3 * a.cols(); ++round) {
        const Eigen::VectorXd gradient = a.transpose() * (b - a * weights);
        Index next = -1;
        for (Index k = 0; k < a.cols(); ++k)
            if (std::ranges::find(passive, k) == passive.end() && gradient[k] > kActive &&
                (next < 0 || gradient[k] > gradient[next]))
                next = k;
        if (next < 0) break;
        passive.push_back(next);
        while (!passive.empty()) {
            const Eigen::VectorXd solved = solve_least_squares(a(Eigen::all, passive), b);
            double step = 1;
            for (Index k = 0; k < solved.size(); ++k) {
                const double now = weights[passive[static_cast<std::size_t>(k)]];
                if (solved[k] <= 0) step = std::min(step, now / (now - solved[k]));
            }
            for (Index k = 0; k < solved.size(); ++k) {
                double& weight = weights[passive[static_cast<std::size_t>(k)]];
                weight += step * (solved[k] - weight);
            }
            if (step == 1) break;
            std::erase_if(passive, [&](Index k) {
                const bool left = weights[k] <= kActive;
                if (left) weights[k] = 0;
                return left;
            });
        }
    }
    return (b - a * weights).norm();
}

// The values between the ends of a parameter that takes each at least twice, the middle ones first; else none.
std::vector<double> inner_values(const Eigen::VectorXd& parameter) {
    std::vector<double> sorted(parameter.begin(), parameter.end());
    std::ranges::sort(sorted);
    std::vector<double> values;
    for (std::size_t k = 0; k < sorted.size(); ++k) {
        if (k > 0 && sorted[k] == sorted[k - 1]) continue;
        if (std::ranges::count(sorted, sorted[k]) < 2) return {};
        values.push_back(sorted[k]);
    }
    if (values.size() < 3) return {};
    values = {values.begin() + 1, values.end() - 1};
    const double middle = static_cast<double>(values.size() - 1) / 2;
    std::vector<std::pair<double, double>> ranked;
    for (std::size_t k = 0; k < values.size(); ++k)
        ranked.emplace_back(std::abs(static_cast<double>(k) - middle), values[k]);
    std::ranges::stable_sort(ranked, {}, [](const auto& one) { return one.first; });
    for (std::size_t k = 0; k < values.size(); ++k) values[k] = ranked[k].second;
    return values;
}

// The same of parameters that all differ.
std::vector<std::vector<Index>> folds_of_rows(const Eigen::MatrixXd& parameters, Index most) {
    std::vector<std::vector<double>> inner;  // values of each parameter, the middle ones first
    std::size_t longest = 0;
    for (Index d = 0; d < parameters.cols(); ++d) {
        inner.push_back(inner_values(parameters.col(d)));
        longest = std::max(longest, inner.back().size());
    }
    std::vector<std::vector<Index>> folds;
    for (std::size_t k = 0; k < longest; ++k)
        for (Index d = 0; d < parameters.cols(); ++d) {
            const std::vector<double>& values = inner[static_cast<std::size_t>(d)];
            if (k >= values.size() || static_cast<Index>(folds.size()) == most) continue;
            folds.emplace_back();
            for (Index c = 0; c < parameters.rows(); ++c)
                if (parameters(c, d) == values[k]) folds.back().push_back(c);
        }
    if (!folds.empty()) return folds;
    const std::vector<Index> between = rows_between(parameters);
    folds.resize(static_cast<std::size_t>(std::min(most, static_cast<Index>(between.size()))));
    for (std::size_t k = 0; k < between.size(); ++k) folds[k % folds.size()].push_back(between[k]);
    return folds;
}

}  // namespace

std::vector<Index> rows_between(const Eigen::MatrixXd& parameters) {
    const Eigen::MatrixXd points = gp::normalised({parameters, {}}, parameters);
    const Index cases = points.rows();
    std::vector<Index> between;
    for (Index c = 0; c < cases; ++c) {
        // Weights of the others that sum up to 1 and to the case.
        Eigen::MatrixXd others(points.cols() + 1, cases - 1);
        for (Index k = 0; k < cases - 1; ++k) others.col(k) << points.row(k < c ? k : k + 1).transpose(), 1;
        Eigen::VectorXd target(points.cols() + 1);
        target << points.row(c).transpose(), 1;
        if (cases > 1 && nonnegative_residual(others, target) < kInside) between.push_back(c);
    }
    return between;
}

std::vector<Index> all_but(Index cases, const std::vector<Index>& left_out) {
    std::vector<Index> kept;
    for (Index c = 0; c < cases; ++c)
        if (std::ranges::find(left_out, c) == left_out.end()) kept.push_back(c);
    return kept;
}

std::vector<std::vector<Index>> folds_of(const Eigen::MatrixXd& parameters, Index most) {
    const gp::DistinctParameters distinct = gp::distinct(parameters);
    std::vector<std::vector<Index>> folds = folds_of_rows(distinct.rows, most);
    for (std::vector<Index>& fold : folds) {
        const std::vector<Index> rows = std::exchange(fold, {});
        for (std::size_t c = 0; c < distinct.of_case.size(); ++c)
            if (std::ranges::find(rows, distinct.of_case[c]) != rows.end()) fold.push_back(static_cast<Index>(c));
    }
    return folds;
}

}  // namespace rom::evaluation
