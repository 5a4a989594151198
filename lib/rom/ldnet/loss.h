// The mean square error of a latent dynamics network on data, with its gradient.
#pragma once

#include <vector>

#include "rom/ldnet/trajectories.h"

namespace rom::ldnet {

// Tikhonov weights of NNdyn's and NNrec's layers, or one for all of them; empty for none. What is added is the mean
// over the layers of weight * mean of the squares of the layer's matrix.
struct Ridge {
    std::vector<double> dynamics;
    std::vector<double> reconstruction;
};

// What is trained: both networks on the fields, or where the model has several stages the last one's network on what
// the others leave, with the dynamics as they are. Refers to its parts.
struct Problem {
    const LatentDynamicsNetwork& model;
    const Inputs& inputs;
    const Observations& observations;
    Ridge ridge;
    Eigen::MatrixXd targets;  // [points, fields * groups], in units of epsilon of the trained stage
    Eigen::MatrixXd states;   // [states, groups] where the dynamics are not trained, else empty

    bool trains_dynamics() const { return states.size() == 0; }
    const Stage& stage() const { return model.stages.back(); }
    // Of NNdyn (0 where it is not trained), which come first, and in all.
    Index dynamics_count() const { return trains_dynamics() ? model.dynamics_parameters.size() : 0; }
    Index parameter_count() const { return dynamics_count() + stage().parameters.size(); }
};

// Throws Error where the model's own dynamics diverge on these inputs, and they are not trained.
Problem make_problem(const LatentDynamicsNetwork& model, const Inputs& inputs, const Observations& observations,
                     const Ridge& ridge);

// What the stages before the last leave: fields - sum of epsilon NNrec [points, fields * groups]; states [states,
// groups].
Eigen::MatrixXd residual(const LatentDynamicsNetwork& model, const Inputs& inputs, const Observations& observations,
                         const Eigen::MatrixXd& states, std::size_t stages);

// Latent states [states, groups] of the model's own dynamics. Throws Error naming the first case that diverges.
Eigen::MatrixXd latent_states(const LatentDynamicsNetwork& model, const Inputs& inputs);

// The trained parameters as they are in the model, and back.
Eigen::VectorXd parameters_of(const Problem& problem);
void set_parameters(LatentDynamicsNetwork& model, const Eigen::VectorXd& parameters);

// The inputs of NNrec that all points of a group share: [shared], from its states.
void shared_inputs(const LatentDynamicsNetwork& model, const Inputs& inputs, Index group, const double* state,
                   double* shared);

// Evaluates the problem's loss again and again. Results do not depend on the number of threads.
class Loss {
public:
    explicit Loss(const Problem& problem);

    // The loss, which is infinite where a latent state diverges, and its gradient unless that is null.
    double operator()(const Eigen::VectorXd& parameters, Eigen::VectorXd* gradient);

    // The states of the last evaluation [states, groups].
    const Eigen::MatrixXd& states() const { return states_; }

private:
    struct Share {  // of the groups, worked on by one thread
        Index first;
        Index count;
        network::PointBlock block;
        Eigen::VectorXd gradient;
        Eigen::VectorXd shared;
        Eigen::VectorXd shared_gradient;
        double loss;
    };
    void reconstruct(Share& share, const double* parameters, bool with_gradient);
    void reconstruct_group(Share& share, Index group, const double* parameters, bool with_gradient);
    void reconstruct_groups(Share& share, Index first, Index count, const double* parameters, bool with_gradient);
    // The loss of points of a group, which are the block's from `at` on; fills the block's output gradient.
    double compare(network::PointBlock& block, Index at, Index group, Index first, Index count) const;

    const Problem& problem_;
    bool packed_;
    std::vector<CaseBlock> blocks_;
    std::vector<Eigen::VectorXd> block_gradients_;
    std::vector<Share> shares_;
    Eigen::MatrixXd states_;
    Eigen::MatrixXd states_gradient_;
};

// The Tikhonov term, its gradient added to `gradient`, and its diagonal Hessian to `curvature`; either may be null.
double ridge_term(const Problem& problem, const Eigen::VectorXd& parameters, double* gradient, double* curvature);

}  // namespace rom::ldnet
