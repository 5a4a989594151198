#include "rom/mlasdi/loss.h"

#include "rom/base/parallel.h"

namespace rom::mlasdi {

template <class Scalar>
AutoencoderLoss<Scalar>::AutoencoderLoss(network::Architecture encoder, const network::Architecture& decoder,
                                         Matrix<Scalar> snapshots, Index mesh_size, double outside, Index cases,
                                         dynamics::Library library, const dynamics::LinearForm& form,
                                         const Penalties& penalties)
    : encoder_(std::move(encoder)),
      snapshots_(std::move(snapshots)),
      entries_(static_cast<double>(mesh_size) * static_cast<double>(snapshots_.cols())),
      outside_(outside / entries_),
      dynamics_(encoder_.outputs(), cases, library, form, penalties),
      shares_(make_shares(snapshots_.cols())),
      pieces_(pieces_of(shares_)),
      reconstruction_(decoder, shares_, entries_, 0),
      gradients_(shares_.size(), Vector<Scalar>(encoder_.weight_count() + reconstruction_.weight_count())),
      latent_(encoder_.outputs(), snapshots_.cols()),
      latent_gradient_(encoder_.outputs(), snapshots_.cols()),
      decoder_input_(encoder_.outputs(), snapshots_.cols()),
      decoder_input_gradient_(encoder_.outputs(), snapshots_.cols()) {
    for (std::size_t k = 0; k < shares_.size(); ++k) {
        std::vector<network::Workspace<Scalar>>& work = encoder_work_.emplace_back();
        work.reserve(pieces_[k].size());
        for (const Share& part : pieces_[k]) work.emplace_back(encoder_, part.count);
    }
}

template <class Scalar>
optimise::LossTerms AutoencoderLoss<Scalar>::operator()(const Vector<Scalar>& weights, Vector<Scalar>& gradient) {
    const auto shares = static_cast<Index>(shares_.size());
    encoder_weights_.assign(encoder_, weights.data(), false);
    parallel_for(shares, shares > 1, [&](Index k) {
        const auto at = static_cast<std::size_t>(k);
        for (std::size_t part = 0; part < pieces_[at].size(); ++part) {
            const auto& [first, count] = pieces_[at][part];
            auto& work = encoder_work_[at][part];
            network::forward<Scalar>(encoder_, encoder_weights_, snapshots_.middleCols(first, count), work);
            decoder_input_.middleCols(first, count) = work.outputs.back();
            latent_.middleCols(first, count) = work.outputs.back().template cast<double>();
        }
    });

    optimise::LossTerms loss = dynamics_.evaluate(latent_, latent_gradient_);
    const auto value = reconstruction_.evaluate(weights.data() + encoder_.weight_count(), decoder_input_, snapshots_,
                                                gradients_, encoder_.weight_count(), &decoder_input_gradient_);
    loss[kReconstruction] = value.misfit + outside_;

    parallel_for(shares, shares > 1, [&](Index k) {
        const auto at = static_cast<std::size_t>(k);
        gradients_[at].head(encoder_.weight_count()).setZero();
        for (std::size_t part = 0; part < pieces_[at].size(); ++part) {
            const auto& [first, count] = pieces_[at][part];
            encoder_work_[at][part].deltas.back() = decoder_input_gradient_.middleCols(first, count) +
                                                    latent_gradient_.middleCols(first, count).template cast<Scalar>();
            network::backward<Scalar>(encoder_, encoder_weights_, snapshots_.middleCols(first, count),
                                      encoder_work_[at][part], gradients_[at].data(), nullptr);
        }
    });
    sum_in_order(gradients_, gradient);
    return loss;
}

template <class Scalar>
DecoderLoss<Scalar>::DecoderLoss(const network::Architecture& decoder, Matrix<Scalar> latent, Matrix<Scalar> target,
                                 Index mesh_size, double outside, Index cases, double ridge)
    : latent_(std::move(latent)),
      target_(std::move(target)),
      entries_(static_cast<double>(mesh_size) * static_cast<double>(target_.cols())),
      outside_(outside / entries_),
      cases_(cases),
      shares_(make_shares(target_.cols())),
      reconstruction_(decoder, shares_, entries_, ridge),
      gradients_(shares_.size(), Vector<Scalar>(reconstruction_.weight_count())) {}

template <class Scalar>
optimise::LossTerms DecoderLoss<Scalar>::operator()(const Vector<Scalar>& weights, Vector<Scalar>& gradient) {
    const auto value = reconstruction_.evaluate(weights.data(), latent_, target_, gradients_, 0, nullptr);
    sum_in_order(gradients_, gradient);
    optimise::LossTerms loss;
    loss[kReconstruction] = value.misfit + outside_;
    loss[kRidge] = value.penalty;
    return loss;
}

template <class Scalar>
RidgeChoice DecoderLoss<Scalar>::choose_last_layer(const Vector<Scalar>& weights,
                                                   std::span<const double> ridges) const {
    return reconstruction_.choose_last_layer(weights.data(), latent_, target_, cases_, ridges);
}

template <class Scalar>
Vector<Scalar> DecoderLoss<Scalar>::complete(const Vector<Scalar>& weights, const Eigen::MatrixXd& last_layer) const {
    return reconstruction_.complete(weights.data(), last_layer);
}

template class AutoencoderLoss<float>;
template class AutoencoderLoss<double>;
template class DecoderLoss<float>;
template class DecoderLoss<double>;

}  // namespace rom::mlasdi
