#include "rom/gp/parameter_space.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include "rom/base/decompositions.h"
#include "rom/base/error.h"
#include "rom/base/rounding.h"

namespace rom::gp {
namespace {

// Of its largest and least value, for a logarithm: below, one is nearly a straight line.
constexpr double kWide = 2;
constexpr double kStepOfNormalised = 0x1p-40;  // of normalised values (see base/rounding.h)

}  // namespace

Eigen::MatrixXd Normalisation::apply(const Eigen::Ref<const Eigen::MatrixXd>& rows) const {
    const Eigen::MatrixXd scaled = (rows.rowwise() - mean.transpose()) * deviation.cwiseInverse().asDiagonal();
    return scaled.unaryExpr([](double value) { return rounded_to(value, kStepOfNormalised); });
}

Normalisation normalisation_of(const Eigen::Ref<const Eigen::MatrixXd>& rows) {
    Normalisation result;
    result.mean = rows.colwise().mean().transpose();
    result.deviation.setOnes(rows.cols());
    for (Index j = 0; j < rows.cols(); ++j) {
        const Eigen::VectorXd differences = rows.col(j).array() - result.mean[j];
        const double largest = differences.cwiseAbs().maxCoeff();
        if (!(largest > 10 * std::numeric_limits<double>::epsilon() * std::abs(result.mean[j]))) continue;
        const double unit = std::exp2(std::ilogb(largest));  // whose squares neither overflow nor vanish
        result.deviation[j] = unit * std::sqrt((differences / unit).squaredNorm() / static_cast<double>(rows.rows()));
    }
    return result;
}

DistinctParameters distinct(const Eigen::Ref<const Eigen::MatrixXd>& parameters) {
    std::map<std::vector<double>, Index> known;
    std::vector<Index> first;
    DistinctParameters result;
    for (Index c = 0; c < parameters.rows(); ++c) {
        const Eigen::VectorXd row = parameters.row(c);
        const auto [place, is_new] = known.try_emplace({row.begin(), row.end()}, static_cast<Index>(first.size()));
        if (is_new) first.push_back(c);
        result.of_case.push_back(place->second);
    }
    result.rows = parameters(first, Eigen::all);
    return result;
}

std::vector<std::vector<Index>> DistinctParameters::cases_of_rows() const {
    std::vector<std::vector<Index>> cases(static_cast<std::size_t>(rows.rows()));
    for (std::size_t c = 0; c < of_case.size(); ++c)
        cases[static_cast<std::size_t>(of_case[c])].push_back(static_cast<Index>(c));
    return cases;
}

Eigen::MatrixXd at_cases(const ParameterSpace& space, const Eigen::MatrixXd& values) {
    if (space.of_case.empty()) return values;
    return values(space.of_case, Eigen::all);
}

Eigen::MatrixXd parameters_of_cases(const ParameterSpace& space) { return at_cases(space, space.inputs); }

Eigen::MatrixXd normalised(const ParameterSpace& space, const Eigen::Ref<const Eigen::MatrixXd>& points) {
    const auto scaled = [&](Eigen::MatrixXd rows) {
        for (std::size_t k = 0; k < space.logarithmic.size(); ++k) {
            if (!space.logarithmic[k]) continue;
            const auto j = static_cast<Index>(k);
            if (!(rows.col(j).minCoeff() > 0))
                throw Error("parameter " + std::to_string(j) + " is " + std::to_string(rows.col(j).minCoeff()) +
                            " in one case and has no logarithm, by which it counts; see --log of rom-gpfit");
            rows.col(j) = rows.col(j).array().log();
        }
        return rows;
    };
    return normalisation_of(scaled(space.inputs)).apply(scaled(points));
}

std::vector<Index> wide_dimensions(const Eigen::Ref<const Eigen::MatrixXd>& inputs) {
    std::vector<Index> wide;
    for (Index d = 0; d < inputs.cols(); ++d)
        if (inputs.col(d).minCoeff() > 0 && inputs.col(d).maxCoeff() >= kWide * inputs.col(d).minCoeff())
            wide.push_back(d);
    return wide;
}

void require_two(const Eigen::Ref<const Eigen::MatrixXd>& inputs) {
    if (inputs.rows() < 2) throw Error("there is 1 training case; interpolation over the parameters needs at least 2");
}

bool collinear(const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs) {
    return rank_of(normalised_inputs, 1e-8) < normalised_inputs.cols();
}

bool on_a_line(const ParameterSpace& space) {
    return space.inputs.cols() > 1 && collinear(normalised(space, space.inputs));
}

std::vector<bool> logarithmic_at(const std::vector<Index>& positions, Index dimensions) {
    std::vector<bool> logarithmic(static_cast<std::size_t>(dimensions));
    for (const Index position : positions) {
        if (position >= dimensions)
            throw Error("--log: there is no parameter " + std::to_string(position) + "; there are " +
                            std::to_string(dimensions) + ", counted from 0",
                        2);
        logarithmic[static_cast<std::size_t>(position)] = true;
    }
    return logarithmic;
}

}  // namespace rom::gp
