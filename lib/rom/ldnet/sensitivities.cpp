#include "rom/ldnet/sensitivities.h"

#include <vector>

namespace rom::ldnet {

RateJacobian::RateJacobian(const LatentDynamicsNetwork& model, const CaseInputs& inputs)
    : rate(model.latent),
      by_state(model.latent, model.states()),
      by_weights(model.latent, model.dynamics_weights.size()),
      model_(model),
      inputs_(inputs),
      block_(model.dynamics, 0),
      row_(model.dynamics_weights.size()) {
    block_.resize(1);
}

void RateJacobian::evaluate(const double* weights, const double* state, Index which, Index time, double fraction) {
    const Index states = model_.states();
    for (Index i = 0; i < states; ++i) *block_.input(i) = state[i];
    Index row = states;
    for (Index i = 0; i < model_.parameters.size(); ++i) *block_.input(row++) = inputs_.parameters(i, which);
    for (Index i = 0; i < model_.signals.size(); ++i) {
        double& signal = *block_.input(row++);
        const Index group = which * inputs_.times + time;
        signal = time < 0 ? model_.signals.to_unit(i, 0) : inputs_.signals(i, group);
        if (fraction > 0) signal += fraction * (inputs_.signals(i, group + 1) - signal);
    }
    block_.forward(weights, nullptr, true);
    for (Index i = 0; i < model_.latent; ++i) rate[i] = *block_.output(i);
    for (Index i = 0; i < model_.latent; ++i) {
        for (Index j = 0; j < model_.latent; ++j) *block_.output_gradient(j) = i == j;
        row_.setZero();
        block_.backward(weights, nullptr, true, row_.data(), nullptr);
        by_weights.row(i) = row_.transpose();
        for (Index j = 0; j < states; ++j) by_state(i, j) = *block_.input_gradient(j);
    }
}

Sensitivities::Sensitivities(const LatentDynamicsNetwork& model, const CaseInputs& inputs, const double* weights)
    : model_(model),
      weights_(weights),
      tableau_(tableau_of(model.integrator)),
      intervals_(intervals_of(model, inputs.times)),
      now_(model, inputs),
      rest_(model, inputs),
      state_(model.states()),
      by_weights_(model.states(), model.dynamics_weights.size()) {}

void Sensitivities::start(Index which) {
    which_ = which;
    state_.setZero();
    by_weights_.setZero();
    if (model_.equilibrium) rest_.evaluate(weights_, state_.data(), which, -1, 0);
}

void Sensitivities::advance(Index time) {
    const auto& [steps, h, before] = intervals_[static_cast<std::size_t>(time)];
    const bool symplectic = model_.order == 2 && model_.integrator == Integrator::euler;
    const std::size_t count = tableau_.weight.size();
    for (Index part = 0; part < steps; ++part) {
        std::vector<Eigen::VectorXd> rates(count);
        std::vector<Eigen::MatrixXd> sensitivities(count);
        for (std::size_t s = 0; s < count; ++s) {
            Eigen::VectorXd from = state_;
            Eigen::MatrixXd from_sensitivity = by_weights_;
            if (s > 0) {
                from += h * tableau_.before[s] * rates[s - 1];
                from_sensitivity += h * tableau_.before[s] * sensitivities[s - 1];
            }
            rate_of(from, from_sensitivity, time,
                    (static_cast<double>(part) + tableau_.at[s]) / static_cast<double>(steps), rates[s],
                    sensitivities[s]);
        }
        if (symplectic) {
            rates[0].head(model_.latent) += h * rates[0].tail(model_.latent);
            sensitivities[0].topRows(model_.latent) += h * sensitivities[0].bottomRows(model_.latent);
        }
        for (std::size_t s = 0; s < count; ++s) {
            state_ += h * tableau_.weight[s] * rates[s];
            by_weights_ += h * tableau_.weight[s] * sensitivities[s];
        }
    }
}

void Sensitivities::rate_of(const Eigen::VectorXd& from, const Eigen::MatrixXd& from_sensitivity, Index time,
                            double fraction, Eigen::VectorXd& rate, Eigen::MatrixXd& sensitivity) {
    now_.evaluate(weights_, from.data(), which_, time, fraction);
    if (model_.equilibrium) {
        now_.rate -= rest_.rate;
        now_.by_weights -= rest_.by_weights;
    }
    rate.resize(model_.states());
    sensitivity.resize(model_.states(), by_weights_.cols());
    if (model_.order == 2) {
        rate.head(model_.latent) = from.tail(model_.latent);
        sensitivity.topRows(model_.latent) = from_sensitivity.bottomRows(model_.latent);
    }
    rate.tail(model_.latent) = now_.rate;
    sensitivity.bottomRows(model_.latent).noalias() = now_.by_state * from_sensitivity;
    sensitivity.bottomRows(model_.latent) += now_.by_weights;
}

}  // namespace rom::ldnet
