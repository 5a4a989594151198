#include "rom/gp/joint.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "rom/base/error.h"
#include "rom/base/parallel.h"

namespace rom::gp {
namespace {

// Of the kernel matrix' diagonal.
constexpr double kJitter = 1e-9;
// The normal equations of all cases, in units of deviations. Coefficients of an equation are ordered by term, then
// case.
struct Equations {
    Index cases = 0;
    Index terms = 0;
    Eigen::ArrayXXd gram;     // [cases, terms * terms]
    Eigen::MatrixXd right;    // [terms * cases, latent]
    Eigen::VectorXd squares;  // of the velocities, [latent]
    double rows = 0;          // of all cases

    Index unknowns() const { return cases * terms; }
    auto gram_of(Index k, Index l) const { return gram.col(k * terms + l); }
};

Equations equations_of(const std::vector<Eigen::MatrixXd>& moments, const Eigen::MatrixXd& change,
                       const Eigen::VectorXd& speed) {
    Equations e;
    e.cases = static_cast<Index>(moments.size());
    e.terms = change.rows();
    const Index latent = speed.size();
    e.gram.resize(e.cases, e.terms * e.terms);
    e.right.resize(e.unknowns(), latent);
    e.squares.setZero(latent);
    for (Index c = 0; c < e.cases; ++c) {
        const Eigen::MatrixXd& one = moments[static_cast<std::size_t>(c)];
        const Eigen::MatrixXd gram = change.transpose() * one.topLeftCorner(e.terms, e.terms) * change;
        const Eigen::MatrixXd right =
            change.transpose() * one.topRightCorner(e.terms, latent) * speed.cwiseInverse().asDiagonal();
        e.gram.row(c) = gram.reshaped().transpose();
        for (Index k = 0; k < e.terms; ++k) e.right.row(k * e.cases + c) = right.row(k);
        e.squares += one.diagonal().tail(latent).cwiseQuotient(speed.cwiseAbs2());
        e.rows += one(0, 0);
    }
    return e;
}

// The posterior of all coefficients, as those of independent normal numbers v: Xi = C v for each term, where C C^T is
// the kernel matrix.
struct Posterior {
    Eigen::MatrixXd root;      // C
    Cholesky kernel;           // its factor
    Cholesky precision;        // of v, the same for all equations
    Eigen::MatrixXd whitened;  // posterior mean of v [unknowns, latent]
};

// C^T, or C, for each term.
Eigen::MatrixXd by_terms(const Eigen::Ref<const Eigen::MatrixXd>& factor, const Eigen::MatrixXd& stacked) {
    const Index cases = factor.rows();
    Eigen::MatrixXd result(stacked.rows(), stacked.cols());
    for (Index first = 0; first < stacked.rows(); first += cases)
        result.middleRows(first, cases).noalias() = factor * stacked.middleRows(first, cases);
    return result;
}

Posterior posterior_of(const JointRegression& regression, const Equations& e, const Eigen::MatrixXd& correlations) {
    const double variance = regression.kernel.amplitude + regression.mean_variance;
    Eigen::MatrixXd kernel = (regression.kernel.amplitude * correlations).array() + regression.mean_variance;
    kernel.diagonal().array() += kJitter * variance;
    Posterior posterior;
    posterior.kernel.compute(kernel);
    if (!posterior.kernel.succeeded())
        throw Error("the kernel matrix is not positive definite; remove training parameters that nearly coincide");
    posterior.root = posterior.kernel.lower();
    const Eigen::MatrixXd transposed = posterior.root.transpose();
    Eigen::MatrixXd precision = Eigen::MatrixXd::Identity(e.unknowns(), e.unknowns());
    for (Index k = 0; k < e.terms; ++k)
        for (Index l = 0; l <= k; ++l)
            precision.block(k * e.cases, l * e.cases, e.cases, e.cases).noalias() +=
                transposed * (e.gram_of(k, l) / regression.noise).matrix().asDiagonal() * posterior.root;
    posterior.precision.compute(precision);
    posterior.whitened = posterior.precision.solve(Eigen::MatrixXd(by_terms(transposed, e.right) / regression.noise));
    return posterior;
}

// Minus the log marginal likelihood.
double loss_of(const JointRegression& regression, const Equations& e, const Posterior& posterior,
               const Eigen::MatrixXd& mean) {
    const auto latent = static_cast<double>(e.right.cols());
    return 0.5 * ((e.squares.sum() - e.right.cwiseProduct(mean).sum()) / regression.noise +
                  latent * (2 * posterior.precision.log_determinant() +
                            e.rows * std::log(2 * std::numbers::pi * regression.noise)));
}

// G Xi.
Eigen::MatrixXd gram_times(const Equations& e, const Eigen::MatrixXd& mean) {
    Eigen::MatrixXd product = Eigen::MatrixXd::Zero(mean.rows(), mean.cols());
    for (Index k = 0; k < e.terms; ++k)
        for (Index l = 0; l < e.terms; ++l)
            product.middleRows(k * e.cases, e.cases) +=
                e.gram_of(k, l).matrix().asDiagonal() * mean.middleRows(l * e.cases, e.cases);
    return product;
}

Equations equations_of(const JointRegression& regression) {
    const dynamics::LatentUnits units = dynamics::units_of(regression.moments, regression.terms());
    return equations_of(regression.moments, dynamics::library_in(units, regression.library), units.speed());
}

}  // namespace

// The gradient by the kernel matrix is, with the posterior covariance S of the coefficients of an
// equation, half the trace over terms of latent (G - G S G / noise) / noise less the outer products of the residuals of
// the normal equations: no inverse of the kernel matrix, which may be near singular, is needed.
double joint_loss(const JointRegression& regression, Eigen::VectorXd& gradient) {
    const Equations e = equations_of(regression);
    const Eigen::MatrixXd points = normalised(regression.space, regression.space.inputs);
    const Kernel& kernel = regression.kernel;
    const double noise = regression.noise;
    const Index latent = e.right.cols();
    const Eigen::MatrixXd distance = scaled_distances(points, points, kernel.length_scales);
    const Eigen::MatrixXd correlation = correlations(kernel.family, distance);
    const Posterior posterior = posterior_of(regression, e, correlation);
    const Eigen::MatrixXd mean = by_terms(posterior.root, posterior.whitened);

    const Eigen::MatrixXd product = gram_times(e, mean);
    Eigen::MatrixXd half(e.unknowns(), e.unknowns());  // C^T G
    for (Index k = 0; k < e.terms; ++k)
        for (Index l = 0; l < e.terms; ++l)
            half.block(k * e.cases, l * e.cases, e.cases, e.cases) =
                posterior.root.transpose() * e.gram_of(k, l).matrix().asDiagonal();
    const Eigen::MatrixXd residual = (e.right - product) / noise;
    const Eigen::MatrixXd reduced = posterior.precision.solve_lower(half);
    Eigen::MatrixXd by_kernel = Eigen::MatrixXd::Zero(e.cases, e.cases);
    for (Index k = 0; k < e.terms; ++k) {
        const auto of_term = reduced.middleCols(k * e.cases, e.cases);
        const auto errors = residual.middleRows(k * e.cases, e.cases);
        by_kernel.noalias() -= static_cast<double>(latent) / (noise * noise) * (of_term.transpose() * of_term);
        by_kernel.noalias() -= errors * errors.transpose();
        by_kernel.diagonal() += static_cast<double>(latent) / noise * e.gram_of(k, k).matrix();
    }
    by_kernel *= 0.5;

    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(e.unknowns(), e.unknowns());
    const double settled = static_cast<double>(e.unknowns()) - posterior.precision.solve_lower(identity).squaredNorm();
    const double misfit = e.squares.sum() - mean.cwiseProduct(2 * e.right - product).sum();
    gradient.setZero(3 + kernel.length_scales.size());
    gradient[0] = 0.5 * (static_cast<double>(latent) * (e.rows - settled) - misfit / noise);
    gradient[1] = kernel.amplitude * (by_kernel.cwiseProduct(correlation).sum() + kJitter * by_kernel.trace());
    gradient[2] = regression.mean_variance * (by_kernel.sum() + kJitter * by_kernel.trace());
    for (Index j = 0; j < e.cases; ++j)
        for (Index i = 0; i < j; ++i) {
            if (distance(i, j) == 0) continue;
            const double slope = gp::correlation(kernel.family, distance(i, j)).slope;
            const Eigen::ArrayXd along =
                (points.row(i) - points.row(j)).transpose().array() / kernel.length_scales.array();
            gradient.tail(along.size()).array() +=
                2 * kernel.amplitude * by_kernel(i, j) * slope * along.square() / (distance(i, j) * distance(i, j));
        }
    return loss_of(regression, e, posterior, mean);
}

// The prior's covariance times the residuals of the normal equations is the posterior mean.
Eigen::MatrixXd weights_of(const JointRegression& regression) {
    const dynamics::LatentUnits units = dynamics::units_of(regression.moments, regression.terms());
    const Eigen::MatrixXd change = dynamics::library_in(units, regression.library);
    const Equations e = equations_of(regression.moments, change, units.speed());
    const Eigen::MatrixXd training = normalised(regression.space, regression.space.inputs);
    const Posterior posterior = posterior_of(regression, e, regression.kernel.correlations(training, training));
    const Eigen::MatrixXd residual =
        (e.right - gram_times(e, by_terms(posterior.root, posterior.whitened))) / regression.noise;
    const Index latent = regression.latent;
    Eigen::MatrixXd weights(e.cases, e.terms * latent);
    for (Index c = 0; c < e.cases; ++c) {
        Eigen::MatrixXd one(e.terms, latent);
        for (Index k = 0; k < e.terms; ++k) one.row(k) = residual.row(k * e.cases + c);
        one = change * one * units.speed().asDiagonal();
        weights.row(c) = one.reshaped<Eigen::RowMajor>().transpose();
    }
    return weights;
}

Prediction predict(const JointRegression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points) {
    const Kernel& kernel = regression.kernel;
    const dynamics::LatentUnits units = dynamics::units_of(regression.moments, regression.terms());
    const Eigen::MatrixXd change = dynamics::library_in(units, regression.library);
    const Eigen::VectorXd speed = units.speed();
    const Equations e = equations_of(regression.moments, change, speed);
    const Eigen::MatrixXd training = normalised(regression.space, regression.space.inputs);
    const Posterior posterior = posterior_of(regression, e, kernel.correlations(training, training));
    const double variance = kernel.amplitude + regression.mean_variance;
    const Eigen::MatrixXd cross =
        (kernel.amplitude * kernel.correlations(training, normalised(regression.space, points))).array() +
        regression.mean_variance;
    const Eigen::MatrixXd weights = posterior.kernel.solve_lower(cross);  // of v, [cases, points]

    const Index latent = speed.size();
    Prediction prediction{Eigen::MatrixXd(points.rows(), e.terms * latent),
                          Eigen::MatrixXd(points.rows(), e.terms * latent),
                          std::vector<Eigen::MatrixXd>(static_cast<std::size_t>(points.rows()))};
    parallel_for(points.rows(), true, [&](Index p) {
        const auto weight = weights.col(p);
        Eigen::MatrixXd mean(e.terms, latent);
        Eigen::MatrixXd selection = Eigen::MatrixXd::Zero(e.unknowns(), e.terms);
        for (Index k = 0; k < e.terms; ++k) {
            mean.row(k) = weight.transpose() * posterior.whitened.middleRows(k * e.cases, e.cases);
            selection.col(k).segment(k * e.cases, e.cases) = weight;
        }
        const Eigen::MatrixXd reduced = posterior.precision.solve_lower(selection);
        Eigen::MatrixXd covariance = reduced.transpose() * reduced;
        covariance.diagonal().array() += std::max(0.0, variance - weight.squaredNorm());
        covariance = change * covariance * change.transpose();
        const Eigen::VectorXd deviation = covariance.diagonal().cwiseMax(0.0).cwiseSqrt();
        const Eigen::VectorXd inverse = deviation.unaryExpr([](double s) { return s > 0 ? 1 / s : 0; });
        covariance = inverse.asDiagonal() * covariance * inverse.asDiagonal();
        covariance.diagonal().array() += 1e-12;
        prediction.mixing[static_cast<std::size_t>(p)] = Cholesky(covariance).lower();
        mean = change * mean * speed.asDiagonal();
        const Eigen::MatrixXd deviations = deviation * speed.transpose();
        prediction.mean.row(p) = mean.reshaped<Eigen::RowMajor>().transpose();
        prediction.deviation.row(p) = deviations.reshaped<Eigen::RowMajor>().transpose();
    });
    return prediction;
}

// What a case says is taken back from its posterior: with its Gram matrix G and right-hand side r, the posterior S, m
// of its coefficients and the noise, (I - S G / noise) m' = m - S r / noise.
Eigen::MatrixXd left_out_coefficients(const JointRegression& regression) {
    const dynamics::LatentUnits units = dynamics::units_of(regression.moments, regression.terms());
    const Eigen::MatrixXd change = dynamics::library_in(units, regression.library);
    const Equations e = equations_of(regression.moments, change, units.speed());
    const Eigen::MatrixXd training = normalised(regression.space, regression.space.inputs);
    const Posterior posterior = posterior_of(regression, e, regression.kernel.correlations(training, training));
    const Eigen::MatrixXd mean = by_terms(posterior.root, posterior.whitened);
    const Index latent = regression.latent;
    Eigen::MatrixXd coefficients(e.cases, e.terms * latent);
    parallel_for(e.cases, true, [&](Index c) {
        Eigen::MatrixXd selection = Eigen::MatrixXd::Zero(e.unknowns(), e.terms);
        Eigen::MatrixXd own(e.terms, latent);
        Eigen::MatrixXd right(e.terms, latent);
        for (Index k = 0; k < e.terms; ++k) {
            selection.col(k).segment(k * e.cases, e.cases) = posterior.root.row(c).transpose();
            own.row(k) = mean.row(k * e.cases + c);
            right.row(k) = e.right.row(k * e.cases + c);
        }
        const Eigen::MatrixXd reduced = posterior.precision.solve_lower(selection);
        const Eigen::MatrixXd covariance = reduced.transpose() * reduced / regression.noise;
        const Eigen::MatrixXd gram = e.gram.row(c).reshaped(e.terms, e.terms);
        const Eigen::MatrixXd rest = solve_least_norm(Eigen::MatrixXd::Identity(e.terms, e.terms) - covariance * gram,
                                                      Eigen::MatrixXd(own - covariance * right))
                                         .solution;
        const Eigen::MatrixXd in_units = change * rest * units.speed().asDiagonal();
        coefficients.row(c) = in_units.reshaped<Eigen::RowMajor>().transpose();
    });
    return coefficients;
}

}  // namespace rom::gp
