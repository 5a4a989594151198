// The latent states of all cases over time, and the gradient of what depends on them by backpropagation through time.
#pragma once

#include <span>
#include <vector>

#include "rom/ldnet/data.h"
#include "rom/network/point_network.h"

namespace rom::ldnet {

// An explicit Runge-Kutta method whose stages each need only the one before: Y_s = z + h before[s] f(Y_{s-1}),
// z + h sum of weight[s] f(Y_s), at the times `at`.
struct Tableau {
    std::span<const double> before;
    std::span<const double> weight;
    std::span<const double> at;
};
Tableau tableau_of(Integrator integrator);

// A latent state beyond this, in units in which the fields are of order 1, has diverged.
constexpr double kDiverged = 1e6;

// Integrates a block of cases, one of which is a point of the network; refers to model and inputs.
class CaseBlock {
public:
    CaseBlock(const LatentDynamicsNetwork& model, const CaseInputs& inputs, Index first, Index count);

    // states [states, groups]: those of this block's cases at all times, from rest at the first, for NNdyn of these
    // weights. Returns whether they stay bounded.
    bool integrate(const double* weights, Eigen::MatrixXd& states);

    // After integrate with the same weights: adds dL/d(weights), given dL/d(states) [states, groups].
    void backward(const double* weights, const Eigen::MatrixXd& states_gradient, double* gradient);

private:
    void set_inputs(network::PointBlock& block, const Eigen::MatrixXd& state, Index time, double fraction);
    void rate_of(const double* weights, const Eigen::MatrixXd& state, Index time, double fraction,
                 Eigen::MatrixXd& rate);
    void step(const double* weights, Index time, Index part);
    void step_back(const double* weights, Index time, Index part, double* gradient);
    Eigen::MatrixXd& stage(Index time, Index part, std::size_t s);

    const LatentDynamicsNetwork& model_;
    const CaseInputs& inputs_;
    Tableau tableau_;
    std::vector<Interval> intervals_;
    bool symplectic_;
    Index first_;
    Index count_;
    network::PointBlock block_;
    network::PointBlock equilibrium_;
    Eigen::MatrixXd state_;                // [points of the block, states]
    std::vector<Eigen::MatrixXd> stages_;  // of all steps
    std::vector<Eigen::MatrixXd> rates_;   // of one
    Eigen::MatrixXd adjoint_;
    Eigen::MatrixXd next_;
};

// The cases in blocks. A function of their number alone.
std::vector<CaseBlock> case_blocks(const LatentDynamicsNetwork& model, const CaseInputs& inputs);

}  // namespace rom::ldnet
