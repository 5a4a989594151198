#include "rom/mlasdi/loss.h"

#include "rom/base/cases.h"
#include "rom/base/parallel.h"
#include "rom/base/ranks.h"

namespace rom::mlasdi {
namespace {

// A vector for each share of this rank, and empty ones for the others.
template <class Scalar>
std::vector<Vector<Scalar>> gradients_of_shares(std::size_t shares, Index weights) {
    std::vector<Vector<Scalar>> gradients(shares);
    const Share own = share_of_rank(static_cast<Index>(shares));
    for (Index k = own.first; k < own.first + own.count; ++k) gradients[static_cast<std::size_t>(k)].resize(weights);
    return gradients;
}

}  // namespace

template <class Scalar>
AutoencoderLoss<Scalar>::Workspace::Workspace(const network::Architecture& encoder_network,
                                              const network::Architecture& decoder, Index columns, Index mesh_size)
    : shares(make_shares(columns)),
      pieces(pieces_of(shares)),
      reconstruction(decoder, shares, static_cast<double>(mesh_size) * static_cast<double>(columns), 0),
      gradients(gradients_of_shares<Scalar>(shares.size(), encoder_network.weight_count() + decoder.weight_count())),
      latent(encoder_network.outputs(), columns),
      latent_gradient(encoder_network.outputs(), columns),
      decoder_input(encoder_network.outputs(), columns),
      decoder_input_gradient(encoder_network.outputs(), columns) {
    encoder.resize(shares.size());
    for (std::size_t k = 0; k < shares.size(); ++k) {
        if (gradients[k].size() == 0) continue;
        encoder[k].reserve(pieces[k].size());
        for (const Share& part : pieces[k]) encoder[k].emplace_back(encoder_network, part.count);
    }
}

template <class Scalar>
AutoencoderLoss<Scalar>::AutoencoderLoss(network::Architecture encoder, network::Architecture decoder,
                                         Matrix<Scalar> snapshots, Index mesh_size, double outside, Index cases,
                                         dynamics::Library library, const dynamics::LinearForm& form,
                                         const Penalties& penalties)
    : encoder_(std::move(encoder)),
      decoder_(std::move(decoder)),
      snapshots_(std::move(snapshots)),
      mesh_size_(mesh_size),
      outside_(outside / (static_cast<double>(mesh_size) * static_cast<double>(snapshots_.cols()))),
      cases_(cases),
      times_(form.times()),
      dynamics_(encoder_.outputs(), cases, library, form, penalties) {
    workspace(cases);
}

template <class Scalar>
typename AutoencoderLoss<Scalar>::Workspace& AutoencoderLoss<Scalar>::workspace(Index cases) {
    return work_.try_emplace(cases, encoder_, decoder_, cases * times_, mesh_size_).first->second;
}

template <class Scalar>
optimise::LossTerms AutoencoderLoss<Scalar>::operator()(const Vector<Scalar>& weights, Vector<Scalar>& gradient) {
    return evaluate(weights, dynamics_.all_cases(), snapshots_, workspace(cases_), gradient);
}

template <class Scalar>
optimise::LossTerms AutoencoderLoss<Scalar>::on_cases(const Vector<Scalar>& weights, std::span<const Index> cases,
                                                      Vector<Scalar>& gradient) {
    Workspace& work = workspace(static_cast<Index>(cases.size()));
    gather(snapshots_, cases, cases_, work.gathered);
    return evaluate(weights, cases, work.gathered, work, gradient);
}

template <class Scalar>
optimise::LossTerms AutoencoderLoss<Scalar>::evaluate(const Vector<Scalar>& weights, std::span<const Index> cases,
                                                      const Matrix<Scalar>& snapshots, Workspace& work,
                                                      Vector<Scalar>& gradient) {
    const auto shares = static_cast<Index>(work.shares.size());
    const Share own = share_of_rank(shares);
    encoder_weights_.assign(encoder_, weights.data(), false);
    parallel_for(own.count, own.count > 1, [&](Index k) {
        const auto at = static_cast<std::size_t>(own.first + k);
        for (std::size_t part = 0; part < work.pieces[at].size(); ++part) {
            const auto& [first, count] = work.pieces[at][part];
            auto& networks = work.encoder[at][part];
            network::forward<Scalar>(encoder_, encoder_weights_, snapshots.middleCols(first, count), networks);
            work.decoder_input.middleCols(first, count) = networks.outputs.back();
            work.latent.middleCols(first, count) = networks.outputs.back().template cast<double>();
        }
    });

    complete_columns(work.latent, work.shares);
    optimise::LossTerms loss = dynamics_.evaluate(work.latent, cases, work.latent_gradient);
    const auto value =
        work.reconstruction.evaluate(weights.data() + encoder_.weight_count(), work.decoder_input, snapshots,
                                     work.gradients, encoder_.weight_count(), &work.decoder_input_gradient);
    loss[kReconstruction] = value.misfit + outside_;

    parallel_for(own.count, own.count > 1, [&](Index k) {
        const auto at = static_cast<std::size_t>(own.first + k);
        work.gradients[at].head(encoder_.weight_count()).setZero();
        for (std::size_t part = 0; part < work.pieces[at].size(); ++part) {
            const auto& [first, count] = work.pieces[at][part];
            work.encoder[at][part].deltas.back() =
                work.decoder_input_gradient.middleCols(first, count) +
                work.latent_gradient.middleCols(first, count).template cast<Scalar>();
            network::backward<Scalar>(encoder_, encoder_weights_, snapshots.middleCols(first, count),
                                      work.encoder[at][part], work.gradients[at].data(), nullptr);
        }
    });
    gradient.resize(weights.size());
    sum_in_pairs(work.gradients, gradient);
    return loss;
}

template <class Scalar>
DecoderLoss<Scalar>::Workspace::Workspace(const network::Architecture& decoder, Index columns, Index mesh_size,
                                          double ridge)
    : reconstruction(decoder, make_shares(columns), static_cast<double>(mesh_size) * static_cast<double>(columns),
                     ridge),
      gradients(gradients_of_shares<Scalar>(make_shares(columns).size(), reconstruction.weight_count())) {}

template <class Scalar>
DecoderLoss<Scalar>::DecoderLoss(network::Architecture decoder, Matrix<Scalar> latent, Matrix<Scalar> target,
                                 Index mesh_size, double outside, Index cases, double ridge)
    : decoder_(std::move(decoder)),
      latent_(std::move(latent)),
      target_(std::move(target)),
      mesh_size_(mesh_size),
      outside_(outside / (static_cast<double>(mesh_size) * static_cast<double>(target_.cols()))),
      cases_(cases),
      ridge_(ridge) {
    workspace(cases);
}

template <class Scalar>
typename DecoderLoss<Scalar>::Workspace& DecoderLoss<Scalar>::workspace(Index cases) {
    return work_.try_emplace(cases, decoder_, target_.cols() / cases_ * cases, mesh_size_, ridge_).first->second;
}

template <class Scalar>
optimise::LossTerms DecoderLoss<Scalar>::operator()(const Vector<Scalar>& weights, Vector<Scalar>& gradient) {
    return evaluate(weights, latent_, target_, workspace(cases_), gradient);
}

template <class Scalar>
optimise::LossTerms DecoderLoss<Scalar>::on_cases(const Vector<Scalar>& weights, std::span<const Index> cases,
                                                  Vector<Scalar>& gradient) {
    Workspace& work = workspace(static_cast<Index>(cases.size()));
    gather(latent_, cases, cases_, work.latent);
    gather(target_, cases, cases_, work.target);
    return evaluate(weights, work.latent, work.target, work, gradient);
}

template <class Scalar>
optimise::LossTerms DecoderLoss<Scalar>::evaluate(const Vector<Scalar>& weights, const Matrix<Scalar>& latent,
                                                  const Matrix<Scalar>& target, Workspace& work,
                                                  Vector<Scalar>& gradient) {
    const auto value = work.reconstruction.evaluate(weights.data(), latent, target, work.gradients, 0, nullptr);
    gradient.resize(weights.size());
    sum_in_pairs(work.gradients, gradient);
    optimise::LossTerms loss;
    loss[kReconstruction] = value.misfit + outside_;
    loss[kRidge] = value.penalty;
    return loss;
}

template <class Scalar>
RidgeChoice DecoderLoss<Scalar>::choose_last_layer(const Vector<Scalar>& weights,
                                                   std::span<const double> ridges) const {
    return reconstruction().choose_last_layer(weights.data(), latent_, target_, cases_, ridges);
}

template <class Scalar>
Vector<Scalar> DecoderLoss<Scalar>::complete(const Vector<Scalar>& weights, const Eigen::MatrixXd& last_layer) const {
    return reconstruction().complete(weights.data(), last_layer);
}

template class AutoencoderLoss<float>;
template class AutoencoderLoss<double>;
template class DecoderLoss<float>;
template class DecoderLoss<double>;

}  // namespace rom::mlasdi
