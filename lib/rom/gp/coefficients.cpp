#include "rom/gp/coefficients.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace rom::gp {

const ParameterSpace& space_of(const Coefficients& coefficients) {
    return std::visit([](const auto& kind) -> const ParameterSpace& { return kind.space; }, coefficients);
}

Prediction predict(const Coefficients& coefficients, const Eigen::Ref<const Eigen::MatrixXd>& points) {
    return std::visit([&](const auto& kind) { return predict(kind, points); }, coefficients);
}

std::vector<LeaveOneOut> leave_one_out(const Coefficients& coefficients) {
    const auto* independent = std::get_if<Regression>(&coefficients);
    return independent ? leave_one_out(*independent) : std::vector<LeaveOneOut>();
}

Eigen::MatrixXd left_out_coefficients(const Coefficients& coefficients) {
    const ParameterSpace& space = space_of(coefficients);
    if (const auto* joint = std::get_if<JointRegression>(&coefficients)) {
        std::vector<Index> all(joint->moments.cases.size());
        std::iota(all.begin(), all.end(), Index{0});
        return at_cases(space, left_out(*joint, all).mean);
    }
    const auto& independent = std::get<Regression>(coefficients);
    return at_cases(space, independent.targets - left_out_differences(independent));
}

Coefficients of_cases(const Coefficients& coefficients, const std::vector<Index>& cases) {
    Coefficients result = coefficients;
    std::vector<Index> rows;
    std::vector<Index> of_case;  // among those that are kept
    for (const Index c : cases) {
        const Index row = space_of(coefficients).row_of(c);
        const auto place = std::ranges::find(rows, row);
        of_case.push_back(place - rows.begin());
        if (place == rows.end()) rows.push_back(row);
    }
    if (rows.size() == cases.size()) of_case.clear();
    const auto keep = [&](Eigen::MatrixXd& matrix) { matrix = matrix(rows, Eigen::all).eval(); };
    const auto keep_in = [&](ParameterSpace& space) {
        keep(space.inputs);
        space.of_case = of_case;
    };
    if (auto* joint = std::get_if<JointRegression>(&result)) {
        keep_in(joint->space);
        std::vector<Eigen::MatrixXd> kept;
        for (const Index row : rows) kept.push_back(joint->moments.cases[static_cast<std::size_t>(row)]);
        joint->moments.cases = std::move(kept);
    } else {
        keep_in(std::get<Regression>(result).space);
        keep(std::get<Regression>(result).targets);
    }
    return result;
}

}  // namespace rom::gp
