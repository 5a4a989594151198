#include "rom/gp/coefficients.h"

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
    if (const auto* joint = std::get_if<JointRegression>(&coefficients)) {
        std::vector<Index> all(joint->moments.cases.size());
        std::iota(all.begin(), all.end(), Index{0});
        return left_out(*joint, all).mean;
    }
    const auto& independent = std::get<Regression>(coefficients);
    return independent.targets - left_out_differences(independent);
}

Coefficients of_cases(const Coefficients& coefficients, const std::vector<Index>& cases) {
    Coefficients result = coefficients;
    const auto keep = [&](Eigen::MatrixXd& rows) { rows = rows(cases, Eigen::all).eval(); };
    if (auto* joint = std::get_if<JointRegression>(&result)) {
        keep(joint->space.inputs);
        std::vector<Eigen::MatrixXd> kept;
        for (const Index c : cases) kept.push_back(joint->moments.cases[static_cast<std::size_t>(c)]);
        joint->moments.cases = std::move(kept);
    } else {
        keep(std::get<Regression>(result).space.inputs);
        keep(std::get<Regression>(result).targets);
    }
    return result;
}

}  // namespace rom::gp
