#include "rom/gp/coefficients.h"

#include <numeric>

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

}  // namespace rom::gp
