#include "rom/plot/places.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "rom/base/error.h"
#include "rom/base/text.h"

namespace rom::plot {
namespace {

constexpr Index kAlong = 81;  // places on the way

}  // namespace

std::vector<double> values_of(const Eigen::VectorXd& vector) { return {vector.begin(), vector.end()}; }

std::vector<Index> order_of(const Eigen::VectorXd& values) {
    std::vector<Index> order(static_cast<std::size_t>(values.size()));
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](Index k) { return values[k]; });
    return order;
}

void require_case(Index which, Index cases, const std::string& path) {
    if (which >= cases)
        throw Error("--case: " + std::to_string(which) + " is not there: " + path + " has " + counted(cases, "case") +
                        ", from 0 on",
                    2);
}

Index checked_along(const Request& request, Index dimensions) {
    const Index along = request.along.value_or(0);
    if (along < dimensions) return along;
    throw Error("--along: " + std::to_string(along) + " is not there: there are " + counted(dimensions, "parameter") +
                    ", from 0 on",
                2);
}

std::string parameter_label(Index which, Index dimensions) {
    return dimensions > 1 ? "parameter " + std::to_string(which) : "parameter";
}

Way way_through(const Request& request, const gp::ParameterSpace& space) {
    Way way{checked_along(request, space.inputs.cols()), {}, {}};
    const Eigen::MatrixXd normal = gp::normalised(space, space.inputs);
    Index middle = 0;
    normal.rowwise().squaredNorm().minCoeff(&middle);
    way.points = space.inputs.row(middle).replicate(kAlong, 1);
    const double low = space.inputs.col(way.along).minCoeff();
    const double high = space.inputs.col(way.along).maxCoeff();
    const bool logarithmic = space.logarithmic[static_cast<std::size_t>(way.along)];
    for (Index k = 0; k < kAlong; ++k) {
        const double share = static_cast<double>(k) / static_cast<double>(kAlong - 1);
        way.points(k, way.along) = logarithmic ? low * std::pow(high / low, share) : low + share * (high - low);
    }
    for (Index c = 0; c < normal.rows(); ++c) {
        Eigen::RowVectorXd beside = normal.row(c) - normal.row(middle);
        beside[way.along] = 0;
        if (beside.norm() < 1e-6) way.training.push_back(c);
    }
    return way;
}

std::string others_on(const Way& way) {
    std::string text;
    for (Index d = 0; d < way.points.cols(); ++d)
        if (d != way.along)
            text += (text.empty() ? "; " : ", ") + parameter_label(d, 2) + format(" is %.3g", way.points(0, d));
    return text;
}

Axis axis_along(const Request& request, const gp::ParameterSpace& space, Index along) {
    return {Request::or_else(request.x_label, parameter_label(along, space.inputs.cols())),
            space.logarithmic[static_cast<std::size_t>(along)]};
}

}  // namespace rom::plot
