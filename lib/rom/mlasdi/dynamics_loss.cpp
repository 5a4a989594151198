#include "rom/mlasdi/dynamics_loss.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "rom/base/parallel.h"
#include "rom/base/ranks.h"

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
    if (!penalties.group_of.empty()) make_groups();
}

void DynamicsLoss::make_groups() {
    const Index terms = dynamics::term_count(library_, latent_);
    groups_.resize(static_cast<std::size_t>(*std::ranges::max_element(penalties_.group_of) + 1));
    for (std::size_t c = 0; c < cases_.size(); ++c) {
        Group& group = groups_[static_cast<std::size_t>(penalties_.group_of[c])];
        cases_[c].group = penalties_.group_of[c];
        cases_[c].place = static_cast<Index>(group.cases.size());
        group.cases.push_back(static_cast<Index>(c));
    }
    for (Group& group : groups_) {
        const auto rows = static_cast<Index>(group.cases.size()) * terms;
        group.factors.setZero(rows, terms);
        group.targets.setZero(rows, latent_);
        group.xi.setZero(terms, latent_);
        group.lambda.setZero(terms, latent_);
    }
}

void DynamicsLoss::find_residual(Case& one) const {
    one.residual = one.velocity.topRows(form_.equations());
    one.residual.noalias() -= one.theta.topRows(form_.equations()) * one.xi;
    one.misfit = one.residual.squaredNorm();
}

void DynamicsLoss::take_from_ranks(std::span<const Index> cases) {
    const auto count = static_cast<Index>(cases.size());
    const Share own = share_of_rank(count);
    Eigen::MatrixXd found(cases_.front().xi.size() + 1, count);
    for (Index k = own.first; k < own.first + own.count; ++k) {
        const Case& one = cases_[static_cast<std::size_t>(cases[static_cast<std::size_t>(k)])];
        found.col(k) << one.xi.reshaped(), one.misfit;
    }
    complete_columns(found, count);
    for (Index k = 0; k < count; ++k) {
        Case& one = cases_[static_cast<std::size_t>(cases[static_cast<std::size_t>(k)])];
        one.xi.reshaped() = found.col(k).head(one.xi.size());
        one.misfit = found(one.xi.size(), k);
    }
}

void DynamicsLoss::share(std::span<const Index> batch) {
    const Index terms = dynamics::term_count(library_, latent_);
    for (Group& group : groups_) group.active = false;
    for (const Index c : batch)
        groups_[static_cast<std::size_t>(cases_[static_cast<std::size_t>(c)].group)].active = true;
    parallel_for(static_cast<Index>(groups_.size()), batch.size() * static_cast<std::size_t>(terms) > 100,
                 [&](Index g) {
                     Group& group = groups_[static_cast<std::size_t>(g)];
                     if (!group.active) return;
                     group.factor.compute(group.factors);
                     group.projected = group.targets;
                     group.factor.apply_q_transposed(group.projected);
                     group.xi = group.projected.topRows(terms);
                     group.factor.solve_upper(group.xi);
                     for (const Index c : group.cases) cases_[static_cast<std::size_t>(c)].xi = group.xi;
                 });
}

