// What the latent dynamics cost in stage 1 (eq. 14), with its exact gradient.
#pragma once

#include <span>
#include <vector>

#include "rom/base/decompositions.h"
#include "rom/base/names.h"
#include "rom/dynamics/linear_form.h"
#include "rom/optimise/loss.h"

namespace rom::mlasdi {

// The parts of the losses of all stages.
enum LossPart : std::size_t {
    kReconstruction,  // mean((U - U^)^2)
    kDynamics,        // beta1 mean over cases of mean((Z' - Theta Xi)^2)
    kCoefficient,     // beta2 mean over cases of ||Xi||^2
    kVariation,       // beta3 mean over cases of ||Xi - what the cases have in common||^2
    kRidge            // that of a last layer that is solved for
};

}  // namespace rom::mlasdi

template <>
struct rom::Choices<rom::mlasdi::LossPart> {
    static constexpr const char* what = "part of the loss";
    static constexpr std::array names = {"reconstruction", "dynamics", "coefficient", "variation", "ridge"};
};

namespace rom::mlasdi {

// Their factors.
struct Penalties {
    double dynamics = 0.1;      // beta1
    double coefficient = 1e-3;  // beta2
    double variation = 0.03;    // beta3
    // A matrix [cases, cases] that takes from the Xi of each case what the other cases tell of it, as
    // gp::left_out_operator does; if it is empty, the mean of all.
    Eigen::MatrixXd own = {};
};

// The terms of eq. (14) that belong to the latent dynamics, with Xi eliminated: it is the least-squares solution for
// the current trajectories, with a ridge of 1e-12 times the number of equations that only matters if Theta is singular.
class DynamicsLoss {
public:
    DynamicsLoss(Index latent, Index cases, dynamics::Library library, const dynamics::LinearForm& form,
                 const Penalties& penalties);

    // trajectories, gradient: [latent, cases * times], of these cases, each at most once. Fills `gradient` and the
    // dynamics' parts of the result, which are means over these cases. The variation is over all cases, the others
    // with the Xi that they had when they were last evaluated (at first 0), so that over batches of cases the gradient
    // is on average that over all.
    optimise::LossTerms evaluate(const Eigen::MatrixXd& trajectories, std::span<const Index> cases,
                                 Eigen::MatrixXd& gradient);
    // All cases.
    optimise::LossTerms evaluate(const Eigen::MatrixXd& trajectories, Eigen::MatrixXd& gradient) {
        return evaluate(trajectories, all_, gradient);
    }
    std::span<const Index> all_cases() const { return all_; }

    // Xi of each case, [terms, latent], from its last evaluation.
    std::vector<Eigen::MatrixXd> xi() const;

    // The same as one vector, and back.
    Eigen::VectorXd memory() const;
    void recall(const Eigen::VectorXd& memory);

private:
    struct Case {
        Eigen::MatrixXd theta;      // [equations + terms, terms], the last rows are the ridge
        Eigen::MatrixXd velocity;   // [equations + terms, latent]
        Eigen::MatrixXd projected;  // Q^T velocity of theta = Q R
        Eigen::MatrixXd residual;
        Eigen::MatrixXd xi;
        QrFactor factor;              // of theta
        Eigen::MatrixXd lambda;       // (Theta^T Theta)^-1 dL/dXi, of which the gradients are made
        Eigen::MatrixXd by_velocity;  // [latent, equations], velocities and later their gradient
        Eigen::MatrixXd by_terms;     // [terms - 1, equations], the gradient by Theta without its constant column
    };

    Index latent_;
    dynamics::Library library_;
    dynamics::LinearForm form_;
    Penalties penalties_;
    std::vector<Case> cases_;
    std::vector<Index> all_;
    // Sets what each case's Xi has of its own, and half the gradient of the sum of its squares.
    void find_variation();

    Eigen::MatrixXd xi_;          // of all cases, one a column [terms * latent, cases]
    Eigen::MatrixXd own_;         // likewise
    Eigen::MatrixXd own_square_;  // own^T own of the penalties
    Eigen::MatrixXd by_xi_;       // as own_
};

}  // namespace rom::mlasdi
