#include "rom/prediction/discrepancy.h"

#include <cmath>

#include "rom/base/random.h"

namespace rom::prediction {
namespace {

// So that these numbers are others than those of the coefficients' draws.
constexpr std::uint64_t kStream = 0x6d6973666974;

}  // namespace

Discrepancy discrepancy_of(const Baseline& baseline, const Eigen::Ref<const Eigen::MatrixXd>& parameters) {
    return {.interpolation = &baseline.trajectories,
            .spread = spread_at(baseline.trajectories, parameters),
            .outside = baseline.coordinates.outside};
}

CaseDiscrepancy of_case(const Discrepancy& discrepancy, Index which) {
    const bool interpolated =
        discrepancy.interpolation != nullptr &&
        (discrepancy.interpolated.empty() || discrepancy.interpolated[static_cast<std::size_t>(which)]);
    CaseDiscrepancy one{.outside = discrepancy.outside};
    if (interpolated) {
        one.interpolation = discrepancy.interpolation;
        one.scores = discrepancy.spread.directions * discrepancy.spread.reach.col(which).asDiagonal();
    } else {
        one.misfit = discrepancy.misfit;
    }
    return one;
}

Eigen::MatrixXd added_by(const CaseDiscrepancy& discrepancy, const Eigen::VectorXd& normal,
                         const Eigen::VectorXd& times) {
    if (discrepancy.interpolation != nullptr)
        return states_of(*discrepancy.interpolation, discrepancy.scores * normal, times);
    if (discrepancy.misfit != nullptr) return (*discrepancy.misfit * normal).replicate(1, times.size());
    return {};
}

Eigen::MatrixXd standard_normals(Index numbers, Index draws, std::uint64_t seed) {
    Random random(mix(seed ^ kStream));
    Eigen::MatrixXd normals(numbers, draws);
    for (double& number : normals.reshaped()) number = random.normal();
    normals.colwise() -= normals.rowwise().mean().eval();
    const Eigen::VectorXd deviation = normals.rowwise().norm() / std::sqrt(static_cast<double>(draws - 1));
    return deviation.cwiseInverse().asDiagonal() * normals;
}

}  // namespace rom::prediction
