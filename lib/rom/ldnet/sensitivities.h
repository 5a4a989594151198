// Latent states of one case together with their derivatives by the weights of NNdyn, integrated forward in time.
#pragma once

#include <vector>

#include "rom/ldnet/trajectories.h"

namespace rom::ldnet {

// NNdyn of one case: its rate at a state, with the Jacobians by state [latent, states] and by weights [latent,
// count].
class RateJacobian {
public:
    RateJacobian(const LatentDynamicsNetwork& model, const CaseInputs& inputs);

    // At the inputs of `which` at `time` and a fraction of the way to the next; for a time below 0 without signals.
    void evaluate(const double* weights, const double* state, Index which, Index time, double fraction);

    Eigen::VectorXd rate;
    Eigen::MatrixXd by_state;
    Eigen::MatrixXd by_weights;

private:
    const LatentDynamicsNetwork& model_;
    const CaseInputs& inputs_;
    network::PointBlock block_;
    Eigen::VectorXd row_;
};

// Refers to model, inputs and weights.
class Sensitivities {
public:
    Sensitivities(const LatentDynamicsNetwork& model, const CaseInputs& inputs, const double* weights);

    // The case `which` at its first time, at rest.
    void start(Index which);
    // From `time` to the next.
    void advance(Index time);

    const Eigen::VectorXd& state() const { return state_; }
    const Eigen::MatrixXd& by_weights() const { return by_weights_; }  // [states, weights]

private:
    void rate_of(const Eigen::VectorXd& from, const Eigen::MatrixXd& from_sensitivity, Index time, double fraction,
                 Eigen::VectorXd& rate, Eigen::MatrixXd& sensitivity);

    const LatentDynamicsNetwork& model_;
    const double* weights_;
    Tableau tableau_;
    std::vector<Interval> intervals_;
    RateJacobian now_;
    RateJacobian rest_;  // without state and signals, where the rate is zero by `equilibrium`
    Index which_ = 0;
    Eigen::VectorXd state_;
    Eigen::MatrixXd by_weights_;
};

}  // namespace rom::ldnet
