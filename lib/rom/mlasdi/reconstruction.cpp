#include "rom/mlasdi/reconstruction.h"

#include <numeric>

#include "rom/base/parallel.h"
#include "rom/base/ranks.h"

namespace rom::mlasdi {
namespace {

network::Architecture without_last_layer(network::Architecture decoder) {
    decoder.layers.pop_back();
    return decoder;
}

}  // namespace

template <class Scalar>
Reconstruction<Scalar>::Reconstruction(const network::Architecture& decoder, const std::vector<Share>& shares,
                                       double entries, double ridge)
    : decoder_(decoder),
      trained_(ridge > 0 ? without_last_layer(decoder) : decoder),
      shares_(shares),
      pieces_(pieces_of(shares)),
      entries_(entries),
      misfits_(1, static_cast<Index>(shares.size())) {
    const Share own = share_of_rank(static_cast<Index>(shares.size()));
    const auto columns_of = [&](std::size_t k) {
        const auto at = static_cast<Index>(k);
        return at >= own.first && at < own.first + own.count ? shares[k].count : 0;
    };
    work_.reserve(shares.size());
    for (std::size_t k = 0; k < shares.size(); ++k) work_.emplace_back(trained_, columns_of(k));
    if (ridge > 0) {
        last_.emplace(trained_.outputs(), decoder.outputs(), shares, ridge);
        for (std::size_t k = 0; k < shares.size(); ++k) {
            misfit_.emplace_back(decoder.outputs(), columns_of(k));
            by_features_.emplace_back(trained_.outputs(), columns_of(k));
        }
    }
}

template <class Scalar>
typename Reconstruction<Scalar>::Value Reconstruction<Scalar>::evaluate(const Scalar* weights,
                                                                        const Matrix<Scalar>& latent,
                                                                        const Matrix<Scalar>& target,
                                                                        std::vector<Vector<Scalar>>& gradients,
                                                                        Index offset, Matrix<Scalar>* by_latent) {
    const auto shares = static_cast<Index>(shares_.size());
    const Share own = share_of_rank(shares);
    const auto factor = static_cast<Scalar>(2 / entries_);
    arranged_.assign(trained_, weights, by_latent != nullptr);
    const auto forward = [&](std::size_t k, const Share& part) {
        network::forward<Scalar>(trained_, arranged_, latent.middleCols(part.first, part.count), work_[k]);
    };
    const auto backward = [&](std::size_t k, const Share& part) {
        Scalar* gradient = gradients[k].data() + offset;
        if (by_latent == nullptr) {
            network::backward<Scalar>(trained_, arranged_, latent.middleCols(part.first, part.count), work_[k],
                                      gradient, nullptr);
        } else {
            Columns<Scalar> share = by_latent->middleCols(part.first, part.count);
            network::backward<Scalar>(trained_, arranged_, latent.middleCols(part.first, part.count), work_[k],
                                      gradient, &share);
        }
    };

    Value value;
    if (!last_) {
        parallel_for(own.count, own.count > 1, [&](Index share) {
            const auto k = static_cast<std::size_t>(own.first + share);
            gradients[k].segment(offset, weight_count()).setZero();
            misfits_(0, own.first + share) = 0;
            for (const Share& part : pieces_[k]) {
                forward(k, part);
                auto delta = work_[k].deltas.back().leftCols(part.count);
                delta = work_[k].outputs.back().leftCols(part.count) - target.middleCols(part.first, part.count);
                misfits_(0, own.first + share) += static_cast<double>(delta.squaredNorm());
                delta *= factor;
                backward(k, part);
            }
        });
    } else {
        parallel_for(own.count, own.count > 1, [&](Index share) {
            const auto k = static_cast<std::size_t>(own.first + share);
            forward(k, shares_[k]);
            last_->features(k).topRows(trained_.outputs()) = work_[k].outputs.back();
            last_->accumulate(k, target.middleCols(shares_[k].first, shares_[k].count));
        });
        value.penalty = last_->solve() / entries_;
        parallel_for(own.count, own.count > 1, [&](Index share) {
            const auto k = static_cast<std::size_t>(own.first + share);
            const auto& [first, count] = shares_[k];
            Matrix<Scalar>& misfit = misfit_[k];
            misfit = -target.middleCols(first, count);
            misfit.noalias() += last_->weight() * last_->features(k);
            misfits_(0, own.first + share) = static_cast<double>(misfit.squaredNorm());
            // The last layer is at its minimum: only the direct dependence on the features remains.
            Matrix<Scalar>& by_features = by_features_[k];
            by_features.noalias() = last_->weight().leftCols(trained_.outputs()).transpose() * misfit;
            auto delta = work_[k].deltas.back().array();
            if (trained_.layers.back().activation == network::Activation::identity)
                delta = factor * by_features.array();
            else
                delta *= factor * by_features.array();
            gradients[k].segment(offset, weight_count()).setZero();
            backward(k, shares_[k]);
        });
    }
    complete_columns(misfits_, shares);
    value.misfit = std::accumulate(misfits_.data(), misfits_.data() + shares, 0.0) / entries_;
    return value;
}

template <class Scalar>
RidgeChoice Reconstruction<Scalar>::choose_last_layer(const Scalar* weights, const Matrix<Scalar>& latent,
                                                      const Matrix<Scalar>& target, Index cases,
                                                      std::span<const double> ridges) const {
    const Matrix<Scalar> features = network::evaluate<Scalar>(trained_, weights, latent);
    return choose_ridge(features.template cast<double>(), target.template cast<double>(), cases, ridges);
}

template <class Scalar>
Vector<Scalar> Reconstruction<Scalar>::complete(const Scalar* weights, const Eigen::MatrixXd& last_layer) const {
    const Eigen::Map<const Vector<Scalar>> trained(weights, weight_count());
    Vector<Scalar> all(decoder_.weight_count());
    const Index before = decoder_.weight_offset(decoder_.layers.size() - 1);
    all.head(before) = trained.head(before);
    all.segment(before, last_layer.size()) = last_layer.reshaped().template cast<Scalar>();
    all.tail(trained.size() - before) = trained.tail(trained.size() - before);  // the gain, if it is trained
    return all;
}

template class Reconstruction<float>;
template class Reconstruction<double>;

}  // namespace rom::mlasdi
