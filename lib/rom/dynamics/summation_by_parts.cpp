#include "rom/dynamics/summation_by_parts.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>
#include <vector>

#include "rom/base/decompositions.h"

namespace rom::dynamics {
namespace {

// The diagonal norm H at the first points, and the entries of Q that accuracy leaves free, as published.
struct Closure {
    std::vector<double> norm;
    std::vector<std::tuple<Index, Index, double>> free;
};

Closure closure_of(int order) {
    switch (order) {
        case 1:
            return {{1.0 / 2}, {}};
        case 2:
            return {{17.0 / 48, 59.0 / 48, 43.0 / 48, 49.0 / 48}, {}};
        case 3:
            return {{13649.0 / 43200, 12013.0 / 8640, 2711.0 / 4320, 5359.0 / 4320, 7877.0 / 8640, 43801.0 / 43200},
                    {{4, 5, 0.70127127127127}}};
        default:
            return {{1498139.0 / 5080320, 1107307.0 / 725760, 20761.0 / 80640, 1304999.0 / 725760, 299527.0 / 725760,
                     103097.0 / 80640, 670091.0 / 725760, 5127739.0 / 5080320},
                    {{5, 6, 0.649}, {5, 7, -0.104}, {6, 7, 0.755}}};
    }
}

// The antisymmetric block Q at the boundary follows from exactness on 1, x, ..., x^p in its rows:
// sum_j Q_ij x_j^k = k H_i x_i^(k-1).
Eigen::MatrixXd boundary_rows(int p, const Closure& closure, const Eigen::VectorXd& interior) {
    const auto rows = static_cast<Index>(closure.norm.size());
    const Index width = p == 1 ? 2 : rows + p;
    Eigen::MatrixXd q = Eigen::MatrixXd::Zero(rows, width);
    q(0, 0) = -0.5;
    for (Index i = 0; i < rows; ++i)
        for (Index j = rows; j < width; ++j)
            if (j - i <= p) q(i, j) = interior[j - i - 1];
    for (const auto& [i, j, value] : closure.free) {
        q(i, j) = value;
        q(j, i) = -value;
    }

    std::vector<std::pair<Index, Index>> unknowns;
    for (Index i = 0; i < rows; ++i)
        for (Index j = i + 1; j < rows; ++j)
            if (std::none_of(closure.free.begin(), closure.free.end(),
                             [&](const auto& f) { return std::get<0>(f) == i && std::get<1>(f) == j; }))
                unknowns.emplace_back(i, j);
    const auto power = [rows](Index j, int k) {  // scaled for conditioning
        return std::pow(static_cast<double>(j) / static_cast<double>(rows), k);
    };
    Eigen::MatrixXd system = Eigen::MatrixXd::Zero(rows * (p + 1), static_cast<Index>(unknowns.size()));
    Eigen::VectorXd rhs(rows * (p + 1));
    for (Index i = 0; i < rows; ++i)
        for (int k = 0; k <= p; ++k) {
            const Index equation = i * (p + 1) + k;
            double known = 0;
            for (Index j = 0; j < width; ++j) known += q(i, j) * power(j, k);
            const double slope = k == 0 ? 0 : k * power(i, k - 1) / static_cast<double>(rows);
            rhs[equation] = closure.norm[static_cast<std::size_t>(i)] * slope - known;
            for (std::size_t u = 0; u < unknowns.size(); ++u) {
                const auto column = static_cast<Index>(u);
                if (unknowns[u].first == i) system(equation, column) += power(unknowns[u].second, k);
                if (unknowns[u].second == i) system(equation, column) -= power(unknowns[u].first, k);
            }
        }
    if (!unknowns.empty()) {
        const Eigen::VectorXd solution = solve_pivoted(system, rhs);
        for (std::size_t u = 0; u < unknowns.size(); ++u) {
            const auto [i, j] = unknowns[u];
            q(i, j) = solution[static_cast<Index>(u)];
            q(j, i) = -q(i, j);
        }
    }
    for (Index i = 0; i < rows; ++i) q.row(i) /= closure.norm[static_cast<std::size_t>(i)];
    return q;
}

}  // namespace

Eigen::VectorXd central_weights(int p) {
    Eigen::VectorXd weights(p);
    for (int j = 1; j <= p; ++j)
        weights[j - 1] = (j % 2 == 1 ? 1.0 : -1.0) / j *
                         std::exp(2 * std::lgamma(p + 1) - std::lgamma(p - j + 1) - std::lgamma(p + j + 1));
    return weights;
}

SummationByParts summation_by_parts(int order, Index times, double step) {
    SummationByParts derivative{times, step, central_weights(order), {}};
    derivative.boundary = boundary_rows(order, closure_of(order), derivative.interior);
    return derivative;
}

Index least_times(int order) { return order == 1 ? 2 : 2 * static_cast<Index>(closure_of(order).norm.size()); }

void SummationByParts::apply(const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                             Eigen::Ref<Eigen::MatrixXd> result) const {
    const Index rows = boundary.rows();
    const Index width = boundary.cols();
    const double scale = 1 / step;
    result.leftCols(rows).noalias() = scale * trajectory.leftCols(width) * boundary.transpose();
    result.rightCols(rows).noalias() = -scale * trajectory.rightCols(width) * boundary.reverse().transpose();
    const Index count = times - 2 * rows;
    if (count <= 0) return;
    auto inner = result.middleCols(rows, count);
    inner.setZero();
    for (Index j = 1; j <= interior.size(); ++j)
        inner +=
            scale * interior[j - 1] * (trajectory.middleCols(rows + j, count) - trajectory.middleCols(rows - j, count));
}

void SummationByParts::add_transpose(const Eigen::Ref<const Eigen::MatrixXd>& cotangent,
                                     Eigen::Ref<Eigen::MatrixXd> result) const {
    const Index rows = boundary.rows();
    const Index width = boundary.cols();
    const double scale = 1 / step;
    result.leftCols(width).noalias() += scale * cotangent.leftCols(rows) * boundary;
    result.rightCols(width).noalias() -= scale * cotangent.rightCols(rows) * boundary.reverse();
    const Index count = times - 2 * rows;
    if (count <= 0) return;
    const auto inner = cotangent.middleCols(rows, count);
    for (Index j = 1; j <= interior.size(); ++j) {
        result.middleCols(rows + j, count) += scale * interior[j - 1] * inner;
        result.middleCols(rows - j, count) -= scale * interior[j - 1] * inner;
    }
}

}  // namespace rom::dynamics
