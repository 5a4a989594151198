#include "rom/gp/regression.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "rom/error.h"

namespace rom::gp {
namespace {

constexpr std::array kNames = {"matern32", "matern52", "rbf"};
constexpr double kLeastAmplitude = 1e-5;
constexpr double kLargestAmplitude = 1e5;

Eigen::MatrixXd distances(const Eigen::Ref<const Eigen::MatrixXd>& a, const Eigen::Ref<const Eigen::MatrixXd>& b) {
    Eigen::MatrixXd distance(a.rows(), b.rows());
    for (Index i = 0; i < a.rows(); ++i)
        for (Index j = 0; j < b.rows(); ++j) distance(i, j) = (a.row(i) - b.row(j)).norm();
    return distance;
}

Eigen::MatrixXd correlations(Kernel kernel, const Eigen::MatrixXd& distance, double length_scale) {
    return distance.unaryExpr([=](double r) { return correlation(kernel, r, length_scale); });
}

// The correlation at distance r, and its derivative by log l.
struct Correlation {
    double value;
    double slope;
};

Correlation correlation_with_slope(Kernel kernel, double distance, double length_scale) {
    switch (kernel) {
        case Kernel::matern32: {
            const double s = std::sqrt(3.0) * distance / length_scale;
            const double e = std::exp(-s);
            return {(1 + s) * e, s * s * e};
        }
        case Kernel::matern52: {
            const double s = std::sqrt(5.0) * distance / length_scale;
            const double e = std::exp(-s);
            return {(1 + s + s * s / 3) * e, s * s * (1 + s) / 3 * e};
        }
        case Kernel::rbf: {
            const double s = distance / length_scale;
            const double e = std::exp(-0.5 * s * s);
            return {e, s * s * e};
        }
    }
    return {0, 0};
}

// Cholesky factor of K + nugget I; the nugget is raised tenfold only where the factorisation fails without.
Eigen::LLT<Eigen::MatrixXd> factorise(const Eigen::MatrixXd& kernel_matrix, double nugget) {
    const auto identity = Eigen::MatrixXd::Identity(kernel_matrix.rows(), kernel_matrix.rows());
    double jitter = nugget;
    while (jitter < 1) {
        Eigen::LLT<Eigen::MatrixXd> factor(kernel_matrix + jitter * identity);
        if (factor.info() == Eigen::Success) return factor;
        jitter = std::max(10 * jitter, 1e-14);
    }
    throw Error("the kernel matrix is not positive definite; remove training parameters that nearly coincide");
}

// The correlation matrix at one length scale, diagonalised: R = V diag(values) V^T.
struct Spectrum {
    double length_scale = 0;
    Eigen::VectorXd values;
    Eigen::MatrixXd vectors;
    Eigen::MatrixXd slope;  // V^T dR/d(log l) V
};

Spectrum diagonalise(Kernel kernel, const Eigen::MatrixXd& distance, double length_scale) {
    const Index count = distance.rows();
    Eigen::MatrixXd correlation(count, count);
    Eigen::MatrixXd slope(count, count);
    for (Index j = 0; j < count; ++j)
        for (Index i = j; i < count; ++i) {
            const auto [value, by_length] = correlation_with_slope(kernel, distance(i, j), length_scale);
            correlation(i, j) = value;
            slope(i, j) = slope(j, i) = by_length;
        }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(correlation);  // of the lower triangle
    Spectrum spectrum{length_scale, solver.eigenvalues().cwiseMax(0.0), solver.eigenvectors(), {}};
    spectrum.slope = spectrum.vectors.transpose() * slope * spectrum.vectors;
    return spectrum;
}

// The likelihood of one target at one length scale, maximised over the amplitude, and its slope along log l.
struct Profile {
    double amplitude = 1;
    double log_likelihood = 0;
    double slope = 0;
};

Profile profile(const Spectrum& spectrum, const Eigen::VectorXd& target, double nugget) {
    const Eigen::ArrayXd w = spectrum.vectors.transpose() * target;
    const Eigen::ArrayXd& values = spectrum.values.array();
    // d(log likelihood)/d(log amplitude), with its own derivative, at log amplitude q.
    const auto slopes = [&](double q) {
        const double amplitude = std::exp(q);
        const Eigen::ArrayXd variance = amplitude * values + nugget;
        const Eigen::ArrayXd share = amplitude * values / variance;
        const Eigen::ArrayXd fit = w.square() / variance;
        return std::pair(0.5 * (share * (fit - 1)).sum(),
                         0.5 * (share * (1 - share) * (fit - 1) - share.square() * fit).sum());
    };
    double low = std::log(kLeastAmplitude);
    double high = std::log(kLargestAmplitude);
    double q = low;
    if (slopes(high).first >= 0) {
        q = high;
    } else if (slopes(low).first > 0) {
        // Newton's method from the closed form without the nugget, kept within a shrinking bracket.
        const double closed = (w.square() / (values + nugget)).mean();
        q = std::clamp(std::log(std::max(closed, kLeastAmplitude)), low, high);
        for (int iteration = 0; iteration < 100; ++iteration) {
            const auto [first, second] = slopes(q);
            (first > 0 ? low : high) = q;
            double next = second < 0 ? q - first / second : 0.5 * (low + high);
            if (!(next > low && next < high)) next = 0.5 * (low + high);
            const double moved = std::abs(next - q);
            q = next;
            if (moved < 1e-13) break;
        }
    }
    Profile result;
    result.amplitude = std::exp(q);
    const Eigen::ArrayXd variance = result.amplitude * values + nugget;
    const auto count = static_cast<double>(w.size());
    result.log_likelihood =
        -0.5 * ((w.square() / variance).sum() + variance.log().sum() + count * std::log(2 * std::numbers::pi));
    const Eigen::VectorXd a = w / variance;
    result.slope =
        0.5 * result.amplitude * (a.dot(spectrum.slope * a) - (spectrum.slope.diagonal().array() / variance).sum());
    return result;
}

Hyperparameters maximise(const std::vector<Spectrum>& starts, const Eigen::VectorXd& target,
                         const Eigen::MatrixXd& distance, Kernel kernel, double nugget) {
    Hyperparameters best;
    best.log_likelihood = -std::numeric_limits<double>::infinity();
    const auto consider = [&](double length_scale, const Profile& p) {
        if (p.log_likelihood > best.log_likelihood) best = {p.amplitude, length_scale, p.log_likelihood};
    };
    std::vector<Profile> profiles;
    profiles.reserve(starts.size());
    for (const Spectrum& start : starts) profiles.push_back(profile(start, target, nugget));
    consider(starts.front().length_scale, profiles.front());
    consider(starts.back().length_scale, profiles.back());
    for (std::size_t k = 0; k + 1 < starts.size(); ++k) {
        if (!(profiles[k].slope > 0 && profiles[k + 1].slope <= 0)) continue;
        // The root of the slope, by the Illinois variant of regula falsi.
        double a = std::log(starts[k].length_scale);
        double b = std::log(starts[k + 1].length_scale);
        double fa = profiles[k].slope;
        double fb = profiles[k + 1].slope;
        double root = b;
        Profile at_root = profiles[k + 1];
        int side = 0;  // which end moved last: where it is the same twice, the other end's slope is halved
        for (int iteration = 0; iteration < 60 && b - a > 1e-11; ++iteration) {
            root = (a * fb - b * fa) / (fb - fa);
            if (!(root > a && root < b)) root = 0.5 * (a + b);
            at_root = profile(diagonalise(kernel, distance, std::exp(root)), target, nugget);
            if (at_root.slope == 0) break;
            if (at_root.slope > 0) {
                a = root;
                fa = at_root.slope;
                if (side == 1) fb *= 0.5;
                side = 1;
            } else {
                b = root;
                fb = at_root.slope;
                if (side == -1) fa *= 0.5;
                side = -1;
            }
            if (std::abs(at_root.slope) < 1e-10) break;
        }
        consider(std::exp(root), at_root);
    }
    return best;
}

}  // namespace

Names kernel_names() { return kNames; }
const char* name_of(Kernel kernel) { return kNames.at(static_cast<std::size_t>(kernel)); }

Kernel kernel_from(const std::string& name) { return static_cast<Kernel>(index_of(kNames, name, "kernel")); }

double correlation(Kernel kernel, double distance, double length_scale) {
    return correlation_with_slope(kernel, distance, length_scale).value;
}

Eigen::MatrixXd Normalisation::apply(const Eigen::Ref<const Eigen::MatrixXd>& rows) const {
    return (rows.rowwise() - mean.transpose()) * deviation.cwiseInverse().asDiagonal();
}

Normalisation normalisation_of(const Eigen::Ref<const Eigen::MatrixXd>& rows) {
    Normalisation result;
    result.mean = rows.colwise().mean().transpose();
    result.deviation = (rows.rowwise() - result.mean.transpose()).colwise().squaredNorm().transpose();
    result.deviation = (result.deviation / static_cast<double>(rows.rows())).cwiseSqrt();
    for (Index j = 0; j < result.deviation.size(); ++j)
        if (result.deviation[j] <=
            10 * std::numeric_limits<double>::epsilon() * std::max(1.0, std::abs(result.mean[j])))
            result.deviation[j] = 1;
    return result;
}

Regression fit(const Eigen::Ref<const Eigen::MatrixXd>& inputs, const Eigen::Ref<const Eigen::MatrixXd>& targets,
               const FitOptions& options) {
    if (inputs.rows() < 2) throw Error("there is 1 training case; interpolation over the parameters needs at least 2");
    const Eigen::MatrixXd points = normalisation_of(inputs).apply(inputs);
    const Eigen::MatrixXd distance = distances(points, points);
    double nearest = std::numeric_limits<double>::infinity();
    for (Index i = 0; i < distance.rows(); ++i)
        for (Index j = 0; j < i; ++j) {
            if (distance(i, j) == 0)
                throw Error("training cases " + std::to_string(j) + " and " + std::to_string(i) +
                            " have the same parameters; remove one of them");
            nearest = std::min(nearest, distance(i, j));
        }

    const double least = options.least_length > 0 ? options.least_length : nearest;
    const double largest = std::max(options.largest_length, least);
    const Index starts = std::max<Index>(options.restarts, 2);
    std::vector<Spectrum> spectra(static_cast<std::size_t>(starts));
    // Below this the threads take longer to start than the work.
    const bool threaded = targets.cols() * inputs.rows() * inputs.rows() * inputs.rows() > 1000000;
#pragma omp parallel for schedule(static) if (threaded)
    for (Index k = 0; k < starts; ++k) {
        const double share = static_cast<double>(k) / static_cast<double>(starts - 1);
        spectra[static_cast<std::size_t>(k)] =
            diagonalise(options.kernel, distance, least * std::pow(largest / least, share));
    }

    Regression regression{options.kernel, options.nugget, inputs, targets, {}};
    regression.hyperparameters.resize(static_cast<std::size_t>(targets.cols()));
    const Eigen::MatrixXd normalised = normalisation_of(targets).apply(targets);
#pragma omp parallel for schedule(dynamic) if (threaded)
    for (Index c = 0; c < targets.cols(); ++c)
        regression.hyperparameters[static_cast<std::size_t>(c)] =
            maximise(spectra, normalised.col(c), distance, options.kernel, options.nugget);
    return regression;
}

double log_marginal_likelihood(Kernel kernel, double nugget, const Eigen::Ref<const Eigen::MatrixXd>& normalised_inputs,
                               const Eigen::Ref<const Eigen::VectorXd>& normalised_target,
                               const Hyperparameters& hyperparameters) {
    const Eigen::MatrixXd distance = distances(normalised_inputs, normalised_inputs);
    const auto factor =
        factorise(hyperparameters.amplitude * correlations(kernel, distance, hyperparameters.length_scale), nugget);
    const Eigen::MatrixXd lower = factor.matrixL();
    return -0.5 * normalised_target.dot(factor.solve(normalised_target)) - lower.diagonal().array().log().sum() -
           0.5 * static_cast<double>(normalised_target.size()) * std::log(2 * std::numbers::pi);
}

Prediction predict(const Regression& regression, const Eigen::Ref<const Eigen::MatrixXd>& points) {
    const Normalisation inputs = normalisation_of(regression.inputs);
    const Normalisation outputs = normalisation_of(regression.targets);
    const Eigen::MatrixXd training = inputs.apply(regression.inputs);
    const Eigen::MatrixXd targets = outputs.apply(regression.targets);
    const Eigen::MatrixXd distance = distances(training, training);
    const Eigen::MatrixXd distance_to_points = distances(training, inputs.apply(points));

    const Index coefficients = targets.cols();
    Prediction prediction{Eigen::MatrixXd(points.rows(), coefficients), Eigen::MatrixXd(points.rows(), coefficients)};
    for (Index c = 0; c < coefficients; ++c) {
        const Hyperparameters& h = regression.hyperparameters[static_cast<std::size_t>(c)];
        const auto factor =
            factorise(h.amplitude * correlations(regression.kernel, distance, h.length_scale), regression.nugget);
        const Eigen::MatrixXd cross = h.amplitude * correlations(regression.kernel, distance_to_points, h.length_scale);
        const Eigen::VectorXd mean = cross.transpose() * factor.solve(targets.col(c));
        const Eigen::MatrixXd reduced = factor.matrixL().solve(cross);
        const Eigen::ArrayXd variance = h.amplitude - reduced.colwise().squaredNorm().transpose().array();
        prediction.mean.col(c) = outputs.mean[c] + outputs.deviation[c] * mean.array();
        prediction.deviation.col(c) = outputs.deviation[c] * variance.max(0.0).sqrt();
    }
    return prediction;
}

}  // namespace rom::gp
