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

// z' = Theta Xi along one trajectory or several, a row for each time.
struct Equations {
    Eigen::MatrixXd theta;   // [times, terms]
    Eigen::MatrixXd target;  // [times, latent]
    Eigen::VectorXd norms;   // of the columns of Theta: what counts as rank does not depend on the units of the latents

    Eigen::MatrixXd scaled() const { return theta * norms.cwiseInverse().asDiagonal(); }
};

Equations equations_of(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories,
                       const Derivative& derivative, Index cases) {
    const Index latent = trajectories.rows();
    const Index times = trajectories.cols() / cases;
    Equations equations{Eigen::MatrixXd(trajectories.cols(), term_count(library, latent)), {}, {}};
    evaluate_library(library, trajectories, equations.theta);
    Eigen::MatrixXd velocity(latent, trajectories.cols());
    for (Index c = 0; c < cases; ++c)
        derivative.apply(trajectories.middleCols(c * times, times), velocity.middleCols(c * times, times));
    equations.target = velocity.transpose();
    equations.norms = equations.theta.colwise().norm().transpose().cwiseMax(std::numeric_limits<double>::min());
    return equations;
}

}  // namespace

Eigen::MatrixXd common_dynamics(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories,
                                const Derivative& derivative, Index cases) {
    const Equations all = equations_of(library, trajectories, derivative, cases);
    return all.norms.cwiseInverse().asDiagonal() * all.scaled().completeOrthogonalDecomposition().solve(all.target);
}

SindyFit fit_sindy(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory, const Derivative& derivative,
                   double threshold, const Pooling& pooling) {
    const Index latent = trajectory.rows();
    const Equations equations = equations_of(library, trajectory, derivative, 1);
    const Eigen::MatrixXd& theta = equations.theta;
    const Eigen::MatrixXd& target = equations.target;
    const auto units = equations.norms.cwiseInverse().asDiagonal();
    const Eigen::MatrixXd scaled = equations.scaled();
    const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> decomposition(scaled);
    const Eigen::VectorXd singular = Eigen::BDCSVD<Eigen::MatrixXd>(scaled).singularValues();

    SindyFit fit;
    if (pooling.weight > 0) {
        const Index terms = scaled.cols();
        Eigen::MatrixXd extended(scaled.rows() + terms, terms);
        extended << scaled, std::sqrt(pooling.weight) * Eigen::MatrixXd::Identity(terms, terms);
        Eigen::MatrixXd difference = Eigen::MatrixXd::Zero(extended.rows(), latent);
        difference.topRows(scaled.rows()) = target - theta * pooling.common;
        fit.xi = pooling.common + units * extended.householderQr().solve(difference);
    } else {
        fit.xi = units * decomposition.solve(target);
    }
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
