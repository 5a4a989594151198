#include "rom/prediction/discrepancy.h"

#include <cmath>
#include <utility>

#include "rom/base/random.h"

namespace rom::prediction {
namespace {

// So that these numbers are others than those of the coefficients' draws.
constexpr std::uint64_t kStream = 0x6d6973666974;

}  // namespace

InitialResidual initial_residual(Eigen::MatrixXd values, const Eigen::VectorXd& distances, const TimeGrid& grid,
                                 const Eigen::VectorXd& times, const mlasdi::Persistence& persistence) {
    const Index cases = values.cols();
    InitialResidual result{std::move(values), Eigen::MatrixXd(times.size(), cases),
                           Eigen::MatrixXd(times.size(), cases), Eigen::VectorXd(cases)};
    for (Index c = 0; c < cases; ++c) {
        result.larger[c] = mlasdi::larger_than_trained(persistence, result.values.col(c).norm(), distances[c]);
        const mlasdi::Persistence at_times = mlasdi::persistence_at(persistence, grid, times, result.larger[c]);
        result.kept.col(c) = at_times.kept;
        result.unknown.col(c) = at_times.unknown;
    }
    return result;
}

void replace(InitialResidual& residual, const InitialResidual& other, const std::vector<bool>& cases, Index times) {
    for (Index c = 0; c < residual.values.cols(); ++c) {
        if (!cases[static_cast<std::size_t>(c)]) continue;
        residual.values.col(c) = other.values.col(c);
        residual.kept.col(c) = other.kept.col(c);
        residual.unknown.col(c).head(times) = other.unknown.col(c).head(times);
        residual.larger[c] = other.larger[c];
    }
}

const mlasdi::Persistence& persistence_with(const mlasdi::ReducedModel& model, Index stages,
                                            const CaseInterpolation* interpolated) {
    return interpolated != nullptr ? interpolated->persistence
                                   : model.stages[static_cast<std::size_t>(stages - 1)].persistence;
}

Discrepancy discrepancy_of(const Baseline& baseline, const Eigen::Ref<const Eigen::MatrixXd>& parameters) {
    return {.interpolation = &baseline.trajectories,
            .spread = spread_at(baseline.trajectories, parameters),
            .outside = baseline.coordinates.outside};
}

CaseDiscrepancy of_case(const Discrepancy& discrepancy, Index which) {
    CaseDiscrepancy one{.misfit = discrepancy.misfit, .outside = discrepancy.outside};
    const bool interpolated =
        discrepancy.interpolated.empty() || discrepancy.interpolated[static_cast<std::size_t>(which)];
    if (discrepancy.interpolation != nullptr && interpolated) {
        one.interpolation = discrepancy.interpolation;
        one.directions = &discrepancy.spread.directions;
        one.reach = discrepancy.spread.reach.col(which);
    }
    return one;
}

Eigen::MatrixXd added_by(const CaseDiscrepancy& discrepancy, const Eigen::VectorXd& normal,
                         const Eigen::VectorXd& times) {
    if (discrepancy.numbers() == 0) return {};
    const Index rank =
        discrepancy.interpolation != nullptr ? discrepancy.interpolation->rank() : discrepancy.misfit->rows();
    Eigen::MatrixXd added = Eigen::MatrixXd::Zero(rank, times.size());
    Index known = 0;
    if (discrepancy.interpolation != nullptr) {
        known = discrepancy.interpolation->grid.count_within(times);
        const Eigen::VectorXd drawn = discrepancy.reach.cwiseProduct(normal.head(discrepancy.reach.size()));
        added.leftCols(known) =
            states_of(*discrepancy.interpolation, *discrepancy.directions * drawn, times.head(known));
    }
    if (discrepancy.misfit != nullptr && discrepancy.misfit->cols() > 0)
        added.rightCols(times.size() - known).colwise() +=
            *discrepancy.misfit * normal.head(discrepancy.misfit->cols());
    return added;
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
