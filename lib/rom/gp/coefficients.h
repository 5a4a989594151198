// What carries the coefficients of the dynamics over the parameters, of either kind: a process for each coefficient, or
// one regression of all cases.
#pragma once

#include <variant>

#include "rom/gp/joint.h"
#include "rom/gp/regression.h"

namespace rom::gp {

enum class Kind { joint, independent };
using Coefficients = std::variant<Regression, JointRegression>;

const ParameterSpace& space_of(const Coefficients& coefficients);

// The posterior at points [points, dimensions].
Prediction predict(const Coefficients& coefficients, const Eigen::Ref<const Eigen::MatrixXd>& points);

// How well the cases predict each other's independent coefficients, one by one; empty for joint ones.
std::vector<LeaveOneOut> leave_one_out(const Coefficients& coefficients);

// The coefficients [cases, terms * latent] of each training case as those with other parameters predict them, with the
// same hyperparameters.
Eigen::MatrixXd left_out_coefficients(const Coefficients& coefficients);

// As if there were these training cases alone, with the same hyperparameters. Those that have the same parameters stay
// or go together.
Coefficients of_cases(const Coefficients& coefficients, const std::vector<Index>& cases);

}  // namespace rom::gp

template <>
struct rom::Choices<rom::gp::Kind> {
    static constexpr const char* what = "kind of regression";
    static constexpr std::array names = {"joint", "independent"};
};
