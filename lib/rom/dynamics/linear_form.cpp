#include "rom/dynamics/linear_form.h"

#include <string>
#include <utility>

#include "rom/base/error.h"

namespace rom::dynamics {

UnevenForm uneven_form(FiniteDifferences derivative) {
    const Eigen::VectorXd inverse = derivative.weights.colwise().norm().cwiseInverse().transpose();
    Eigen::VectorXd scale = (inverse / inverse.mean()).cwiseSqrt();
    derivative.weights *= scale.asDiagonal();
    return {std::move(derivative), std::move(scale)};
}

Index LinearForm::times() const {
    if (const auto* dense = std::get_if<DenseForm>(&kind_)) return dense->velocity.cols();
    return equations();
}

Index LinearForm::equations() const {
    if (const auto* derivative = std::get_if<SummationByParts>(&kind_)) return derivative->times;
    if (const auto* uneven = std::get_if<UnevenForm>(&kind_)) return uneven->velocity.times;
    return std::get<DenseForm>(kind_).velocity.rows();
}

void LinearForm::velocity(const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                          Eigen::Ref<Eigen::MatrixXd> result) const {
    if (const auto* derivative = std::get_if<SummationByParts>(&kind_))
        derivative->apply(trajectory, result);
    else if (const auto* uneven = std::get_if<UnevenForm>(&kind_))
        uneven->velocity.apply(trajectory, result);
    else
        result.noalias() = trajectory * std::get<DenseForm>(kind_).velocity.transpose();
}

void LinearForm::add_velocity_gradient(const Eigen::Ref<const Eigen::MatrixXd>& by_velocity,
                                       Eigen::Ref<Eigen::MatrixXd> by_trajectory) const {
    if (const auto* derivative = std::get_if<SummationByParts>(&kind_))
        derivative->add_transpose(by_velocity, by_trajectory);
    else if (const auto* uneven = std::get_if<UnevenForm>(&kind_))
        uneven->velocity.add_transpose(by_velocity, by_trajectory);
    else
        by_trajectory.noalias() += by_velocity * std::get<DenseForm>(kind_).velocity;
}

void LinearForm::library(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                         Eigen::Ref<Eigen::MatrixXd> theta) const {
    const auto* dense = std::get_if<DenseForm>(&kind_);
    if (dense == nullptr) {
        evaluate_library(library, trajectory, theta);
        if (const auto* uneven = std::get_if<UnevenForm>(&kind_)) theta.array().colwise() *= uneven->scale.array();
        return;
    }
    Eigen::MatrixXd at_times(trajectory.cols(), theta.cols());
    evaluate_library(library, trajectory, at_times);
    theta.noalias() = dense->library * at_times;
}

void LinearForm::library_gradient(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                                  const Eigen::Ref<const Eigen::MatrixXd>& by_theta,
                                  Eigen::Ref<Eigen::MatrixXd> by_trajectory) const {
    const auto* dense = std::get_if<DenseForm>(&kind_);
    if (dense == nullptr) {
        dynamics::library_gradient(library, trajectory, by_theta, by_trajectory);
        if (const auto* uneven = std::get_if<UnevenForm>(&kind_))
            by_trajectory.array().rowwise() *= uneven->scale.transpose().array();
        return;
    }
    dynamics::library_gradient(library, trajectory, by_theta * dense->library, by_trajectory);
}

Index least_times(Derivative derivative, const TimeGrid& grid) {
    const int order = static_cast<int>(derivative) + 1;
    return grid.is_uniform() ? least_times(order) : order + 1;
}

LinearForm derivative_form(Derivative derivative, const TimeGrid& grid) {
    const int order = static_cast<int>(derivative) + 1;
    const Index times = grid.size();
    if (const Index least = least_times(derivative, grid); times < least)
        throw Error("the trajectory has " + std::to_string(times) + (times == 1 ? " time" : " times") +
                    " but derivative " + name_of(derivative) + " needs at least " + std::to_string(least) +
                    (times >= 2 ? "; choose one of lower order" : "; a trajectory cannot be shorter"));
    if (!grid.is_uniform()) return LinearForm(uneven_form(finite_differences(order, grid)));
    return LinearForm(summation_by_parts(order, times, grid.step()));
}

}  // namespace rom::dynamics
