#include "rom/mlasdi/last_layer.h"

#include <algorithm>

#include "rom/base/parallel.h"
#include "rom/base/ranks.h"

namespace rom::mlasdi {
namespace {

Cholesky factorise(const Eigen::MatrixXd& gram, double lambda) {
    Eigen::MatrixXd shifted = gram;
    shifted.diagonal().array() += lambda;
    return Cholesky(shifted);
}

// Columns of [cases * times]: those of at most ten groups of cases, group g from cases * g / groups on; then the even
// and the odd times of all.
std::vector<std::vector<Index>> groups_left_out(Index cases, Index times) {
    constexpr Index most_groups = 10;
    const Index groups = std::min(cases, most_groups);
    std::vector<std::vector<Index>> columns(static_cast<std::size_t>(groups) + 2);
    for (Index s = 0; s < cases * times; ++s) {
        columns[static_cast<std::size_t>(((s / times + 1) * groups - 1) / cases)].push_back(s);
        columns[static_cast<std::size_t>(groups + s % times % 2)].push_back(s);
    }
    return columns;
}

}  // namespace

template <class Scalar>
LastLayer<Scalar>::LastLayer(Index features, Index outputs, std::vector<Share> shares, double ridge)
    : shares_(std::move(shares)), ridge_(ridge), weight_(outputs, features + 1) {
    const Index size = (features + 1) * (features + 1 + outputs);
    const Share own = share_of_rank(static_cast<Index>(shares_.size()));
    sums_.resize(shares_.size());
    sum_.resize(size);
    gram_.resize(features + 1, features + 1);
    right_.resize(features + 1, outputs);
    for (Index k = 0; k < static_cast<Index>(shares_.size()); ++k) {
        const bool is_own = k >= own.first && k < own.first + own.count;
        const Index columns = is_own ? shares_[static_cast<std::size_t>(k)].count : 0;
        pieces_.push_back({Matrix<Scalar>::Ones(features + 1, columns), Matrix<Scalar>(features + 1, features + 1),
                           Matrix<Scalar>(features + 1, outputs)});
        if (is_own) sums_[static_cast<std::size_t>(k)].resize(size);
    }
}

template <class Scalar>
void LastLayer<Scalar>::accumulate(std::size_t k,
                                   const Eigen::Ref<const Matrix<Scalar>, 0, Eigen::OuterStride<>>& targets) {
    Part& part = pieces_[k];
    part.gram.setZero();
    part.gram.template selfadjointView<Eigen::Lower>().rankUpdate(part.features);
    part.right.noalias() = part.features * targets.transpose();
    sums_[k] << part.gram.template cast<double>().reshaped(), part.right.template cast<double>().reshaped();
}

template <class Scalar>
double LastLayer<Scalar>::solve() {
    sum_in_pairs(sums_, sum_);
    gram_.reshaped() = sum_.head(gram_.size());
    right_.reshaped() = sum_.tail(right_.size());
    const double lambda = ridge_ * static_cast<double>(shares_.back().first + shares_.back().count);
    gram_.diagonal().array() += lambda;
    factor_.compute(gram_);
    constexpr Index block = 16;
    parallel_for((right_.cols() + block - 1) / block, right_.size() > 1000, [&](Index b) {
        const Index first = b * block;
        auto columns = right_.middleCols(first, std::min(block, right_.cols() - first));
        factor_.solve_in_place(columns);
        weight_.middleRows(first, columns.cols()) = columns.transpose().template cast<Scalar>();
    });
    return lambda * right_.squaredNorm();
}

template class LastLayer<float>;
template class LastLayer<double>;

RidgeChoice choose_ridge(const Eigen::MatrixXd& features, const Eigen::MatrixXd& targets, Index cases,
                         std::span<const double> candidates) {
    const auto tried = static_cast<Index>(candidates.size());
    Eigen::MatrixXd augmented(features.rows() + 1, features.cols());
    augmented << features, Eigen::RowVectorXd::Ones(features.cols());
    const Eigen::MatrixXd gram = augmented * augmented.transpose();
    const Eigen::MatrixXd right = augmented * targets.transpose();
    RidgeChoice choice{candidates.front(), {}, 0};
    if (cases > 1) {
        const std::vector<std::vector<Index>> groups = groups_left_out(cases, features.cols() / cases);
        const auto count = static_cast<Index>(groups.size());
        Eigen::ArrayXXd errors(tried, count);
        const auto leave_out = [&](Index g) {
            const std::vector<Index>& columns = groups[static_cast<std::size_t>(g)];
            const Eigen::MatrixXd held = augmented(Eigen::all, columns);
            const Eigen::MatrixXd truth = targets(Eigen::all, columns);
            const Eigen::MatrixXd others = gram - held * held.transpose();
            const Eigen::MatrixXd others_right = right - held * truth.transpose();
            for (Index k = 0; k < tried; ++k) {
                const double lambda =
                    candidates[static_cast<std::size_t>(k)] * static_cast<double>(features.cols() - held.cols());
                const Eigen::MatrixXd weight = factorise(others, lambda).solve(others_right);
                errors(k, g) = (weight.transpose() * held - truth).squaredNorm();
            }
        };
        parallel_for(count, features.size() > 10000, leave_out);
        const Eigen::ArrayXd of_cases = errors.leftCols(count - 2).rowwise().sum();
        const Eigen::ArrayXd of_times = errors.rightCols(2).rowwise().sum();
        const Eigen::ArrayXd norms = of_cases.max(of_times).sqrt();
        for (Index k = 0; k < tried; ++k)
            if (norms[k] <= 1.1 * norms.minCoeff()) choice.ridge = candidates[static_cast<std::size_t>(k)];
        choice.held_out = norms.minCoeff() / targets.norm();
    }
    choice.weight = factorise(gram, choice.ridge * static_cast<double>(features.cols())).solve(right).transpose();
    return choice;
}

}  // namespace rom::mlasdi
