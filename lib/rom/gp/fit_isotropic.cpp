#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "rom/base/parallel.h"
#include "rom/gp/fit.h"

namespace rom::gp {
namespace {

// The correlation matrix at one length scale, diagonalised: R = V diag(values) V^T.
struct Spectrum {
    double length_scale = 0;
    Eigen::VectorXd values;
    Eigen::MatrixXd vectors;
    Eigen::MatrixXd slope;  // V^T dR/d(log l) V
};

Spectrum diagonalise(KernelFamily family, const Eigen::MatrixXd& distance, double length_scale) {
    const Index count = distance.rows();
    Eigen::MatrixXd correlation(count, count);
    Eigen::MatrixXd slope(count, count);
    for (Index j = 0; j < count; ++j)
        for (Index i = j; i < count; ++i) {
            const auto [value, by_length] = gp::correlation(family, distance(i, j) / length_scale);
            correlation(i, j) = value;
            slope(i, j) = slope(j, i) = by_length;
        }
    SymmetricEigen eigen = symmetric_eigen(correlation);
    Spectrum spectrum{length_scale, eigen.values.cwiseMax(0.0), std::move(eigen.vectors), {}};
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

Process maximise(const std::vector<Spectrum>& starts, const Eigen::VectorXd& target, const Eigen::MatrixXd& distance,
                 KernelFamily family, double nugget) {
    Process best;
    best.log_likelihood = -std::numeric_limits<double>::infinity();
    const auto consider = [&](double length_scale, const Profile& p) {
        if (p.log_likelihood > best.log_likelihood)
            best = {{family, p.amplitude, Eigen::VectorXd::Constant(1, length_scale)}, 0, p.log_likelihood};
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
        int side = 0;  // which end moved last: if it is the same twice, the other end's slope is halved
        for (int iteration = 0; iteration < 60 && b - a > 1e-11; ++iteration) {
            root = (a * fb - b * fa) / (fb - fa);
            if (!(root > a && root < b)) root = 0.5 * (a + b);
            at_root = profile(diagonalise(family, distance, std::exp(root)), target, nugget);
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

std::vector<Process> fit_isotropic(KernelFamily family, const Eigen::MatrixXd& inputs, const Eigen::MatrixXd& targets,
                                   const Bounds& bounds, Index restarts, double nugget, const Step& step) {
    const Eigen::MatrixXd distance = scaled_distances(inputs, inputs, Eigen::VectorXd::Ones(1));
    const Index starts = std::max<Index>(restarts, 2);
    std::vector<Spectrum> spectra(static_cast<std::size_t>(starts));
    // Below this the threads take longer to start than the work.
    const bool threaded = targets.cols() * inputs.rows() * inputs.rows() * inputs.rows() > 1000000;
    parallel_for(starts, threaded, [&](Index k) {
        const double share = static_cast<double>(k) / static_cast<double>(starts - 1);
        spectra[static_cast<std::size_t>(k)] = diagonalise(
            family, distance, bounds.least_length * std::pow(bounds.largest_length / bounds.least_length, share));
        step();
    });
    std::vector<Process> result(static_cast<std::size_t>(targets.cols()));
    const auto search = [&](Index c) {
        result[static_cast<std::size_t>(c)] = maximise(spectra, targets.col(c), distance, family, nugget);
        step();
    };
    parallel_for(targets.cols(), threaded, search);
    return result;
}

}  // namespace rom::gp
