#include "rom/dynamics/sindy.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rom::dynamics {
namespace {

// One column of Xi, refitted on the terms above the threshold until their set no longer changes.
Eigen::VectorXd thresholded(const Eigen::MatrixXd& theta, const Eigen::VectorXd& target, Eigen::VectorXd coefficients,
                            double threshold) {
    Index active_before = -1;
    while (true) {
        std::vector<Index> active;
        for (Index k = 0; k < coefficients.size(); ++k)
            if (std::abs(coefficients[k]) >= threshold) active.push_back(k);
        const auto count = static_cast<Index>(active.size());
        if (count == active_before) return coefficients;
        active_before = count;
        coefficients.setZero();
        if (count == 0) return coefficients;
        const Eigen::MatrixXd reduced = theta(Eigen::all, active);
        const Eigen::VectorXd solution = reduced.completeOrthogonalDecomposition().solve(target);
        coefficients(active) = solution;
    }
}

}  // namespace

SindyFit fit_sindy(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory, const Derivative& derivative,
                   double threshold) {
    const Index latent = trajectory.rows();
    const Index times = trajectory.cols();
    Eigen::MatrixXd theta(times, term_count(library, latent));
    evaluate_library(library, trajectory, theta);
    Eigen::MatrixXd velocity(latent, times);
    derivative.apply(trajectory, velocity);
    const Eigen::MatrixXd target = velocity.transpose();

    // Columns of unit norm: what counts as rank does not depend on the units of the latent variables.
    const Eigen::VectorXd norms = theta.colwise().norm().transpose().cwiseMax(std::numeric_limits<double>::min());
    const Eigen::MatrixXd scaled = theta * norms.cwiseInverse().asDiagonal();
    const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition(scaled);
    const Eigen::VectorXd singular = Eigen::BDCSVD<Eigen::MatrixXd>(scaled).singularValues();

    SindyFit fit;
    fit.xi = norms.cwiseInverse().asDiagonal() * decomposition.solve(target);
    if (threshold > 0)
        for (Index j = 0; j < latent; ++j) fit.xi.col(j) = thresholded(theta, target.col(j), fit.xi.col(j), threshold);
    fit.rank = decomposition.rank();
    fit.condition = singular[0] / singular[singular.size() - 1];
    const double scale = target.norm();
    fit.residual = scale > 0 ? (target - theta * fit.xi).norm() / scale : 0;
    const Eigen::VectorXcd eigenvalues = fit.xi.middleRows(1, latent).transpose().eigenvalues();
    fit.eigenvalues.assign(eigenvalues.begin(), eigenvalues.end());
    std::sort(fit.eigenvalues.begin(), fit.eigenvalues.end(), [](const auto& a, const auto& b) {
        return a.real() != b.real() ? a.real() > b.real() : a.imag() > b.imag();
    });
    return fit;
}

}  // namespace rom::dynamics
