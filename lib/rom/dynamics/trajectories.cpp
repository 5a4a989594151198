#include "rom/dynamics/trajectories.h"

#include <algorithm>
#include <utility>

#include "rom/base/parallel.h"

namespace rom::dynamics {
namespace {

// Of a draw.
constexpr double kLargestOfDraw = 1e3;

}  // namespace

Trajectory latent_trajectory(Library library, const Eigen::Ref<const Eigen::VectorXd>& coefficients,
                             const Eigen::Ref<const Eigen::VectorXd>& initial, const TimeGrid& grid) {
    const Eigen::VectorXd& times = grid.times();
    const Index before = times[0] != 0 ? 1 : 0;
    Eigen::VectorXd from_zero(before + times.size());
    from_zero[0] = 0;
    from_zero.tail(times.size()) = times;
    const Eigen::MatrixXd xi = coefficients.reshaped(initial.size(), coefficients.size() / initial.size()).transpose();
    Trajectory trajectory = integrate(library, xi, initial, from_zero);
    return {trajectory.states.rightCols(times.size()), std::max<Index>(trajectory.reached - before, 0)};
}

std::optional<Eigen::MatrixXd> drawn_trajectory(Library library, const Eigen::Ref<const Eigen::VectorXd>& coefficients,
                                                const Eigen::Ref<const Eigen::VectorXd>& initial, const TimeGrid& grid,
                                                double largest) {
    Trajectory path = latent_trajectory(library, coefficients, initial, grid);
    if (path.reached < grid.size() || path.states.cwiseAbs().maxCoeff() > kLargestOfDraw * largest) return {};
    return std::move(path.states);
}

LatentTrajectories latent_trajectories(Library library, const Eigen::Ref<const Eigen::MatrixXd>& coefficients,
                                       const Eigen::Ref<const Eigen::MatrixXd>& initial, const TimeGrid& grid) {
    const Index count = grid.size();
    const Index cases = coefficients.rows();
    LatentTrajectories result{Eigen::MatrixXd(initial.rows(), cases * count), {}, {}};
    std::vector<Index>& reached = result.reached;
    reached.resize(static_cast<std::size_t>(cases));
    parallel_for(cases, result.states.size() > 10000, [&](Index c) {
        const Trajectory trajectory = latent_trajectory(library, coefficients.row(c).transpose(), initial.col(c), grid);
        result.states.middleCols(c * count, count) = trajectory.states;
        reached[static_cast<std::size_t>(c)] = trajectory.reached;
    });
    for (std::size_t c = 0; c < reached.size(); ++c)
        if (reached[c] < count)
            result.blow_ups.push_back("the latent trajectory of case " + std::to_string(c) +
                                      " grows without bound after time " +
                                      std::to_string(reached[c] > 0 ? grid.clock()[reached[c] - 1] : grid.start()));
    return result;
}

}  // namespace rom::dynamics
