#include "rom/mlasdi/dynamics_loss.h"

#include <cmath>
#include <numeric>

#include "rom/base/parallel.h"

namespace rom::mlasdi {
namespace {

constexpr double kLeastRidge = 1e-12;

}  // namespace

DynamicsLoss::DynamicsLoss(Index latent, Index cases, dynamics::Library library, const dynamics::LinearForm& form,
                           const Penalties& penalties)
    : latent_(latent),
      library_(library),
      form_(form),
      penalties_(penalties),
      cases_(static_cast<std::size_t>(cases)),
      all_(cases_.size()),
      own_square_(penalties.own.transpose() * penalties.own) {
    std::iota(all_.begin(), all_.end(), Index{0});
    const Index terms = dynamics::term_count(library, latent);
    for (Eigen::MatrixXd* matrix : {&xi_, &own_, &by_xi_}) matrix->resize(terms * latent, cases);
    for (Case& one : cases_) {
        one.theta = Eigen::MatrixXd::Zero(form.equations() + terms, terms);
        one.velocity = Eigen::MatrixXd::Zero(form.equations() + terms, latent);
        one.xi = Eigen::MatrixXd::Zero(terms, latent);
        one.by_velocity.resize(latent, form.equations());
    }
}

optimise::LossTerms DynamicsLoss::evaluate(const Eigen::MatrixXd& trajectories, std::span<const Index> cases,
                                           Eigen::MatrixXd& gradient) {
    const Index times = form_.times();
    const Index rows = form_.equations();
    const Index terms = dynamics::term_count(library_, latent_);
    const auto count = static_cast<Index>(cases.size());
    const auto case_at = [&](Index k) -> Case& {
        return cases_[static_cast<std::size_t>(cases[static_cast<std::size_t>(k)])];
    };
    const double per_case = 1.0 / static_cast<double>(count);
    const double per_entry = penalties_.dynamics * per_case / static_cast<double>(rows * latent_);
    const double ridge = kLeastRidge * static_cast<double>(rows);
    gradient.setZero(latent_, trajectories.cols());

    const bool threaded = count * times * latent_ > 1000;
    parallel_for(count, threaded, [&](Index k) {
        Case& one = case_at(k);
        const auto z = trajectories.middleCols(k * times, times);
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

    find_variation();
    optimise::LossTerms loss;
    for (Index k = 0; k < count; ++k) {
        const Case& one = case_at(k);
        loss[kDynamics] += per_entry * one.residual.squaredNorm();
        loss[kCoefficient] += penalties_.coefficient * per_case * one.xi.squaredNorm();
        loss[kVariation] +=
            penalties_.variation * per_case * own_.col(cases[static_cast<std::size_t>(k)]).squaredNorm();
    }

    parallel_for(count, threaded, [&](Index k) {
        Case& one = case_at(k);
        // dL/dXi at fixed Z: the penalties, and the misfit in as far as the ridge keeps it from its minimum.
        const auto varied = by_xi_.col(cases[static_cast<std::size_t>(k)]).reshaped(terms, latent_);
        one.lambda = 2 * per_case * (penalties_.coefficient * one.xi + penalties_.variation * varied) -
                     2 * per_entry * ridge * one.xi;
        one.factor.solve_upper_transposed(one.lambda);
        one.factor.solve_upper(one.lambda);
        one.by_velocity = 2 * per_entry * one.residual.transpose();
        one.by_velocity.noalias() += one.lambda.transpose() * one.theta.topRows(rows).transpose();
        one.by_terms.noalias() = one.lambda.bottomRows(terms - 1) * one.residual.transpose();
        one.by_terms.noalias() -= one.xi.bottomRows(terms - 1) * one.by_velocity;
        auto by_z = gradient.middleCols(k * times, times);  // through Theta, then through the velocity
        form_.library_gradient(library_, trajectories.middleCols(k * times, times), one.by_terms, by_z);
        form_.add_velocity_gradient(one.by_velocity, by_z);
    });
    return loss;
}

void DynamicsLoss::find_variation() {
    for (std::size_t c = 0; c < cases_.size(); ++c) xi_.col(static_cast<Index>(c)) = cases_[c].xi.reshaped();
    if (own_square_.size() > 0) {
        own_.noalias() = xi_ * penalties_.own.transpose();
        by_xi_.noalias() = xi_ * own_square_;
    } else {
        own_.col(0).setZero();  // first the mean
        for (Index c = 0; c < xi_.cols(); ++c) own_.col(0) += 1.0 / static_cast<double>(cases_.size()) * xi_.col(c);
        for (Index c = xi_.cols() - 1; c >= 0; --c) own_.col(c) = xi_.col(c) - own_.col(0);
        by_xi_ = own_;
    }
}

std::vector<Eigen::MatrixXd> DynamicsLoss::xi() const {
    std::vector<Eigen::MatrixXd> result;
    for (const Case& one : cases_) result.push_back(one.xi);
    return result;
}

Eigen::VectorXd DynamicsLoss::memory() const {
    const Index size = cases_.front().xi.size();
    Eigen::VectorXd memory(size * static_cast<Index>(cases_.size()));
    for (std::size_t c = 0; c < cases_.size(); ++c)
        memory.segment(static_cast<Index>(c) * size, size) = cases_[c].xi.reshaped();
    return memory;
}

void DynamicsLoss::recall(const Eigen::VectorXd& memory) {
    const Index size = cases_.front().xi.size();
    for (std::size_t c = 0; c < cases_.size(); ++c)
        cases_[c].xi.reshaped() = memory.segment(static_cast<Index>(c) * size, size);
}

}  // namespace rom::mlasdi
