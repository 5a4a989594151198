#include "rom/prediction/ensemble.h"

#include <algorithm>

#include "rom/base/error.h"

namespace rom::prediction {
namespace {

// The median of `count` values, which it puts in order. They are few.
template <class Scalar>
Scalar median_of(Scalar* values, Index count) {
    std::sort(values, values + count);
    const Scalar upper = values[count / 2];
    return count % 2 == 1 ? upper : (values[count / 2 - 1] + upper) / 2;
}

template <class Scalar>
void take_median(std::span<const Matrix<Scalar>> members, const std::vector<std::size_t>& present, Index column,
                 Matrix<Scalar>& result) {
    std::vector<Scalar> values(present.size());
    for (Index i = 0; i < result.rows(); ++i) {
        for (std::size_t k = 0; k < present.size(); ++k) values[k] = members[present[k]](i, column);
        result(i, column) = median_of(values.data(), static_cast<Index>(values.size()));
    }
}

}  // namespace

Eigen::MatrixXd added_to(const Member& member, Index times, Index first, Index count) {
    Eigen::MatrixXd added = columns_of<double>(member.beside, first, count);
    const InitialResidual& residual = member.residual;
    if (residual.values.cols() == 0) return added;
    if (added.size() == 0) added.setZero(residual.values.rows(), count);
    for (Index k = 0; k < count; ++k) {
        const Index which = (first + k) / times;
        added.col(k) += residual.kept((first + k) % times, which) * residual.values.col(which);
    }
    return added;
}

Eigen::MatrixXd weights_of(std::span<const Member> members, Index times, Index first, Index count) {
    Eigen::MatrixXd weights(static_cast<Index>(members.size()), count);
    for (std::size_t k = 0; k < members.size(); ++k)
        for (Index j = 0; j < count; ++j) {
            const Index state = first + j;
            weights(static_cast<Index>(k), j) =
                state % times < members[k].known_of(state / times, times) ? members[k].weight : 0;
        }
    return weights;
}

template <class Scalar>
Matrix<Scalar> combine(Combination combination, std::span<const Matrix<Scalar>> members,
                       const Eigen::MatrixXd& weights) {
    Matrix<Scalar> result = Matrix<Scalar>::Zero(members.front().rows(), members.front().cols());
    for (Index j = 0; j < result.cols(); ++j) {
        std::vector<std::size_t> present;
        for (std::size_t k = 0; k < members.size(); ++k)
            if (weights(static_cast<Index>(k), j) > 0) present.push_back(k);
        const double sum = weights.col(j).sum();
        if (present.empty())
            throw Error("none of the models knows of all the times and initial states that were asked for");
        if (combination == Combination::median) {
            take_median(members, present, j, result);
            continue;
        }
        for (const std::size_t k : present)
            result.col(j) += static_cast<Scalar>(weights(static_cast<Index>(k), j) / sum) * members[k].col(j);
    }
    return result;
}

template <class Scalar>
Matrix<Scalar> deviation_over(std::span<const Matrix<Scalar>> members, const Eigen::MatrixXd& weights) {
    const Matrix<Scalar> mean = combine(Combination::mean, members, weights);
    const auto count = static_cast<double>(members.size());
    Matrix<Scalar> squares = Matrix<Scalar>::Zero(mean.rows(), mean.cols());
    for (Index j = 0; j < mean.cols(); ++j)
        for (std::size_t k = 0; k < members.size(); ++k) {
            const double share = weights(static_cast<Index>(k), j) / weights.col(j).sum() * count / (count - 1);
            squares.col(j) += static_cast<Scalar>(share) * (members[k].col(j) - mean.col(j)).cwiseAbs2();
        }
    return squares.cwiseSqrt();
}

template <class Scalar>
EnsembleDecoder<Scalar>::EnsembleDecoder(std::span<const Member> members, Combination combination, Index times)
    : members_(members), combination_(combination), times_(times) {
    for (const Member& member : members) decoders_.emplace_back(member.coordinates, member.decoders);
}

template <class Scalar>
Matrix<Scalar> EnsembleDecoder<Scalar>::operator()(Index first, Index count) const {
    std::vector<Matrix<Scalar>> decoded;
    for (std::size_t k = 0; k < members_.size(); ++k)
        decoded.push_back(decoders_[k](columns_of<Scalar>(members_[k].latent, first, count),
                                       added_to(members_[k], times_, first, count).template cast<Scalar>()));
    const Eigen::MatrixXd weights = weights_of(members_, times_, first, count);
    if (decoded.size() == 1 && (weights.array() > 0).all()) return std::move(decoded.front());
    return combine<Scalar>(combination_, decoded, weights);
}

#define ROM_INSTANTIATE(Scalar)                                                                            \
    template Matrix<Scalar> combine(Combination, std::span<const Matrix<Scalar>>, const Eigen::MatrixXd&); \
    template Matrix<Scalar> deviation_over(std::span<const Matrix<Scalar>>, const Eigen::MatrixXd&);       \
    template class EnsembleDecoder<Scalar>;
ROM_INSTANTIATE(float)
ROM_INSTANTIATE(double)
#undef ROM_INSTANTIATE

}  // namespace rom::prediction
