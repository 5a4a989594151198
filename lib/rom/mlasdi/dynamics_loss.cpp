#include "rom/mlasdi/dynamics_loss.h"

#include <cmath>

#include "rom/base/parallel.h"

namespace rom::mlasdi {
namespace {

constexpr double kLeastRidge = 1e-12;

}  // namespace

DynamicsLoss::DynamicsLoss(Index latent, Index cases, dynamics::Library library, const dynamics::LinearForm& form,
                           const Penalties& penalties)
    : latent_(latent), library_(library), form_(form), penalties_(penalties), cases_(static_cast<std::size_t>(cases)) {
    const Index terms = dynamics::term_count(library, latent);
    for (Case& one : cases_) {
        one.theta = Eigen::MatrixXd::Zero(form.equations() + terms, terms);
        one.velocity = Eigen::MatrixXd::Zero(form.equations() + terms, latent);
        one.by_velocity.resize(latent, form.equations());
    }
}

optimise::LossTerms DynamicsLoss::evaluate(const Eigen::MatrixXd& trajectories, Eigen::MatrixXd& gradient) {
    const Index times = form_.times();
    const Index rows = form_.equations();
    const Index terms = dynamics::term_count(library_, latent_);
    const auto count = static_cast<Index>(cases_.size());
    const double per_case = 1.0 / static_cast<double>(count);
    const double per_entry = penalties_.dynamics * per_case / static_cast<double>(rows * latent_);
    const double ridge = kLeastRidge * static_cast<double>(rows);
    gradient.setZero(latent_, trajectories.cols());

    const bool threaded = count * times * latent_ > 1000;
    parallel_for(count, threaded, [&](Index c) {
        Case& one = cases_[static_cast<std::size_t>(c)];
        const auto z = trajectories.middleCols(c * times, times);
        form_.library(library_, z, one.theta.topRows(rows));
        one.theta.bottomRows(terms).diagonal().setConstant(std::sqrt(ridge));
        form_.velocity(z, one.by_velocity);
        one.velocity.topRows(rows) = one.by_velocity.transpose();
        one.factor.compute(one.theta);
        one.projected = one.velocity;
        one.factor.apply_q_transposed(one.projected);
        one.xi = one.projected.topRows(terms);
        one.factor.solve_upper(one.xi);
        one.residual = one.velocity.topRows(rows);
        one.residual.noalias() -= one.theta.topRows(rows) * one.xi;
    });

    mean_.setZero(terms, latent_);
    for (const Case& one : cases_) mean_ += per_case * one.xi;
    optimise::LossTerms loss;
    for (const Case& one : cases_) {
        loss[kDynamics] += per_entry * one.residual.squaredNorm();
        loss[kCoefficient] += penalties_.coefficient * per_case * one.xi.squaredNorm();
        loss[kVariation] += penalties_.variation * per_case * (one.xi - mean_).squaredNorm();
    }

    parallel_for(count, threaded, [&](Index c) {
        Case& one = cases_[static_cast<std::size_t>(c)];
        // dL/dXi at fixed Z: the penalties, and the misfit in as far as the ridge keeps it from its minimum.
        one.lambda = 2 * per_case * (penalties_.coefficient * one.xi + penalties_.variation * (one.xi - mean_)) -
                     2 * per_entry * ridge * one.xi;
        one.factor.solve_upper_transposed(one.lambda);
        one.factor.solve_upper(one.lambda);
        one.by_velocity = 2 * per_entry * one.residual.transpose();
        one.by_velocity.noalias() += one.lambda.transpose() * one.theta.topRows(rows).transpose();
        one.by_terms.noalias() = one.lambda.bottomRows(terms - 1) * one.residual.transpose();
        one.by_terms.noalias() -= one.xi.bottomRows(terms - 1) * one.by_velocity;
        auto by_z = gradient.middleCols(c * times, times);  // through Theta, then through the velocity
        form_.library_gradient(library_, trajectories.middleCols(c * times, times), one.by_terms, by_z);
        form_.add_velocity_gradient(one.by_velocity, by_z);
    });
    return loss;
}

std::vector<Eigen::MatrixXd> DynamicsLoss::xi() const {
    std::vector<Eigen::MatrixXd> result;
    for (const Case& one : cases_) result.push_back(one.xi);
    return result;
}

}  // namespace rom::mlasdi
