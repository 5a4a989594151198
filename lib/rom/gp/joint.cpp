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
// Of a correlation matrix' diagonal, for its Cholesky factor.
constexpr double kRounding = 1e-12;

// The normal equations of all cases. Coefficients of an equation are ordered by term, then case.
struct Equations {
    Index cases = 0;
    Index terms = 0;
    Index latent = 0;
    Eigen::ArrayXXd gram;     // [cases, terms * terms]
    Eigen::MatrixXd right;    // [terms * cases, latent]
    Eigen::VectorXd squares;  // of the velocities, [latent]
    double rows = 0;          // of all cases

    Index unknowns() const { return cases * terms; }
    auto gram_of(Index k, Index l) const { return gram.col(k * terms + l); }
};

Equations equations_of(const JointRegression& regression) {
    Equations e;
    e.cases = static_cast<Index>(regression.moments.cases.size());
    e.terms = regression.terms();
    e.latent = regression.latent();
    e.gram.resize(e.cases, e.terms * e.terms);
    e.right.resize(e.unknowns(), e.latent);
    e.squares.setZero(e.latent);
    for (Index c = 0; c < e.cases; ++c) {
        const Eigen::MatrixXd& one = regression.moments.cases[static_cast<std::size_t>(c)];
        e.gram.row(c) = one.topLeftCorner(e.terms, e.terms).reshaped().transpose();
        for (Index k = 0; k < e.terms; ++k) e.right.row(k * e.cases + c) = one.row(k).tail(e.latent);
        e.squares += one.diagonal().tail(e.latent);
        e.rows += one(0, 0);
    }
    return e;
}

// The posterior of all coefficients, as those of independent normal numbers v: Xi = C v for each term, where C C^T is
// the kernel matrix.
struct Posterior {
    Eigen::MatrixXd root;             // C
    Cholesky kernel;                  // its factor
    std::vector<Cholesky> precision;  // of v, for each equation
    Eigen::MatrixXd whitened;         // posterior mean of v [unknowns, latent]
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
    Eigen::MatrixXd information(e.unknowns(), e.unknowns());  // C^T G C, its lower triangle
    for (Index k = 0; k < e.terms; ++k)
        for (Index l = 0; l <= k; ++l)
            information.block(k * e.cases, l * e.cases, e.cases, e.cases).noalias() =
                transposed * e.gram_of(k, l).matrix().asDiagonal() * posterior.root;
    const Eigen::MatrixXd right = by_terms(transposed, e.right);
    posterior.whitened.resize(e.unknowns(), e.latent);
    for (Index j = 0; j < e.latent; ++j) {
        Eigen::MatrixXd precision = information / regression.noise[j];
        precision.diagonal().array() += 1;
        posterior.precision.emplace_back(precision);
        if (!posterior.precision.back().succeeded())
            throw Error("the moments of the cases are not those of any trajectories; make them again with rom-sindy");
        posterior.whitened.col(j) =
            posterior.precision.back().solve(Eigen::VectorXd(right.col(j) / regression.noise[j]));
    }
    return posterior;
}

Posterior posterior_of(const JointRegression& regression, const Equations& e) {
    const Eigen::MatrixXd training = normalised(regression.space, regression.space.inputs);
    return posterior_of(regression, e, regression.kernel.correlations(training, training));
}

