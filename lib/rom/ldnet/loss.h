// The mean square error of a latent dynamics network on data, with its gradient.
#pragma once

#include <span>
#include <vector>

#include "rom/base/names.h"
#include "rom/ldnet/trajectories.h"
#include "rom/optimise/loss.h"

namespace rom::ldnet {

// Tikhonov weights of NNdyn's and NNrec's layers, or one for all of them; empty for none. What is added is the mean
// over the layers of weight * mean of the squares of the layer's matrix.
struct Ridge {
    std::vector<double> dynamics;
    std::vector<double> reconstruction;
};

// What is trained: both networks on the fields, or, if the model has several stages, the network of the last one on
// what the others leave, with the dynamics as they are. Refers to its parts.
struct FieldProblem {
    const LatentDynamicsNetwork& model;
    const CaseInputs& inputs;
    const Observations& observations;
    Ridge ridge;
    Eigen::MatrixXd targets;  // [points, fields * groups], in units of epsilon of the trained stage
    Eigen::MatrixXd states;   // [states, groups] if the dynamics are not trained, else empty

    bool trains_dynamics() const { return states.size() == 0; }
    const ReconstructionStage& stage() const { return model.stages.back(); }
    // Of NNdyn (0 if it is not trained), which come first, and in all.
    Index dynamics_count() const { return trains_dynamics() ? model.dynamics_weights.size() : 0; }
    Index weight_count() const { return dynamics_count() + stage().weights.size(); }
};

// Throws Error if the model's own dynamics diverge on these inputs, and they are not trained.
FieldProblem make_problem(const LatentDynamicsNetwork& model, const CaseInputs& inputs,
                          const Observations& observations, const Ridge& ridge);

// What the stages before the last leave: fields - sum of epsilon NNrec [points, fields * groups]; states [states,
// groups].
Eigen::MatrixXd residual(const LatentDynamicsNetwork& model, const CaseInputs& inputs, const Observations& observations,
                         const Eigen::MatrixXd& states, std::size_t stages);

// What a further stage has to learn from.
struct StageResidual {
    Eigen::MatrixXd states;  // [states, groups]
    double relative = 0;     // Frobenius, over the fields
};
// Appends the stage, with the deviation of the residual as its epsilon.
StageResidual append_stage(LatentDynamicsNetwork& model, const CaseInputs& inputs, const Observations& observations,
                           const ReconstructionStage& stage);
// Of all stages.
double relative_residual(const LatentDynamicsNetwork& model, const CaseInputs& inputs, const Observations& observations,
                         const StageResidual& before);

// Latent states [states, groups] of the model's own dynamics. Throws Error naming the first case that diverges.
Eigen::MatrixXd latent_states(const LatentDynamicsNetwork& model, const CaseInputs& inputs);

// The trained weights as they are in the model, and back.
Eigen::VectorXd weights_of(const FieldProblem& problem);
void set_weights(LatentDynamicsNetwork& model, const Eigen::VectorXd& weights);

// The inputs of NNrec that all points of a group share: [shared], from its states.
void shared_inputs(const LatentDynamicsNetwork& model, const CaseInputs& inputs, Index group, const double* state,
                   double* shared);

// The parts of the loss.
enum LossPart : std::size_t { kFields, kRidge };

}  // namespace rom::ldnet

template <>
struct rom::Choices<rom::ldnet::LossPart> {
    static constexpr const char* what = "part of the loss";
    static constexpr std::array names = {"fields", "ridge"};
};

namespace rom::ldnet {

// Evaluates the problem's loss again and again. Results do not depend on the number of threads.
class FieldLoss {
public:
    explicit FieldLoss(const FieldProblem& problem);

    // The loss, which is infinite if a latent state diverges, and its gradient.
    optimise::LossTerms operator()(const Eigen::VectorXd& weights, Eigen::VectorXd& gradient);

    // The states of the last evaluation [states, groups].
    const Eigen::MatrixXd& states() const { return states_; }

private:
    struct Part {  // a share of the groups, worked on by one thread
        Index first;
        Index count;
        network::PointBlock block;
        Eigen::VectorXd gradient;
        Eigen::VectorXd shared;
        Eigen::VectorXd shared_gradient;
        double loss;
    };
    void reconstruct(Part& part, const double* weights);
    void reconstruct_group(Part& part, Index group, const double* weights);
    void reconstruct_groups(Part& part, Index first, Index count, const double* weights);
    // The loss of points of a group, which are the block's from `at` on; fills the block's output gradient.
    double compare(network::PointBlock& block, Index at, Index group, Index first, Index count) const;

    const FieldProblem& problem_;
    bool packed_;
    std::vector<CaseBlock> blocks_;
    std::vector<char> bounded_;  // of each block: whether its states stay so
    std::vector<Eigen::VectorXd> block_gradients_;
    std::vector<Part> parts_;
    Eigen::MatrixXd states_;
    Eigen::MatrixXd states_gradient_;
};

// The loss over these cases alone, with the whole of the Tikhonov term: on average over batches the loss over all.
optimise::LossTerms loss_on_cases(const FieldProblem& problem, std::span<const Index> cases,
                                  const Eigen::VectorXd& weights, Eigen::VectorXd& gradient);

// The Tikhonov term, its gradient added to `gradient`, and its diagonal Hessian to `curvature`; either may be null.
double ridge_term(const FieldProblem& problem, const Eigen::VectorXd& weights, double* gradient, double* curvature);

}  // namespace rom::ldnet
