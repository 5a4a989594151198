#include "rom/dynamics/linear_form.h"

#include <string>

#include "rom/base/error.h"

namespace rom::dynamics {

Index LinearForm::times() const {
    if (const auto* derivative = std::get_if<SummationByParts>(&kind_)) return derivative->times;
    return std::get<DenseForm>(kind_).velocity.cols();
}

Index LinearForm::equations() const {
    if (const auto* derivative = std::get_if<SummationByParts>(&kind_)) return derivative->times;
    return std::get<DenseForm>(kind_).velocity.rows();
}

void LinearForm::velocity(const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                          Eigen::Ref<Eigen::MatrixXd> result) const {
    if (const auto* derivative = std::get_if<SummationByParts>(&kind_))
        derivative->apply(trajectory, result);
    else
        result.noalias() = trajectory * std::get<DenseForm>(kind_).velocity.transpose();
}

void LinearForm::add_velocity_gradient(const Eigen::Ref<const Eigen::MatrixXd>& by_velocity,
                                       Eigen::Ref<Eigen::MatrixXd> by_trajectory) const {
    if (const auto* derivative = std::get_if<SummationByParts>(&kind_))
        derivative->add_transpose(by_velocity, by_trajectory);
    else
        by_trajectory.noalias() += by_velocity * std::get<DenseForm>(kind_).velocity;
}

void LinearForm::library(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                         Eigen::Ref<Eigen::MatrixXd> theta) const {
    const auto* dense = std::get_if<DenseForm>(&kind_);
    if (dense == nullptr) return evaluate_library(library, trajectory, theta);
    Eigen::MatrixXd at_times(trajectory.cols(), theta.cols());
    evaluate_library(library, trajectory, at_times);
    theta.noalias() = dense->library * at_times;
}

void LinearForm::library_gradient(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory,
                                  const Eigen::Ref<const Eigen::MatrixXd>& by_theta,
                                  Eigen::Ref<Eigen::MatrixXd> by_trajectory) const {
    const auto* dense = std::get_if<DenseForm>(&kind_);
    if (dense == nullptr) return dynamics::library_gradient(library, trajectory, by_theta, by_trajectory);
    dynamics::library_gradient(library, trajectory, by_theta * dense->library, by_trajectory);
}

LinearForm derivative_form(Derivative derivative, const TimeGrid& grid) {
    const int order = static_cast<int>(derivative) + 1;
    const std::string name = name_of(derivative);
    if (!grid.is_uniform()) throw Error("derivative " + name + " needs times that are evenly apart");
    const Index times = grid.size();
    if (const Index least = least_times(order); times < least)
        throw Error("the trajectory has " + std::to_string(times) + (times == 1 ? " time" : " times") +
                    " but derivative " + name + " needs at least " + std::to_string(least) +
                    (times >= 2 ? "; choose one of lower order" : "; a trajectory cannot be shorter"));
    return LinearForm(summation_by_parts(order, times, grid.step()));
}

}  // namespace rom::dynamics