// Minus the log marginal likelihood.
double loss_of(const JointRegression& regression, const Equations& e, const Posterior& posterior,
               const Eigen::MatrixXd& mean) {
    double loss = 0;
    for (Index j = 0; j < e.latent; ++j)
        loss += 0.5 * ((e.squares[j] - e.right.col(j).dot(mean.col(j))) / regression.noise[j] +
                       2 * posterior.precision[static_cast<std::size_t>(j)].log_determinant() +
                       e.rows * std::log(2 * std::numbers::pi * regression.noise[j]));
    return loss;
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

// Coefficients X in the units of the moments are change X diag(speed) in those of the data.
Eigen::MatrixXd change_of(const JointRegression& regression) {
    const dynamics::LatentUnits& units = regression.moments.units;
    return dynamics::change_of_units(regression.library, units.mean, units.deviation);
}

// Coefficients [terms, latent] in the units of the data, as a row of xi.npy.
Eigen::RowVectorXd in_data_units(const JointRegression& regression, const Eigen::MatrixXd& coefficients) {
    const Eigen::MatrixXd result = change_of(regression) * coefficients * regression.moments.units.speed().asDiagonal();
    return result.reshaped<Eigen::RowMajor>().transpose();
}

// Of one case, from rows ordered by term, then case.
Eigen::MatrixXd of_case(const Equations& e, const Eigen::MatrixXd& stacked, Index c) {
    return stacked(Eigen::seqN(c, e.terms, e.cases), Eigen::all);
}

// [unknowns, terms]: so that the coefficients of weight^T v for each term are its transpose times v.
Eigen::MatrixXd selection_of(const Equations& e, const Eigen::VectorXd& weight) {
    Eigen::MatrixXd selection = Eigen::MatrixXd::Zero(e.unknowns(), e.terms);
    for (Index k = 0; k < e.terms; ++k) selection.col(k).segment(k * e.cases, e.cases) = weight;
    return selection;
}

Prediction room_for(Index points, const Equations& e) {
    return {Eigen::MatrixXd(points, e.terms * e.latent), Eigen::MatrixXd(points, e.terms * e.latent),
            std::vector<Eigen::MatrixXd>(static_cast<std::size_t>(points))};
}

// The posterior at a point: mean [terms, latent] and, for each equation, the covariance of its coefficients.
void put(Prediction& prediction, Index point, const JointRegression& regression, const Eigen::MatrixXd& mean,
         const std::vector<Eigen::MatrixXd>& covariances) {
    const Eigen::MatrixXd change = change_of(regression);
    const Eigen::VectorXd speed = regression.moments.units.speed();
    const Index terms = mean.rows();
    Eigen::MatrixXd deviations(terms, mean.cols());
    Eigen::MatrixXd mixing(terms, terms * mean.cols());
    for (Index j = 0; j < mean.cols(); ++j) {
        Eigen::MatrixXd covariance = change * covariances[static_cast<std::size_t>(j)] * change.transpose();
        const Eigen::VectorXd deviation = covariance.diagonal().cwiseMax(0.0).cwiseSqrt();
        const Eigen::VectorXd inverse = deviation.unaryExpr([](double s) { return s > 0 ? 1 / s : 0; });
        covariance = inverse.asDiagonal() * covariance * inverse.asDiagonal();
        covariance.diagonal().array() += kRounding;
        mixing.middleCols(j * terms, terms) = Cholesky(covariance).lower();
        deviations.col(j) = regression.deviation_factor * speed[j] * deviation;
    }
    prediction.mean.row(point) = in_data_units(regression, mean);
    prediction.deviation.row(point) = deviations.reshaped<Eigen::RowMajor>().transpose();
    prediction.mixing[static_cast<std::size_t>(point)] = mixing;
}

}  // namespace

// The gradient by the kernel matrix is, for each equation with the posterior covariance S of its coefficients, half the
// trace over terms of (G - G S G / noise) / noise less the outer products of the residuals of the normal equations: no
// inverse of the kernel matrix, which may be near singular, is needed.
double joint_loss(const JointRegression& regression, Eigen::VectorXd& gradient) {
    const Equations e = equations_of(regression);
    const Eigen::MatrixXd points = normalised(regression.space, regression.space.inputs);
    const Kernel& kernel = regression.kernel;
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
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(e.unknowns(), e.unknowns());

    gradient.setZero(e.latent + 2 + kernel.length_scales.size());
    Eigen::MatrixXd by_kernel = Eigen::MatrixXd::Zero(e.cases, e.cases);
    for (Index j = 0; j < e.latent; ++j) {
        const double noise = regression.noise[j];
        const Cholesky& precision = posterior.precision[static_cast<std::size_t>(j)];
        const Eigen::MatrixXd reduced = precision.solve_lower(half);
        const Eigen::MatrixXd errors = (e.right.col(j) - product.col(j)).reshaped(e.cases, e.terms) / noise;
        by_kernel.noalias() -= errors * errors.transpose();
        for (Index k = 0; k < e.terms; ++k) {
            const auto of_term = reduced.middleCols(k * e.cases, e.cases);
            by_kernel.noalias() -= 1 / (noise * noise) * (of_term.transpose() * of_term);
            by_kernel.diagonal() += e.gram_of(k, k).matrix() / noise;
        }
        const double settled = static_cast<double>(e.unknowns()) - precision.solve_lower(identity).squaredNorm();
        const double misfit = e.squares[j] - mean.col(j).dot(2 * e.right.col(j) - product.col(j));
        gradient[j] = 0.5 * (e.rows - settled - misfit / noise);
    }
    by_kernel *= 0.5;
    gradient[e.latent] = kernel.amplitude * (by_kernel.cwiseProduct(correlation).sum() + kJitter * by_kernel.trace());
    gradient[e.latent + 1] = regression.mean_variance * (by_kernel.sum() + kJitter * by_kernel.trace());
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
    const Equations e = equations_of(regression);
    const Posterior posterior = posterior_of(regression, e);
    const Eigen::MatrixXd residual = (e.right - gram_times(e, by_terms(posterior.root, posterior.whitened))) *
                                     regression.noise.cwiseInverse().asDiagonal();
    Eigen::MatrixXd weights(e.cases, e.terms * e.latent);
    for (Index c = 0; c < e.cases; ++c) weights.row(c) = in_data_units(regression, of_case(e, residual, c));
    return weights;
}

