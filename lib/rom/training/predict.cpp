#include "rom/training/predict.h"

#include <vector>

#include "rom/dynamics/integrate.h"
#include "rom/error.h"

namespace rom::training {

Eigen::MatrixXd latent_trajectories(const gp::Regression& processes,
                                    const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                    const Eigen::Ref<const Eigen::MatrixXd>& initial,
                                    const Eigen::Ref<const Eigen::VectorXd>& times) {
    const Index latent = initial.rows();
    const Index count = times.size();
    const Eigen::MatrixXd mean = gp::predict(processes, parameters).mean;
    const bool starts_later = times[0] != 0;
    Eigen::VectorXd grid(count + (starts_later ? 1 : 0));
    grid[0] = 0;
    grid.tail(count) = times;

    Eigen::MatrixXd trajectories(latent, parameters.rows() * count);
    std::vector<std::string> failures(static_cast<std::size_t>(parameters.rows()));
#pragma omp parallel for schedule(static) if (trajectories.size() > 10000)
    for (Index c = 0; c < parameters.rows(); ++c) {
        const Eigen::MatrixXd xi = mean.row(c).reshaped(latent, mean.cols() / latent).transpose();
        try {
            trajectories.middleCols(c * count, count) =
                dynamics::integrate_linear(xi, initial.col(c), grid).rightCols(count);
        } catch (const Error& error) {
            failures[static_cast<std::size_t>(c)] = error.what();
        }
    }
    for (std::size_t c = 0; c < failures.size(); ++c)
        if (!failures[c].empty())
            throw Error("case " + std::to_string(c) + ": " + failures[c] +
                        "; train longer, or nearer to this parameter");
    return trajectories;
}

}  // namespace rom::training
