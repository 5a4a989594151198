#include "rom/training/predict.h"

#include <algorithm>

namespace rom::training {

dynamics::Trajectory latent_trajectory(dynamics::Library library, const Eigen::Ref<const Eigen::VectorXd>& coefficients,
                                       const Eigen::Ref<const Eigen::VectorXd>& initial,
                                       const Eigen::Ref<const Eigen::VectorXd>& times) {
    const Index before = times[0] != 0 ? 1 : 0;
    Eigen::VectorXd grid(before + times.size());
    grid[0] = 0;
    grid.tail(times.size()) = times;
    const Eigen::MatrixXd xi = coefficients.reshaped(initial.size(), coefficients.size() / initial.size()).transpose();
    dynamics::Trajectory trajectory = dynamics::integrate(library, xi, initial, grid);
    return {trajectory.states.rightCols(times.size()), std::max<Index>(trajectory.reached - before, 0)};
}

LatentTrajectories latent_trajectories(const gp::Regression& processes, dynamics::Library library,
                                       const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                       const Eigen::Ref<const Eigen::MatrixXd>& initial,
                                       const Eigen::Ref<const Eigen::VectorXd>& times) {
    const Index count = times.size();
    const Eigen::MatrixXd mean = gp::predict(processes, parameters).mean;
    LatentTrajectories result{Eigen::MatrixXd(initial.rows(), parameters.rows() * count), {}};
    std::vector<Index> reached(static_cast<std::size_t>(parameters.rows()));
#pragma omp parallel for schedule(static) if (result.states.size() > 10000)
    for (Index c = 0; c < parameters.rows(); ++c) {
        const dynamics::Trajectory trajectory =
            latent_trajectory(library, mean.row(c).transpose(), initial.col(c), times);
        result.states.middleCols(c * count, count) = trajectory.states;
        reached[static_cast<std::size_t>(c)] = trajectory.reached;
    }
    for (std::size_t c = 0; c < reached.size(); ++c)
        if (reached[c] < count)
            result.blow_ups.push_back("the latent trajectory of case " + std::to_string(c) +
                                      " grows without bound after time " +
                                      std::to_string(reached[c] > 0 ? times[reached[c] - 1] : 0));
    return result;
}

}  // namespace rom::training
