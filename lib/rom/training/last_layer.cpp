#include "rom/training/last_layer.h"

#include <algorithm>

namespace rom::training {
namespace {

Eigen::LLT<Eigen::MatrixXd> factorise(const Eigen::MatrixXd& gram, double lambda) {
    Eigen::MatrixXd shifted = gram;
    shifted.diagonal().array() += lambda;
    return Eigen::LLT<Eigen::MatrixXd>(shifted);
}

}  // namespace

template <class Scalar>
LastLayer<Scalar>::LastLayer(Index features, Index outputs, std::vector<Lane> lanes, double ridge)
    : lanes_(std::move(lanes)), ridge_(ridge), weight_(outputs, features + 1) {
    for (const Lane& lane : lanes_)
        parts_.push_back({Matrix<Scalar>::Ones(features + 1, lane.count), Matrix<Scalar>(features + 1, features + 1),
                          Matrix<Scalar>(features + 1, outputs)});
}

template <class Scalar>
void LastLayer<Scalar>::accumulate(std::size_t k,
                                   const Eigen::Ref<const Matrix<Scalar>, 0, Eigen::OuterStride<>>& targets) {
    Part& part = parts_[k];
    part.gram.setZero();
    part.gram.template selfadjointView<Eigen::Lower>().rankUpdate(part.features);
    part.right.noalias() = part.features * targets.transpose();
}

template <class Scalar>
double LastLayer<Scalar>::solve() {
    gram_ = parts_.front().gram.template cast<double>();
    right_ = parts_.front().right.template cast<double>();
    for (std::size_t k = 1; k < parts_.size(); ++k) {
        gram_ += parts_[k].gram.template cast<double>();
        right_ += parts_[k].right.template cast<double>();
    }
    const double lambda = ridge_ * static_cast<double>(lanes_.back().first + lanes_.back().count);
    gram_.diagonal().array() += lambda;
    factor_.compute(gram_);
    constexpr Index block = 16;
#pragma omp parallel for schedule(static) if (right_.size() > 1000)
    for (Index first = 0; first < right_.cols(); first += block) {
        auto columns = right_.middleCols(first, std::min(block, right_.cols() - first));
        factor_.solveInPlace(columns);
        weight_.middleRows(first, columns.cols()) = columns.transpose().template cast<Scalar>();
    }
    return lambda * right_.squaredNorm();
}

template class LastLayer<float>;
template class LastLayer<double>;

RidgeChoice choose_ridge(const Eigen::MatrixXd& features, const Eigen::MatrixXd& targets, Index cases,
                         std::span<const double> candidates) {
    constexpr Index most_groups = 10;
    const auto tried = static_cast<Index>(candidates.size());
    Eigen::MatrixXd augmented(features.rows() + 1, features.cols());
    augmented << features, Eigen::RowVectorXd::Ones(features.cols());
    const Eigen::MatrixXd gram = augmented * augmented.transpose();
    const Eigen::MatrixXd right = augmented * targets.transpose();
    RidgeChoice choice{candidates.front(), {}, 0};
    if (cases > 1) {
        const Index groups = std::min(cases, most_groups);
        const Index times = features.cols() / cases;
        Eigen::ArrayXXd errors(tried, groups);
#pragma omp parallel for schedule(dynamic) if (features.size() > 10000)
        for (Index g = 0; g < groups; ++g) {
            const Index first = cases * g / groups * times;
            const Index count = cases * (g + 1) / groups * times - first;
            const auto held = augmented.middleCols(first, count);
            const auto truth = targets.middleCols(first, count);
            const Eigen::MatrixXd others = gram - held * held.transpose();
            const Eigen::MatrixXd others_right = right - held * truth.transpose();
            for (Index k = 0; k < tried; ++k) {
                const double lambda =
                    candidates[static_cast<std::size_t>(k)] * static_cast<double>(features.cols() - count);
                const Eigen::MatrixXd weight = factorise(others, lambda).solve(others_right);
                errors(k, g) = (weight.transpose() * held - truth).squaredNorm();
            }
        }
        const Eigen::ArrayXd norms = errors.rowwise().sum().sqrt();
        for (Index k = 0; k < tried; ++k)
            if (norms[k] <= 1.1 * norms.minCoeff()) choice.ridge = candidates[static_cast<std::size_t>(k)];
        choice.held_out = norms.minCoeff() / targets.norm();
    }
    choice.weight = factorise(gram, choice.ridge * static_cast<double>(features.cols())).solve(right).transpose();
    return choice;
}

}  // namespace rom::training
