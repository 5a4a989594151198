#include "rom/gp/coefficients.h"

namespace rom::gp {

const ParameterSpace& space_of(const Coefficients& coefficients) {
    return std::visit([](const auto& kind) -> const ParameterSpace& { return kind.space; }, coefficients);
}

Prediction predict(const Coefficients& coefficients, const Eigen::Ref<const Eigen::MatrixXd>& points) {
    return std::visit([&](const auto& kind) { return predict(kind, points); }, coefficients);
}

}  // namespace rom::gp