Prediction predict(const JointRegression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points) {
    const Kernel& kernel = regression.kernel;
    const Equations e = equations_of(regression);
    const Eigen::MatrixXd training = normalised(regression.space, regression.space.inputs);
    const Posterior posterior = posterior_of(regression, e, kernel.correlations(training, training));
    const double variance = kernel.amplitude + regression.mean_variance;
    const Eigen::MatrixXd cross =
        (kernel.amplitude * kernel.correlations(training, normalised(regression.space, points))).array() +
        regression.mean_variance;
    const Eigen::MatrixXd weights = posterior.kernel.solve_lower(cross);  // of v, [cases, points]
    Prediction prediction = room_for(points.rows(), e);
    parallel_for(points.rows(), true, [&](Index p) {
        const Eigen::MatrixXd selection = selection_of(e, weights.col(p));
        const double beside = std::max(0.0, variance - weights.col(p).squaredNorm());
        std::vector<Eigen::MatrixXd> covariances;
        for (const Cholesky& precision : posterior.precision) {
            const Eigen::MatrixXd reduced = precision.solve_lower(selection);
            covariances.emplace_back(reduced.transpose() * reduced);
            covariances.back().diagonal().array() += beside;
        }
        put(prediction, p, regression, selection.transpose() * posterior.whitened, covariances);
    });
    return prediction;
}

// What a case says is taken back from its posterior: with its Gram matrix G and right-hand side r, the posterior S, m
// of the coefficients of an equation and its noise, (I - S G / noise) m' = m - S r / noise, and the same for S' and S.
Prediction left_out(const JointRegression& regression, const std::vector<Index>& cases) {
    const Equations e = equations_of(regression);
    const Posterior posterior = posterior_of(regression, e);
    const Eigen::MatrixXd mean = by_terms(posterior.root, posterior.whitened);
    const auto count = static_cast<Index>(cases.size());
    Prediction prediction = room_for(count, e);
    parallel_for(count, true, [&](Index p) {
        const Index c = cases[static_cast<std::size_t>(p)];
        const Eigen::MatrixXd selection = selection_of(e, posterior.root.row(c).transpose());
        const Eigen::MatrixXd gram = e.gram.row(c).reshaped(e.terms, e.terms);
        const Eigen::MatrixXd mean_of = of_case(e, mean, c);
        Eigen::MatrixXd rest(e.terms, e.latent);
        const Eigen::MatrixXd right = of_case(e, e.right, c);
        std::vector<Eigen::MatrixXd> covariances;
        for (Index j = 0; j < e.latent; ++j) {
            const Eigen::MatrixXd reduced = posterior.precision[static_cast<std::size_t>(j)].solve_lower(selection);
            const Eigen::MatrixXd covariance = reduced.transpose() * reduced;
            const Eigen::MatrixXd share = covariance / regression.noise[j];
            Eigen::MatrixXd right_hand(e.terms, 1 + e.terms);
            right_hand << mean_of.col(j) - share * right.col(j), covariance;
            const Eigen::MatrixXd without =
                solve_least_norm(Eigen::MatrixXd::Identity(e.terms, e.terms) - share * gram, right_hand).solution;
            rest.col(j) = without.col(0);
            covariances.emplace_back(without.rightCols(e.terms));
        }
        put(prediction, p, regression, rest, covariances);
    });
    return prediction;
}

// As above: with all coefficients m of an equation, and the columns T of their covariance that belong to the case, m' =
// m
// + T y, where (I - G S / noise) y = (G m_i - r) / noise.
std::vector<Eigen::MatrixXd> means_without(const JointRegression& regression, const std::vector<Index>& cases) {
    const Equations e = equations_of(regression);
    const Posterior posterior = posterior_of(regression, e);
    const Eigen::MatrixXd mean = by_terms(posterior.root, posterior.whitened);
    std::vector<Eigen::MatrixXd> result(cases.size());
    parallel_for(static_cast<Index>(cases.size()), true, [&](Index p) {
        const Index which = cases[static_cast<std::size_t>(p)];
        const Eigen::MatrixXd selection = selection_of(e, posterior.root.row(which).transpose());
        const Eigen::MatrixXd gram = e.gram.row(which).reshaped(e.terms, e.terms);
        const Eigen::MatrixXd beside = gram * of_case(e, mean, which) - of_case(e, e.right, which);
        Eigen::MatrixXd without = mean;
        for (Index j = 0; j < e.latent; ++j) {
            const Cholesky& precision = posterior.precision[static_cast<std::size_t>(j)];
            Eigen::MatrixXd solved(e.unknowns(), e.terms);
            for (Index k = 0; k < e.terms; ++k) solved.col(k) = precision.solve(Eigen::VectorXd(selection.col(k)));
            const Eigen::MatrixXd covariance = selection.transpose() * solved;
            const Eigen::MatrixXd system =
                Eigen::MatrixXd::Identity(e.terms, e.terms) - gram * covariance / regression.noise[j];
            const Eigen::MatrixXd right = beside.col(j) / regression.noise[j];
            const Eigen::MatrixXd change = solve_least_norm(system, right).solution;
            without.col(j) += by_terms(posterior.root, solved * change);
        }
        Eigen::MatrixXd& rows = result[static_cast<std::size_t>(p)];
        rows.resize(e.cases, e.terms * e.latent);
        for (Index c = 0; c < e.cases; ++c) rows.row(c) = in_data_units(regression, of_case(e, without, c));
    });
    return result;
}

}  // namespace rom::gp
