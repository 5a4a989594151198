#include "rom/dynamics/sindy.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rom/base/decompositions.h"
#include "rom/base/parallel.h"

namespace rom::dynamics {
namespace {

// Far above the rounding of single precision in a case at rest, far below what anyone takes for motion.
constexpr double kAnother = 1e-5;

// How many states of a trajectory [latent, times] there are if those that follow each other within `least` are one.
Index different_states(const Eigen::Ref<const Eigen::MatrixXd>& trajectory, const Eigen::ArrayXd& least) {
    Index count = 1;
    Index last = 0;
    for (Index t = 1; t < trajectory.cols(); ++t) {
        if (((trajectory.col(t) - trajectory.col(last)).array().abs() <= least).all()) continue;
        last = t;
        ++count;
    }
    return count;
}

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
        coefficients(active) = solve_least_norm(reduced, target);
    }
}

// Velocity = Theta Xi along one trajectory or several, as a linear form sees them.
struct Equations {
    Eigen::MatrixXd theta;   // [equations, terms]
    Eigen::MatrixXd target;  // [equations, latent]
    Eigen::VectorXd norms;   // of the columns of Theta: what counts as rank does not depend on the units of the latents

    Eigen::MatrixXd scaled() const { return theta * norms.cwiseInverse().asDiagonal(); }
};

Equations equations_of(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories, const LinearForm& form) {
    const Index latent = trajectories.rows();
    const Index times = form.times();
    const Index rows = form.equations();
    const Index cases = trajectories.cols() / times;
    Equations equations{Eigen::MatrixXd(cases * rows, term_count(library, latent)), {}, {}};
    Eigen::MatrixXd velocity(latent, cases * rows);
    for (Index c = 0; c < cases; ++c) {
        const auto trajectory = trajectories.middleCols(c * times, times);
        form.library(library, trajectory, equations.theta.middleRows(c * rows, rows));
        form.velocity(trajectory, velocity.middleCols(c * rows, rows));
    }
    equations.target = velocity.transpose();
    equations.norms = equations.theta.colwise().norm().transpose().cwiseMax(std::numeric_limits<double>::min());
    return equations;
}

}  // namespace

Eigen::MatrixXd common_dynamics(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories,
                                const LinearForm& form) {
    const Equations all = equations_of(library, trajectories, form);
    return all.norms.cwiseInverse().asDiagonal() * solve_least_norm(all.scaled(), all.target).solution;
}

SindyFit fit_sindy(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectory, const LinearForm& form,
                   double threshold, const Pooling& pooling) {
    const Index latent = trajectory.rows();
    const Equations equations = equations_of(library, trajectory, form);
    const Eigen::MatrixXd& theta = equations.theta;
    const Eigen::MatrixXd& target = equations.target;
    const auto units = equations.norms.cwiseInverse().asDiagonal();
    const Eigen::MatrixXd scaled = equations.scaled();
    const LeastNorm least_norm = solve_least_norm(scaled, target);
    const Eigen::VectorXd singular = singular_values(scaled);

    SindyFit fit;
    if (pooling.weight > 0) {
        const Index terms = scaled.cols();
        Eigen::MatrixXd extended(scaled.rows() + terms, terms);
        extended << scaled, std::sqrt(pooling.weight) * Eigen::MatrixXd::Identity(terms, terms);
        Eigen::MatrixXd difference = Eigen::MatrixXd::Zero(extended.rows(), latent);
        difference.topRows(scaled.rows()) = target - theta * pooling.common;
        fit.xi = pooling.common + units * solve_least_squares(extended, difference);
    } else {
        fit.xi = units * least_norm.solution;
    }
    if (threshold > 0)
        for (Index j = 0; j < latent; ++j) fit.xi.col(j) = thresholded(theta, target.col(j), fit.xi.col(j), threshold);
    fit.rank = least_norm.rank;
    fit.condition = singular[0] / singular[singular.size() - 1];
    const double scale = target.norm();
    fit.residual = scale > 0 ? (target - theta * fit.xi).norm() / scale : 0;
    fit.eigenvalues = eigenvalues(fit.xi.middleRows(1, latent).transpose());
    std::sort(fit.eigenvalues.begin(), fit.eigenvalues.end(), [](const auto& a, const auto& b) {
        return a.real() != b.real() ? a.real() > b.real() : a.imag() > b.imag();
    });
    return fit;
}

std::vector<bool> are_determined(const Eigen::Ref<const Eigen::MatrixXd>& trajectories, Index times, Index terms) {
    const Eigen::MatrixXd centred = trajectories.colwise() - trajectories.rowwise().mean();
    const Eigen::ArrayXd least =
        kAnother * (centred.rowwise().squaredNorm() / static_cast<double>(centred.cols())).cwiseSqrt().array();
    std::vector<bool> determined;
    for (Index first = 0; first < trajectories.cols(); first += times) {
        const Index different = different_states(trajectories.middleCols(first, times), least);
        determined.push_back(different == times || different > terms);
    }
    return determined;
}

std::vector<SindyFit> fit_cases(Library library, const Eigen::Ref<const Eigen::MatrixXd>& trajectories,
                                const LinearForm& form, double threshold, double pool) {
    const Index times = form.times();
    Pooling pooling{pool, {}};
    if (pool > 0) pooling.common = common_dynamics(library, trajectories, form);
    const std::vector<bool> determined = are_determined(trajectories, times, term_count(library, trajectories.rows()));
    std::vector<SindyFit> fits(static_cast<std::size_t>(trajectories.cols() / times));
    parallel_for(static_cast<Index>(fits.size()), trajectories.size() > 10000, [&](Index c) {
        const auto trajectory = trajectories.middleCols(c * times, times);
        SindyFit& fit = fits[static_cast<std::size_t>(c)];
        fit = fit_sindy(library, trajectory, form, threshold, pooling);
        fit.determined = determined[static_cast<std::size_t>(c)];
    });
    return fits;
}

std::vector<Index> undetermined_cases(const std::vector<SindyFit>& fits) {
    std::vector<Index> cases;
    for (std::size_t c = 0; c < fits.size(); ++c)
        if (!fits[c].determined) cases.push_back(static_cast<Index>(c));
    return cases;
}

double median_residual(const std::vector<SindyFit>& fits) {
    std::vector<double> residuals;
    residuals.reserve(fits.size());
    for (const SindyFit& fit : fits) residuals.push_back(fit.residual);
    const auto middle = residuals.begin() + static_cast<std::ptrdiff_t>(residuals.size() / 2);
    std::nth_element(residuals.begin(), middle, residuals.end());
    return *middle;
}

}  // namespace rom::dynamics
