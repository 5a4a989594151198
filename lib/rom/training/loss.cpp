#include "rom/training/loss.h"

namespace rom::training {
namespace {

constexpr double kRidge = 1e-12;

auto upper_of(const Eigen::HouseholderQR<Eigen::MatrixXd>& factor, Index terms) {
    const auto rows = factor.matrixQR().topRows(terms);
    return rows.triangularView<Eigen::Upper>();
}

}  // namespace

DynamicsLoss::DynamicsLoss(Index latent, Index cases, dynamics::Library library, const dynamics::Derivative& derivative,
                           const LossWeights& weights)
    : latent_(latent),
      library_(library),
      derivative_(derivative),
      weights_(weights),
      cases_(static_cast<std::size_t>(cases)) {
    const Index terms = dynamics::term_count(library, latent);
    for (Case& one : cases_) {
        one.theta = Eigen::MatrixXd::Zero(derivative.times + terms, terms);
        one.velocity = Eigen::MatrixXd::Zero(derivative.times + terms, latent);
        one.by_velocity.resize(latent, derivative.times);
    }
}

LossTerms DynamicsLoss::evaluate(const Eigen::MatrixXd& trajectories, Eigen::MatrixXd& gradient) {
    const Index times = derivative_.times;
    const Index terms = dynamics::term_count(library_, latent_);
    const auto count = static_cast<Index>(cases_.size());
    const double per_case = 1.0 / static_cast<double>(count);
    const double per_entry = weights_.dynamics * per_case / static_cast<double>(times * latent_);
    const double ridge = kRidge * static_cast<double>(times);
    gradient.setZero(latent_, trajectories.cols());

#pragma omp parallel for schedule(static) if (count * times * latent_ > 1000)
    for (Index c = 0; c < count; ++c) {
        Case& one = cases_[static_cast<std::size_t>(c)];
        const auto z = trajectories.middleCols(c * times, times);
        dynamics::evaluate_library(library_, z, one.theta.topRows(times));
        one.theta.bottomRows(terms).diagonal().setConstant(std::sqrt(ridge));
        derivative_.apply(z, one.by_velocity);
        one.velocity.topRows(times) = one.by_velocity.transpose();
        one.factor.compute(one.theta);
        one.projected = one.velocity;
        one.factor.householderQ().adjoint().applyThisOnTheLeft(one.projected, one.workspace);
        one.xi = one.projected.topRows(terms);
        upper_of(one.factor, terms).solveInPlace(one.xi);
        one.residual = one.velocity.topRows(times);
        one.residual.noalias() -= one.theta.topRows(times) * one.xi;
    }

    mean_.setZero(terms, latent_);
    for (const Case& one : cases_) mean_ += per_case * one.xi;
    LossTerms loss;
    for (const Case& one : cases_) {
        loss.dynamics += per_entry * one.residual.squaredNorm();
        loss.coefficient += weights_.coefficient * per_case * one.xi.squaredNorm();
        loss.variation += weights_.variation * per_case * (one.xi - mean_).squaredNorm();
    }

#pragma omp parallel for schedule(static) if (count * times * latent_ > 1000)
    for (Index c = 0; c < count; ++c) {
        Case& one = cases_[static_cast<std::size_t>(c)];
        // dL/dXi at fixed Z: the penalties, and the misfit in as far as the ridge keeps it from its minimum.
        one.lambda = 2 * per_case * (weights_.coefficient * one.xi + weights_.variation * (one.xi - mean_)) -
                     2 * per_entry * ridge * one.xi;
        const auto upper = upper_of(one.factor, terms);
        upper.transpose().solveInPlace(one.lambda);
        upper.solveInPlace(one.lambda);
        one.by_velocity = 2 * per_entry * one.residual.transpose();
        one.by_velocity.noalias() += one.lambda.transpose() * one.theta.topRows(times).transpose();
        one.by_terms.noalias() = one.lambda.bottomRows(terms - 1) * one.residual.transpose();
        one.by_terms.noalias() -= one.xi.bottomRows(terms - 1) * one.by_velocity;
        auto by_z = gradient.middleCols(c * times, times);  // through Theta, then through the derivative
        dynamics::library_gradient(library_, trajectories.middleCols(c * times, times), one.by_terms, by_z);
        derivative_.add_transpose(one.by_velocity, by_z);
    }
    return loss;
}

std::vector<Eigen::MatrixXd> DynamicsLoss::xi() const {
    std::vector<Eigen::MatrixXd> result;
    for (const Case& one : cases_) result.push_back(one.xi);
    return result;
}

template <class Scalar>
AutoencoderLoss<Scalar>::AutoencoderLoss(network::Architecture encoder, const network::Architecture& decoder,
                                         Matrix<Scalar> snapshots, Index mesh_size, double outside, Index cases,
                                         dynamics::Library library, const dynamics::Derivative& derivative,
                                         const LossWeights& weights)
    : encoder_(std::move(encoder)),
      snapshots_(std::move(snapshots)),
      entries_(static_cast<double>(mesh_size) * static_cast<double>(snapshots_.cols())),
      outside_(outside / entries_),
      dynamics_(encoder_.outputs(), cases, library, derivative, weights),
      lanes_(make_lanes(snapshots_.cols())),
      parts_(parts_of(lanes_)),
      reconstruction_(decoder, lanes_, entries_, 0),
      gradients_(lanes_.size(), Vector<Scalar>(encoder_.parameter_count() + reconstruction_.parameter_count())),
      latent_(encoder_.outputs(), snapshots_.cols()),
      latent_gradient_(encoder_.outputs(), snapshots_.cols()),
      decoder_input_(encoder_.outputs(), snapshots_.cols()),
      decoder_input_gradient_(encoder_.outputs(), snapshots_.cols()) {
    for (std::size_t k = 0; k < lanes_.size(); ++k) {
        std::vector<network::Workspace<Scalar>>& work = encoder_work_.emplace_back();
        work.reserve(parts_[k].size());
        for (const Lane& part : parts_[k]) work.emplace_back(encoder_, part.count);
    }
}

template <class Scalar>
LossTerms AutoencoderLoss<Scalar>::operator()(const Vector<Scalar>& parameters, Vector<Scalar>& gradient) {
    const auto lanes = static_cast<Index>(lanes_.size());
    encoder_weights_.assign(encoder_, parameters.data(), false);
#pragma omp parallel for schedule(static) if (lanes > 1)
    for (Index k = 0; k < lanes; ++k) {
        const auto at = static_cast<std::size_t>(k);
        for (std::size_t part = 0; part < parts_[at].size(); ++part) {
            const auto& [first, count] = parts_[at][part];
            auto& work = encoder_work_[at][part];
            network::forward<Scalar>(encoder_, encoder_weights_, snapshots_.middleCols(first, count), work);
            decoder_input_.middleCols(first, count) = work.outputs.back();
            latent_.middleCols(first, count) = work.outputs.back().template cast<double>();
        }
    }

    LossTerms loss = dynamics_.evaluate(latent_, latent_gradient_);
    const auto value =
        reconstruction_.evaluate(parameters.data() + encoder_.parameter_count(), decoder_input_, snapshots_, gradients_,
                                 encoder_.parameter_count(), &decoder_input_gradient_);
    loss.reconstruction = value.misfit + outside_;

#pragma omp parallel for schedule(static) if (lanes > 1)
    for (Index k = 0; k < lanes; ++k) {
        const auto at = static_cast<std::size_t>(k);
        gradients_[at].head(encoder_.parameter_count()).setZero();
        for (std::size_t part = 0; part < parts_[at].size(); ++part) {
            const auto& [first, count] = parts_[at][part];
            encoder_work_[at][part].deltas.back() = decoder_input_gradient_.middleCols(first, count) +
                                                    latent_gradient_.middleCols(first, count).template cast<Scalar>();
            network::backward<Scalar>(encoder_, encoder_weights_, snapshots_.middleCols(first, count),
                                      encoder_work_[at][part], gradients_[at].data(), nullptr);
        }
    }
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
      lanes_(make_lanes(target_.cols())),
      reconstruction_(decoder, lanes_, entries_, ridge),
      gradients_(lanes_.size(), Vector<Scalar>(reconstruction_.parameter_count())) {}

template <class Scalar>
LossTerms DecoderLoss<Scalar>::operator()(const Vector<Scalar>& parameters, Vector<Scalar>& gradient) {
    const auto value = reconstruction_.evaluate(parameters.data(), latent_, target_, gradients_, 0, nullptr);
    sum_in_order(gradients_, gradient);
    LossTerms loss;
    loss.reconstruction = value.misfit + outside_;
    loss.ridge = value.penalty;
    return loss;
}

template <class Scalar>
RidgeChoice DecoderLoss<Scalar>::choose_last_layer(const Vector<Scalar>& parameters,
                                                   std::span<const double> ridges) const {
    return reconstruction_.choose_last_layer(parameters.data(), latent_, target_, cases_, ridges);
}

template <class Scalar>
Vector<Scalar> DecoderLoss<Scalar>::complete(const Vector<Scalar>& parameters,
                                             const Eigen::MatrixXd& last_layer) const {
    return reconstruction_.complete(parameters.data(), last_layer);
}

template class AutoencoderLoss<float>;
template class AutoencoderLoss<double>;
template class DecoderLoss<float>;
template class DecoderLoss<double>;

}  // namespace rom::training