void DynamicsLoss::share_lambda() {
    for (Group& group : groups_) {
        if (!group.active) continue;
        group.lambda.setZero();
        for (const Index c : group.cases) group.lambda += cases_[static_cast<std::size_t>(c)].lambda;
        group.factor.solve_upper_transposed(group.lambda);
        group.factor.solve_upper(group.lambda);
        for (const Index c : group.cases) cases_[static_cast<std::size_t>(c)].lambda = group.lambda;
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
    const Share own = groups_.empty() ? share_of_rank(count) : Share{0, count};
    parallel_for(own.count, threaded, [&](Index of_own) {
        const Index k = own.first + of_own;
        Case& one = case_at(k);
        const auto z = trajectories.middleCols(k * times, times);
        form_.library(library_, z, one.theta.topRows(rows));
        one.theta.bottomRows(terms).diagonal().setConstant(std::sqrt(ridge));
        form_.velocity(z, one.by_velocity);
        one.velocity.topRows(rows) = one.by_velocity.transpose();
        one.factor.compute(one.theta);
        one.projected = one.velocity;
        one.factor.apply_q_transposed(one.projected);
        if (one.group >= 0) {
            Group& group = groups_[static_cast<std::size_t>(one.group)];
            one.factor.copy_upper(group.factors.middleRows(one.place * terms, terms));
            group.targets.middleRows(one.place * terms, terms) = one.projected.topRows(terms);
            return;
        }
        one.xi = one.projected.topRows(terms);
        one.factor.solve_upper(one.xi);
        find_residual(one);
    });
    if (!groups_.empty()) {
        share(cases);
        parallel_for(count, threaded, [&](Index k) { find_residual(case_at(k)); });
    } else if (rank_count() > 1) {
        take_from_ranks(cases);
    }

    find_variation();
    optimise::LossTerms loss;
    for (Index k = 0; k < count; ++k) {
        const Case& one = case_at(k);
        loss[kDynamics] += per_entry * one.misfit;
        loss[kCoefficient] += penalties_.coefficient * per_case * one.xi.squaredNorm();
        loss[kVariation] +=
            penalties_.variation * per_case * own_.col(cases[static_cast<std::size_t>(k)]).squaredNorm();
    }

    // dL/dXi at fixed Z: the penalties, and the misfit in as far as the ridge keeps it from its minimum.
    const auto find_by_xi = [&](Index c) {
        Case& one = cases_[static_cast<std::size_t>(c)];
        const auto varied = by_xi_.col(c).reshaped(terms, latent_);
        one.lambda = 2 * per_case * (penalties_.coefficient * one.xi + penalties_.variation * varied) -
                     2 * per_entry * ridge * one.xi;
    };
    if (!groups_.empty()) {
        for (const Group& group : groups_)
            if (group.active) std::ranges::for_each(group.cases, find_by_xi);
        share_lambda();
    }
    parallel_for(own.count, threaded, [&](Index of_own) {
        const Index k = own.first + of_own;
        Case& one = case_at(k);
        if (one.group < 0) {
            find_by_xi(cases[static_cast<std::size_t>(k)]);
            one.factor.solve_upper_transposed(one.lambda);
            one.factor.solve_upper(one.lambda);
        }
        one.by_velocity = 2 * per_entry * one.residual.transpose();
        one.by_velocity.noalias() += one.lambda.transpose() * one.theta.topRows(rows).transpose();
        one.by_terms.noalias() = one.lambda.bottomRows(terms - 1) * one.residual.transpose();
        one.by_terms.noalias() -= one.xi.bottomRows(terms - 1) * one.by_velocity;
        auto by_z = gradient.middleCols(k * times, times);  // through Theta, then through the velocity
        form_.library_gradient(library_, trajectories.middleCols(k * times, times), one.by_terms, by_z);
        form_.add_velocity_gradient(one.by_velocity, by_z);
    });
    if (groups_.empty()) complete_columns(gradient, count);
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
    for (const Group& group : groups_) {
        const Index kept = memory.size();
        memory.conservativeResize(kept + group.factors.size() + group.targets.size());
        memory.tail(memory.size() - kept) << group.factors.reshaped(), group.targets.reshaped();
    }
    return memory;
}

void DynamicsLoss::recall(const Eigen::VectorXd& memory) {
    const Index size = cases_.front().xi.size();
    for (std::size_t c = 0; c < cases_.size(); ++c)
        cases_[c].xi.reshaped() = memory.segment(static_cast<Index>(c) * size, size);
    Index first = size * static_cast<Index>(cases_.size());
    for (Group& group : groups_)
        for (Eigen::MatrixXd* kept : {&group.factors, &group.targets}) {
            kept->reshaped() = memory.segment(first, kept->size());
            first += kept->size();
        }
}

}  // namespace rom::mlasdi
