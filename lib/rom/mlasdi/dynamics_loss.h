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
    // gp::left_out_operator does; if it is empty, the mean of all. Zero for cases that say nothing of their dynamics.
    Eigen::MatrixXd own = {};
    // The group of each case, numbered from 0: trajectories of one group, which have the same parameters, have one Xi
    // in common. If it is empty, each has its own.
    std::vector<Index> group_of = {};
};

// The terms of eq. (14) that belong to the latent dynamics, with Xi eliminated: it is the least-squares solution for
// the current trajectories, with a ridge of 1e-12 times the number of equations that only matters if Theta is singular.
// Of several ranks each works on its share of the cases, unless cases share their Xi; evaluations are collective.
class DynamicsLoss {
public:
    DynamicsLoss(Index latent, Index cases, dynamics::Library library, const dynamics::LinearForm& form,
                 const Penalties& penalties);

    // trajectories, gradient: [latent, cases * times], of these cases, each at most once. Fills `gradient` and the
    // dynamics' parts of the result, which are means over these cases. The variation is over all cases, the others
    // with the Xi that they had when they were last evaluated (at first 0), so that over batches of cases the gradient
    // is on average that over all. The Xi of a group fits all its trajectories, those of other batches as they were
    // last (at first none).
    optimise::LossTerms evaluate(const Eigen::MatrixXd& trajectories, std::span<const Index> cases,
                                 Eigen::MatrixXd& gradient);
    // All cases.
    optimise::LossTerms evaluate(const Eigen::MatrixXd& trajectories, Eigen::MatrixXd& gradient) {
        return evaluate(trajectories, all_, gradient);
    }
    std::span<const Index> all_cases() const { return all_; }

    // Xi of each case, [terms, latent], from its last evaluation.
    std::vector<Eigen::MatrixXd> xi() const;

    // What is kept from one evaluation to the next as one vector, and back.
    Eigen::VectorXd memory() const;
    void recall(const Eigen::VectorXd& memory);

private:
    struct Case {
        Eigen::MatrixXd theta;      // [equations + terms, terms], the last rows are the ridge
        Eigen::MatrixXd velocity;   // [equations + terms, latent]
        Eigen::MatrixXd projected;  // Q^T velocity of theta = Q R
        Eigen::MatrixXd residual;
        double misfit = 0;  // its sum of squares
        Eigen::MatrixXd xi;
        QrFactor factor;              // of theta
        Eigen::MatrixXd lambda;       // (Theta^T Theta)^-1 dL/dXi, of which the gradients are made
        Eigen::MatrixXd by_velocity;  // [latent, equations], velocities and later their gradient
        Eigen::MatrixXd by_terms;     // [terms - 1, equations], the gradient by Theta without its constant column
        Index group = -1;             // of several cases, or none
        Index place = 0;              // in it
    };

    // Cases that share their Xi: its least squares from the factors R and Q^T velocity of each, one below the other.
    struct Group {
        std::vector<Index> cases;
        Eigen::MatrixXd factors;    // [cases * terms, terms]
        Eigen::MatrixXd targets;    // [cases * terms, latent]
        Eigen::MatrixXd projected;  // of the targets
        Eigen::MatrixXd xi;
        QrFactor factor;         // of the factors
        Eigen::MatrixXd lambda;  // as that of a case
        bool active = false;     // whether a case of it is in the batch
    };

    void make_groups();
    // Takes in what other ranks have found out of their share of these cases.
    void take_from_ranks(std::span<const Index> cases);
    void find_residual(Case& one) const;
    // Solves for the Xi of the groups with cases in the batch.
    void share(std::span<const Index> batch);
    // Makes Lambda of the sum of dL/dXi at fixed Z over the cases of each such group, which have that in its place.
    void share_lambda();

    Index latent_;
    dynamics::Library library_;
    dynamics::LinearForm form_;
    Penalties penalties_;
    std::vector<Case> cases_;
    std::vector<Group> groups_;
    std::vector<Index> all_;
    // Sets what each case's Xi has of its own, and half the gradient of the sum of its squares.
    void find_variation();

    Eigen::MatrixXd xi_;          // of all cases, one a column [terms * latent, cases]
    Eigen::MatrixXd own_;         // likewise
    Eigen::MatrixXd own_square_;  // own^T own of the penalties
    Eigen::MatrixXd by_xi_;       // as own_
};

}  // namespace rom::mlasdi
