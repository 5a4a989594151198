#include "rom/gp/radial.h"

#include <cmath>
#include <limits>

#include "rom/base/decompositions.h"
#include "rom/gp/kernel.h"

namespace rom::gp {
namespace {

// A pivot smaller than this, of the largest, says that the system is singular.
constexpr double kSingular = 1e-13;

// Radial functions of the distances, and the polynomial: [points, cases + terms].
Eigen::MatrixXd rows_of(Radial radial, const Eigen::MatrixXd& points, const Eigen::MatrixXd& training) {
    const Eigen::MatrixXd distance = scaled_distances(points, training, Eigen::VectorXd::Ones(1));
    const Index terms = radial == Radial::linear ? 1 : 1 + training.cols();
    Eigen::MatrixXd rows(points.rows(), training.rows() + terms);
    rows.leftCols(training.rows()) =
        radial == Radial::linear ? Eigen::MatrixXd(-distance) : Eigen::MatrixXd(distance.array().cube());
    rows.col(training.rows()).setOnes();
    if (terms > 1) rows.rightCols(training.cols()) = points;
    return rows;
}

// The saddle-point system: the interpolation goes through the targets, and its radial part is orthogonal to the
// polynomials.
Eigen::MatrixXd system_of(Radial radial, const Eigen::MatrixXd& training) {
    const Eigen::MatrixXd rows = rows_of(radial, training, training);
    Eigen::MatrixXd system = Eigen::MatrixXd::Zero(rows.cols(), rows.cols());
    system.topRows(rows.rows()) = rows;
    system.bottomLeftCorner(rows.cols() - rows.rows(), rows.rows()) =
        rows.rightCols(rows.cols() - rows.rows()).transpose();
    return system;
}

Eigen::MatrixXd with_zeros_below(const Eigen::MatrixXd& targets, Index rows) {
    Eigen::MatrixXd right = Eigen::MatrixXd::Zero(rows, targets.cols());
    right.topRows(targets.rows()) = targets;
    return right;
}

struct LeftOutTargets {
    Eigen::MatrixXd inverse;      // of the system; on its diagonal one over the square of each case's power function
    Eigen::MatrixXd differences;  // [cases, targets]
};

LeftOutTargets left_out_of(const RadialInterpolation& interpolation) {
    const Eigen::MatrixXd& targets = interpolation.targets;
    const Index cases = targets.rows();
    const Eigen::MatrixXd training = normalised(interpolation.space, interpolation.space.inputs);
    const Eigen::MatrixXd system = system_of(interpolation.radial, training);
    LeftOutTargets result{solve_least_squares(system, Eigen::MatrixXd::Identity(system.rows(), system.rows())),
                          Eigen::MatrixXd(cases, targets.cols())};
    const Eigen::MatrixXd& inverse = result.inverse;
    const Eigen::MatrixXd weights = (inverse * with_zeros_below(targets, system.rows())).topRows(cases);
    const double least = kSingular * inverse.cwiseAbs().maxCoeff();
    for (Index c = 0; c < cases; ++c) {
        if (std::abs(inverse(c, c)) > least)
            result.differences.row(c) = weights.row(c) / inverse(c, c);
        else
            result.differences.row(c).setConstant(std::numeric_limits<double>::infinity());
    }
    return result;
}

// An operator on the distinct parameters' targets [rows, rows], on those of the cases: each for itself, and the others
// by the means over their parameters.
Eigen::MatrixXd for_cases(const Eigen::MatrixXd& of_rows, const DistinctParameters& parameters) {
    if (!parameters.repeated()) return of_rows;
    const std::vector<std::vector<Index>> cases = parameters.cases_of_rows();
    const auto count = static_cast<Index>(parameters.of_case.size());
    Eigen::MatrixXd result = Eigen::MatrixXd::Zero(count, count);
    for (Index c = 0; c < count; ++c) {
        const Index own = parameters.of_case[static_cast<std::size_t>(c)];
        for (Index row = 0; row < of_rows.cols(); ++row) {
            const std::vector<Index>& others = cases[static_cast<std::size_t>(row)];
            if (row == own)
                result(c, c) = of_rows(own, own);
            else
                result(c, others).setConstant(of_rows(own, row) / static_cast<double>(others.size()));
        }
    }
    return result;
}

}  // namespace

bool is_determined(const ParameterSpace& space, Radial radial) {
    const Eigen::MatrixXd system = system_of(radial, normalised(space, space.inputs));
    return rank_of(system, kSingular) == system.rows();
}

Eigen::MatrixXd predict(const RadialInterpolation& interpolation, const Eigen::Ref<const Eigen::MatrixXd>& points) {
    const ParameterSpace& space = interpolation.space;
    const Eigen::MatrixXd training = normalised(space, space.inputs);
    const Eigen::MatrixXd system = system_of(interpolation.radial, training);
    const Eigen::MatrixXd weights = solve_least_squares(system, with_zeros_below(interpolation.targets, system.rows()));
    return rows_of(interpolation.radial, normalised(space, points), training) * weights;
}

Eigen::MatrixXd left_out_differences(const RadialInterpolation& interpolation) {
    return left_out_of(interpolation).differences;
}

Spread spread_at(const RadialInterpolation& interpolation, const Eigen::Ref<const Eigen::MatrixXd>& points) {
    const ParameterSpace& space = interpolation.space;
    const LeftOutTargets left_out = left_out_of(interpolation);
    if (!left_out.differences.allFinite() && interpolation.radial != Radial::linear)
        return spread_at({space, Radial::linear, interpolation.targets}, points);
    const Eigen::MatrixXd training = normalised(space, space.inputs);
    const Eigen::MatrixXd rows = rows_of(interpolation.radial, normalised(space, points), training);
    const Eigen::VectorXd power =
        (-(rows * left_out.inverse).cwiseProduct(rows).rowwise().sum()).cwiseMax(0).cwiseSqrt();
    const auto cases = static_cast<double>(training.rows());
    const Eigen::VectorXd weight = (left_out.inverse.diagonal().head(training.rows()).cwiseAbs() / cases).cwiseSqrt();
    return {left_out.differences.transpose() * weight.asDiagonal(), power.transpose().replicate(training.rows(), 1)};
}

Eigen::MatrixXd left_out_operator(const Eigen::MatrixXd& parameters) {
    const DistinctParameters distinct = gp::distinct(parameters);
    const ParameterSpace space{distinct.rows, {}};
    const Index rows = distinct.rows.rows();
    if (is_determined(space, Radial::linear)) {
        const Eigen::MatrixXd differences =
            left_out_differences({space, Radial::linear, Eigen::MatrixXd::Identity(rows, rows)});
        if (differences.allFinite())
            return for_cases(differences * (static_cast<double>(rows - 1) / static_cast<double>(rows)), distinct);
    }
    return difference_from_mean(parameters.rows());
}

Eigen::MatrixXd difference_from_mean(Index cases) {
    return Eigen::MatrixXd::Identity(cases, cases).array() - 1 / static_cast<double>(cases);
}

}  // namespace rom::gp
