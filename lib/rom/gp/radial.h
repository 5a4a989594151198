// Interpolation of many targets over the parameters by radial basis functions: sums of |mu - mu_i|^p and a polynomial.
// Source: Wendland (2004), Scattered Data Approximation, chapter 8; left-out cases by Rippa (1999), Adv. Comput. Math.
// 11. Of inputs scaled as here, SciPy's RBFInterpolator gives the same.
#pragma once

#include "rom/base/names.h"
#include "rom/gp/regression.h"

namespace rom::gp {

// -|x|, with a constant; |x|^3, with a linear function.
enum class Radial { linear, cubic };

struct RadialInterpolation {
    ParameterSpace space;
    Radial radial = Radial::linear;
    Eigen::MatrixXd targets;  // [cases, targets]
};

// Whether the cases determine the interpolation: they are distinct, and the linear function of `cubic` needs cases that
// span as many dimensions as there are.
bool is_determined(const ParameterSpace& space, Radial radial);

// [points, targets] at points [points, dimensions].
Eigen::MatrixXd predict(const RadialInterpolation& interpolation, const Eigen::Ref<const Eigen::MatrixXd>& points);

// What each case's targets are more than the others predict, [cases, targets]; infinite where the others do not
// determine them.
Eigen::MatrixXd left_out_differences(const RadialInterpolation& interpolation);

// What is not known at points: the differences of the left-out cases, each over its power function, in random
// combinations whose size is the power function at the point. Where the others do not determine a case, those of the
// linear radial function. Source: Wendland (2004), chapter 11; the power function of a left-out case by Rippa (1999).
Spread spread_at(const RadialInterpolation& interpolation, const Eigen::Ref<const Eigen::MatrixXd>& points);

// The matrix [cases, cases] that makes of the cases' targets what each is more than the others predict by the linear
// radial function, times (rows - 1) / rows: that much of a difference from the mean of the others is the difference
// from the mean of all, which it makes of two cases, and of cases that do not determine the function. Of cases with the
// same parameters, each is compared with what the others with other parameters predict, and these count by their means;
// `rows` is then the number of parameters that differ. parameters: [cases, dimensions].
Eigen::MatrixXd left_out_operator(const Eigen::MatrixXd& parameters);

// The matrix [cases, cases] that makes of the cases' targets what differs from their mean.
Eigen::MatrixXd difference_from_mean(Index cases);

}  // namespace rom::gp

template <>
struct rom::Choices<rom::gp::Radial> {
    static constexpr const char* what = "radial function";
    static constexpr std::array names = {"linear", "cubic"};
};
