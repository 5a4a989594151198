#include "rom/training/predict.h"

#include "rom/dynamics/integrate.h"

namespace rom::training {

LatentTrajectories latent_trajectories(const gp::Regression& processes, dynamics::Library library,
                                       const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                       const Eigen::Ref<const Eigen::MatrixXd>& initial,
                                       const Eigen::Ref<const Eigen::VectorXd>& times) {
    const Index latent = initial.rows();
    const Index count = times.size();
    const Eigen::MatrixXd mean = gp::predict(processes, parameters).mean;
    const Index before = times[0] != 0 ? 1 : 0;
    Eigen::VectorXd grid(before + count);
    grid[0] = 0;
    grid.tail(count) = times;

    LatentTrajectories result{Eigen::MatrixXd(latent, parameters.rows() * count), {}};
    std::vector<Index> reached(static_cast<std::size_t>(parameters.rows()));
#pragma omp parallel for schedule(static) if (result.states.size() > 10000)
    for (Index c = 0; c < parameters.rows(); ++c) {
        const Eigen::MatrixXd xi = mean.row(c).reshaped(latent, mean.cols() / latent).transpose();
        const dynamics::Trajectory trajectory = dynamics::integrate(library, xi, initial.col(c), grid);
        result.states.middleCols(c * count, count) = trajectory.states.rightCols(count);
        reached[static_cast<std::size_t>(c)] = trajectory.reached;
    }
    for (std::size_t c = 0; c < reached.size(); ++c)
        if (reached[c] < grid.size())
            result.blow_ups.push_back("the latent trajectory of case " + std::to_string(c) +
                                      " grows without bound after time " + std::to_string(grid[reached[c] - 1]));
    return result;
}

}  // namespace rom::training
